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

// A pointer that misses its block by a gap, or by a count of line ends, misses it by little.
constexpr std::uint64_t kNear = 8;

bool io_failed(const base::Error& error) { return error.code == Errc::io; }

}  // namespace

Result<void> BlockMender::look(const std::vector<MendedPrimary>& primaries) {
  for (std::size_t i = 0; i < primaries.size(); ++i)
    if (auto done = read_rows(i, primaries[i]); !done) return done;
  std::set<std::string> names(secondaries_.begin(), secondaries_.end());
  for (const auto& [name, starts] : starts_) names.insert(name);
  for (auto& [name, offsets] : wants_) std::ranges::sort(offsets);
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
  return {};
}

Result<void> BlockMender::take_row(std::size_t primary, RowReader& rows, const Section& section,
                                   const Row& row) {
  if (auto done = rows.follow_all(row); !done) return done;
  for (std::size_t i = 1; i < row.fields.size(); ++i) {
    const auto pointer = parse_pointer(row.fields[i], page_);
    if (!pointer) continue;
    if (const auto name = folder_.find(pointer->file))
      wants_[*name].push_back(pointer->offset);
    else if (i != kBodyColumn)
      missing_.insert(base::lower(pointer->file));
  }
  if (section.kind != SectionKind::message || section.defect || row.defect ||
      row.fields.size() < kMessageColumns.size()) {
    if (row.defect || section.defect || section.kind == SectionKind::message) ++unread_;
    return {};
  }
  for (std::size_t i = 1; i <= kBodyColumn; ++i)
    if (auto done = take_pointer(primary, row, i); !done) return done;
  return {};
}

Result<void> BlockMender::take_pointer(std::size_t primary, const Row& row, std::size_t field) {
  const std::string& text = row.fields[field].text;
  if (row.fields[field].quoted || !text.starts_with('#')) {
    if (field == kBodyColumn) ++unread_;
    return {};
  }
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
  return *line && (parse_descriptor((**line).text, odd) || spelt_descriptor((**line).text));
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

Result<void> BlockMender::find_orphans(const std::string& name) {
  // Beside it the .SEC files also hold what has been delivered, to whomever it belonged.
  if (folder_.find(kRecoveryFile)) return {};
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

// The orphans that a row without a block may mean: of its own secondary, between its neighbours,
// and at its offset, or nearly. A pointer that gives no place may mean any of them, where as many
// rows have lost their block as blocks their row.
std::vector<BlockMender::Orphan> BlockMender::candidates(const Bad& one) const {
  std::vector<Orphan> out;
  const bool parsed = parse_pointer({one.text}, page_).has_value();
  if (one.secondary.empty()) return out;
  if (!parsed && (unread_ > 0 || !even_.contains(one.secondary))) return out;
  for (const Orphan& orphan : orphans_) {
    if (orphan.secondary != one.secondary || orphan.message != (one.field == kBodyColumn)) continue;
    if (one.after > orphan.offset || (one.before && *one.before < orphan.offset)) continue;
    if (one.wanted) {
      const std::uint64_t off =
          orphan.offset > *one.wanted ? orphan.offset - *one.wanted : *one.wanted - orphan.offset;
      if (off == 0) return {orphan};
      if (off > kNear) continue;
    }
    out.push_back(orphan);
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
  for (const std::string& name : names) {
    const auto rows = std::ranges::count_if(bad_, [&](const Bad& one) {
      return one.secondary == name || one.secondary.empty();  // it may mean any file
    });
    if (rows == std::ranges::count(orphans_, name, &Orphan::secondary)) even_.insert(name);
  }
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

std::set<std::string> BlockMender::led_to() const {
  std::set<std::string> out;
  for (const auto& [name, map] : maps_) out.insert(name);
  for (const Bad& one : bad_)
    if (!one.secondary.empty()) out.insert(one.secondary);
  return out;
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
