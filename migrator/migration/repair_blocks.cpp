#include "migrator/migration/repair_blocks.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "migrator/migration/block_check.hpp"
#include "migrator/migration/columns.hpp"
#include "migrator/migration/repair_primary.hpp"

namespace migrator::migration {
namespace {

using base::Errc;
using base::Result;

constexpr std::uint64_t kAnyWhere = ~std::uint64_t{0};
// A pointer that misses its block by a gap, or by a count of line ends, misses it by little.
constexpr std::uint64_t kNear = 8;
// Bytes of a set that are looked through for the descriptors that wrong Lengths have missed.
constexpr std::uint64_t kMostSearched = 4ull << 30;

bool io_failed(const base::Error& error) { return error.code == Errc::io; }

// The line end of the descriptor line between `offset` and `data`.
std::string_view end_of(const std::string& line) {
  return line.ends_with("\r\n") ? "\r\n" : line.ends_with('\n') ? "\n" : "";
}

Result<std::string> bytes_at(const SecondaryFile& file, std::uint64_t from, std::uint64_t to) {
  std::string out(static_cast<std::size_t>(to - from), '\0');
  auto got = file.bytes()->read_at(from, std::as_writable_bytes(std::span(out)));
  if (!got) return std::move(got).error();
  out.resize(*got);
  return out;
}

// A descriptor with a misspelt word, read as what it must mean.
std::optional<Descriptor> spelt(std::string_view line) {
  auto fields = parse_fields(line);
  if (!fields || fields->size() != 7) return std::nullopt;
  auto& f = *fields;
  f[0].text = base::nearest(f[0].text, {"Body", "Attachment", "Other", "Document", "Schedule"})
                  .value_or(f[0].text);
  f[3].text = base::nearest(f[3].text, {"TRUE", "FALSE"}).value_or(f[3].text);
  std::string mended;
  for (std::size_t i = 0; i < f.size(); ++i)
    mended +=
        (i > 0 ? "," : "") + (i == 4 && !f[i].text.empty() ? in_quotes(f[i].text) : f[i].text);
  std::vector<std::string> odd;
  auto out = parse_descriptor(mended, odd);
  return out ? std::optional(std::move(*out)) : std::nullopt;
}

}  // namespace

Result<void> BlockMender::look(const std::vector<MendedPrimary>& primaries) {
  for (std::size_t i = 0; i < primaries.size(); ++i)
    if (auto done = read_rows(i, primaries[i]); !done) return done;
  std::set<std::string> names(secondaries_.begin(), secondaries_.end());
  for (const auto& [name, starts] : starts_) names.insert(name);
  for (const std::string& name : names)
    if (auto done = mend_file(name); !done) return done;
  for (const std::string& name : names)
    if (auto done = find_orphans(name); !done) return done;
  settle_pointers(primaries);
  return {};
}

Result<std::shared_ptr<const SecondaryFile>> BlockMender::open(const std::string& true_name) {
  auto file = folder_.file(true_name);
  if (!file) return std::move(file).error();
  return std::make_shared<const SecondaryFile>(std::move(*file), true_name);
}

Result<void> BlockMender::read_rows(std::size_t primary, const MendedPrimary& file) {
  PrimaryReader reader(file.file, file.name, page_);
  RowReader rows(folder_, page_, file.name);
  rows.watch([this](const Row&, const SecondaryFile& secondary, const std::vector<Block>& blocks) {
    const Block& last = blocks.back();
    maps_[secondary.name()].claim(blocks.front().offset, last.data + last.length);
  });
  last_good_.clear();
  waiting_.clear();
  led_to_.clear();
  const std::size_t first_bad = bad_.size();
  Section section;
  for (;;) {
    auto entry = reader.next();
    if (!entry) return std::move(entry).error();
    reader.take_remarks();
    if (auto* next = std::get_if<Section>(&*entry))
      section = std::move(*next);
    else if (const auto* row = std::get_if<Row>(&*entry)) {
      if (auto done = take_row(primary, rows, section, *row); !done) return done;
    } else {
      break;
    }
  }
  // A pointer without a file that exists can only mean one that the others of its primary mean.
  std::ranges::sort(led_to_);
  led_to_.erase(std::unique(led_to_.begin(), led_to_.end()), led_to_.end());
  for (std::size_t i = first_bad; i < bad_.size(); ++i)
    if (bad_[i].secondary.empty() && led_to_.size() == 1) bad_[i].secondary = led_to_.front();
  return {};
}

Result<void> BlockMender::take_row(std::size_t primary, RowReader& rows, const Section& section,
                                   const Row& row) {
  if (auto done = rows.follow_all(row); !done) return done;
  for (std::size_t i = 1; i < row.fields.size(); ++i) {
    const auto pointer = i == kBodyColumn ? std::nullopt : parse_pointer(row.fields[i], page_);
    if (pointer && !folder_.find(pointer->file)) missing_.insert(base::lower(pointer->file));
  }
  if (section.kind != SectionKind::message || section.defect || row.defect ||
      row.fields.size() < kMessageColumns.size())
    return {};
  for (std::size_t i = 1; i <= kBodyColumn; ++i)
    if (auto done = take_pointer(primary, row, i); !done) return done;
  return {};
}

Result<void> BlockMender::take_pointer(std::size_t primary, const Row& row, std::size_t field) {
  const std::string& text = row.fields[field].text;
  if (row.fields[field].quoted || !text.starts_with('#')) return {};
  const auto pointer = parse_pointer(row.fields[field], page_);
  if (!pointer) {                         // a path, or no offset: the name may still be there
    if (field != kBodyColumn) return {};  // a subject may begin like a pointer
    const auto open = std::min(text.find('('), text.size());
    std::string name = text.substr(1, open - 1);
    name.erase(0, name.find_last_of("\\/:") + 1);
    const auto bare = parse_pointer({"#" + name + text.substr(open)});
    bad(primary, row, field, folder_.find(name).value_or(""),
        bare ? std::optional(bare->offset) : std::nullopt);
    return {};
  }
  const auto name = folder_.find(pointer->file);
  auto good = name ? leads_to_block(*name, pointer->offset) : Result<bool>(false);
  if (!good) return std::move(good).error();
  if (!*good) {
    bad(primary, row, field, name.value_or(""), pointer->offset);
    return {};
  }
  starts_[*name].push_back(pointer->offset);
  led_to_.push_back(*name);
  if (field != kBodyColumn) return {};
  last_good_[*name] = pointer->offset;
  for (std::size_t one : std::exchange(waiting_[*name], {})) bad_[one].before = pointer->offset;
  return {};
}

// Whether a descriptor stands there, also one with a wrong Length or a misspelt word.
Result<bool> BlockMender::leads_to_block(const std::string& name, std::uint64_t offset) {
  if (!last_opened_ || last_opened_->name() != name) {
    auto file = open(name);
    if (!file) return std::move(file).error();
    last_opened_ = std::move(*file);
  }
  if (offset >= last_opened_->bytes()->size()) return false;
  std::vector<Finding> ignored;
  auto block = last_opened_->block(offset, ignored);
  if (!block && io_failed(block.error())) return std::move(block).error();
  if (block) return true;
  auto line = LineReader(last_opened_->bytes(), offset).next();
  if (!line) return std::move(line).error();
  std::vector<std::string> odd;
  return *line && (parse_descriptor((**line).text, odd) || spelt((**line).text));
}

void BlockMender::bad(std::size_t primary, const Row& row, std::size_t field, std::string secondary,
                      std::optional<std::uint64_t> wanted) {
  constexpr std::size_t kMostBad = 100'000;  // beyond, the set has lost its pointers
  if (bad_.size() >= kMostBad) return;
  Bad one;
  one.primary = primary;
  one.row = row.offset;
  one.line = row.line;
  one.field = field;
  one.text = row.fields[field].text;
  one.secondary = std::move(secondary);
  one.wanted = wanted;
  const auto last = last_good_.find(one.secondary);
  if (field == kBodyColumn && last != last_good_.end()) one.after = last->second;
  if (field == kBodyColumn) waiting_[one.secondary].push_back(bad_.size());
  bad_.push_back(std::move(one));
}

Result<void> BlockMender::mend_file(const std::string& name) {
  auto file = open(name);
  if (!file) return std::move(file).error();
  auto& starts = starts_[name];
  std::ranges::sort(starts);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  if (auto done = mend_header(**file); !done) return done;
  for (std::uint64_t start : starts) {
    auto done = mend_chain(**file, start);
    if (!done) return std::move(done).error();
  }
  return {};
}

Result<void> BlockMender::mend_header(const SecondaryFile& file) {
  bool good = false;
  auto first = first_block(file, good);
  if (!first) return std::move(first).error();
  if (good || *first == 0) return {};  // none at all: every pointer would have to move
  auto line = LineReader(file.bytes()).next();
  if (!line) return std::move(line).error();
  const auto near = base::nearest((**line).text, {std::string(kSecondaryHeader)});
  if (!near) return {};
  edits_[file.name()][0] = {0, (**line).length, *near + "\r\n"};
  changes_.push_back({file.name(), 1, 0, 8059, "", "the header line is as documented",
                      for_change((**line).text, page_), *near});
  return {};
}

// Follows a chain; where it breaks, mends what is proved wrong. False: it stays broken.
Result<bool> BlockMender::mend_chain(const SecondaryFile& file, std::uint64_t start) {
  std::vector<Finding> ignored;
  std::vector<Block> blocks;
  const auto& starts = starts_[file.name()];
  for (std::uint64_t at = start; blocks.size() < kMaxBlocks;) {
    ignored.clear();
    auto block = file.block(at, ignored);
    if (!block && io_failed(block.error())) return std::move(block).error();
    if (!block) {
      auto mended = mend_descriptor(file, at);
      if (!mended || *mended || blocks.empty()) return mended;
      const Block& last = blocks.back();
      return mend_length(file, last, last.data, kAnyWhere);
    }
    // Another row leads into the data: the Length says too much.
    const auto other = std::ranges::upper_bound(starts, block->offset);
    if (other != starts.end() && *other > block->data && *other < block->data + block->length &&
        file.block(*other, ignored))
      return mend_length(file, *block, block->data, *other);
    if (block->type == BlockType::body && !blocks.empty()) {  // another message begins
      Descriptor now = blocks.back();
      const std::string was = to_line(now);
      now.last = true;
      replace(file, blocks.back().offset, blocks.back().data, now, 8059, "",
              "Islast is TRUE before the Body of another message", was);
      mend_names(file, blocks);
      return true;
    }
    blocks.push_back(std::move(*block));
    const Block& last = blocks.back();
    auto next = file.skip_gap(last.data + last.length);
    if (!next) return std::move(next).error();
    if (!last.last) {
      at = *next;
      continue;
    }
    mend_names(file, blocks);
    // After the last block another one begins, or the file ends.
    if (*next >= file.bytes()->size() || file.block(*next, ignored)) return true;
    return mend_length(file, last, last.data + last.length, kAnyWhere);
  }
  return false;
}

void BlockMender::replace(const SecondaryFile& file, std::uint64_t offset, std::uint64_t data,
                          const Descriptor& now, int event, std::string rule, std::string what,
                          std::string was) {
  auto& edits = edits_[file.name()];
  if (edits.size() >= kMaxEdits || edits.contains(offset)) return;
  const std::string line = to_line(now);
  edits[offset] = {offset, data - offset, line + "\r\n"};
  changes_.push_back({file.name(), 0, offset, event, std::move(rule), std::move(what),
                      for_change(was, page_), for_change(line, page_)});
}

Result<bool> BlockMender::mend_descriptor(const SecondaryFile& file, std::uint64_t offset) {
  if (offset >= file.bytes()->size()) return false;
  auto line = LineReader(file.bytes(), offset).next();
  if (!line) return std::move(line).error();
  if (!*line || (**line).end == Line::End::none || (**line).length > kMaxDescriptor) return false;
  const std::uint64_t data = offset + (**line).length;
  std::vector<std::string> odd;
  auto known = parse_descriptor((**line).text, odd);
  if (known) {  // only its Length can be wrong: it passes the end of the file
    Block block{std::move(*known), offset, data};
    return mend_length(file, block, data, kAnyWhere);
  }
  const auto now = spelt((**line).text);
  if (!now || now->length > file.bytes()->size() - data) return false;
  auto next = file.skip_gap(data + now->length);
  if (!next) return std::move(next).error();
  std::vector<Finding> ignored;
  if (*next < file.bytes()->size() && !file.block(*next, ignored)) return false;
  replace(file, offset, data, *now, 8059, "Q166612", "the words of the descriptor can be read",
          (**line).text);
  maps_[file.name()].claim(offset, data + now->length);
  return true;
}

// The first descriptor after `from` (and not after `limit`) from which whole blocks follow says
// where the data of `block` must end. What stands before it belongs to the data: nothing is lost.
Result<bool> BlockMender::mend_length(const SecondaryFile& file, const Block& block,
                                      std::uint64_t from, std::uint64_t limit) {
  LineReader lines(file.bytes(), from);
  std::vector<Finding> ignored;
  for (;;) {
    auto line = lines.next();
    if (!line) return std::move(line).error();
    if (!*line || (**line).offset > limit || searched_ > kMostSearched) return false;
    searched_ += (**line).length;
    if ((**line).offset <= block.data && block.length > 0) continue;
    std::vector<std::string> odd;
    const auto descriptor = parse_descriptor((**line).text, odd);
    if (!descriptor) continue;
    const bool body = descriptor->type == BlockType::body;
    if (body == !block.last && (**line).offset != limit) continue;  // it could not follow
    if (body && !block.last) return false;                          // its own rest is gone
    ignored.clear();
    auto chain = file.chain((**line).offset, ignored);
    if (!chain && io_failed(chain.error())) return std::move(chain).error();
    if (!chain) continue;
    const std::uint64_t next = (**line).offset;
    auto before = bytes_at(file, next - std::min<std::uint64_t>(2, next - block.data), next);
    if (!before) return std::move(before).error();
    auto old = bytes_at(file, block.offset, block.data);
    if (!old) return std::move(old).error();
    Descriptor now = block;
    now.length = next - block.data - (*before == "\r\n" ? 2 : 0);
    if (now.length == block.length) return false;
    const std::string was = old->substr(0, old->size() - end_of(*old).size());
    replace(file, block.offset, block.data, now, 8005, "",
            "Length is what stands before the next block", was);
    maps_[file.name()].claim(block.offset, next);
    if (!block.last) maps_[file.name()].claim(next, chain->back().data + chain->back().length);
    return true;
  }
}

void BlockMender::mend_names(const SecondaryFile& file, const std::vector<Block>& blocks) {
  unsigned number = 0;
  for (const Block& block : blocks) {
    if (!block.name.empty() ||
        (block.type != BlockType::attachment && block.type != BlockType::document))
      continue;
    Descriptor now = block;
    now.name = ++number == 1 ? "unnamed.dat" : "unnamed-" + std::to_string(number) + ".dat";
    replace(file, block.offset, block.data, now, 8048, "Q166612",
            "the attachment has a file name, which it must", to_line(block));
  }
}

Result<void> BlockMender::find_orphans(const std::string& name) {
  auto file = open(name);
  if (!file) return std::move(file).error();
  const BlockMap& map = maps_[name];
  if (!map.complete() || bad_.empty()) return {};
  return map.each_gap((*file)->bytes()->size(), [&](std::uint64_t from, std::uint64_t to) {
    return each_leftover(**file, from, to, [&](const Leftover& one) -> Result<void> {
      const bool message = one.kind == Leftover::Kind::message;
      if ((message || one.kind == Leftover::Kind::block) && orphans_.size() < kMaxEdits)
        orphans_.push_back({name, one.offset, message});
      return {};
    });
  });
}

// The orphans that a row without a block may mean: of its own secondary, between its neighbours.
std::vector<BlockMender::Orphan> BlockMender::candidates(const Bad& one) const {
  std::vector<Orphan> out;
  for (const Orphan& orphan : orphans_) {
    if (orphan.secondary != one.secondary || orphan.message != (one.field == kBodyColumn)) continue;
    if (one.after > orphan.offset || (one.before && *one.before < orphan.offset)) continue;
    out.push_back(orphan);
  }
  // One that is exactly there, or nearly, is meant, if it is the only one.
  if (one.wanted && out.size() > 1) {
    std::vector<Orphan> near;
    for (const Orphan& orphan : out) {
      const std::uint64_t off =
          orphan.offset > *one.wanted ? orphan.offset - *one.wanted : *one.wanted - orphan.offset;
      if (off == 0) return {orphan};
      if (off <= kNear) near.push_back(orphan);
    }
    if (near.size() == 1) return near;
  }
  return out;
}

// Blocks that all moved by the same number of bytes, as when an editor has changed what stands
// before them: as many rows as blocks, in the same order.
bool BlockMender::settle_moved(const std::string& secondary,
                               const std::vector<MendedPrimary>& primaries) {
  std::vector<std::size_t> rows;
  std::vector<Orphan> there;
  for (std::size_t i = 0; i < bad_.size(); ++i)
    if (bad_[i].secondary == secondary) rows.push_back(i);
  for (const Orphan& orphan : orphans_)
    if (orphan.secondary == secondary) there.push_back(orphan);
  if (rows.size() < 2 || rows.size() != there.size() || !base::is_ascii(secondary)) return false;
  if (!std::ranges::all_of(rows, [&](std::size_t i) { return bad_[i].wanted.has_value(); }))
    return false;
  std::ranges::sort(rows, {}, [&](std::size_t i) { return *bad_[i].wanted; });
  const std::uint64_t by =
      there.front().offset - *bad_[rows.front()].wanted;  // wraps for a move down
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (there[i].offset - *bad_[rows[i]].wanted != by ||
        there[i].message != (bad_[rows[i]].field == kBodyColumn))
      return false;
  for (std::size_t i = 0; i < rows.size(); ++i)
    lead(bad_[rows[i]], there[i], primaries,
         "the pointer follows its block, as all of this file, which have moved alike");
  return true;
}

void BlockMender::lead(Bad& one, const Orphan& orphan, const std::vector<MendedPrimary>& primaries,
                       std::string what) {
  one.mended = true;
  const std::string& primary = primaries[one.primary].name;
  const Pointer now{orphan.secondary, orphan.offset};
  pointers_[{primary, one.row, one.field}] = now;
  changes_.push_back(
      {primary, one.line, 0, 8054, "", std::move(what), for_change(one.text, page_), to_text(now)});
}

void BlockMender::settle_pointers(const std::vector<MendedPrimary>& primaries) {
  constexpr std::size_t kMostPairs = 1u << 24;  // more rows and blocks than can be told apart
  if (bad_.size() * orphans_.size() > kMostPairs) return;
  std::set<std::string> names, moved_alike;
  for (const Orphan& orphan : orphans_) names.insert(orphan.secondary);
  for (const std::string& name : names)
    if (settle_moved(name, primaries)) moved_alike.insert(name);
  std::vector<std::vector<Orphan>> meant;
  for (const Bad& one : bad_) meant.push_back(candidates(one));
  for (std::size_t i = 0; i < bad_.size(); ++i) {
    if (meant[i].size() != 1 || moved_alike.contains(bad_[i].secondary)) continue;
    // No other row may mean the same block.
    std::size_t claims = 0;
    for (const auto& others : meant)
      if (std::ranges::count(others, meant[i].front()) > 0) ++claims;
    if (claims != 1 || !base::is_ascii(meant[i].front().secondary)) continue;
    lead(bad_[i], meant[i].front(), primaries,
         "the pointer leads to the one block that no other row points to");
  }
}

bool BlockMender::needs(const std::string& name) const {
  if (missing_.contains(base::lower(name))) return true;
  for (const Bad& one : bad_) {
    const auto pointer = parse_pointer({one.text}, page_);
    if (pointer && base::equals_fold(pointer->file, name) && !one.mended) return true;
  }
  return false;
}

const std::vector<Edit>& BlockMender::edits(const std::string& true_name) const {
  const auto known = in_order_.find(true_name);
  if (known != in_order_.end()) return known->second;
  std::vector<Edit>& out = in_order_[true_name];
  if (const auto it = edits_.find(true_name); it != edits_.end())
    for (const auto& [offset, edit] : it->second) out.push_back(edit);
  return out;
}

std::optional<Pointer> BlockMender::pointer(const std::string& primary, std::uint64_t offset,
                                            std::size_t field) const {
  const auto it = pointers_.find({primary, offset, field});
  return it == pointers_.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace migrator::migration
