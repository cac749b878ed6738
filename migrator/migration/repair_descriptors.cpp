// Mends of the descriptors of secondary files: what the bytes around them prove, nothing else.
#include <algorithm>

#include "base/json.hpp"
#include "migrator/migration/block_check.hpp"
#include "migrator/migration/repair_blocks.hpp"
#include "migrator/migration/repair_primary.hpp"

namespace migrator::migration {
namespace {

using base::Errc;
using base::Result;

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

}  // namespace

// A descriptor with a misspelt word, read as what it must mean.
std::optional<Descriptor> spelt_descriptor(std::string_view line) {
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
      return mend_inner_length(file, blocks.back());
    }
    // Another row leads into the data: the Length says too much, or that pointer is wrong.
    const auto other = std::ranges::upper_bound(starts, block->data);
    if (other != starts.end() && *other < block->data + block->length) {
      auto cut = cut_length(file, *block, *other);
      if (!cut || *cut) return cut;
    }
    // Another message begins: what a row leads to is delivered with that row.
    if (block->type == BlockType::body && !blocks.empty()) {
      if (!std::ranges::binary_search(starts, block->offset)) return false;
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
    return extend_length(file, last);
  }
  return false;
}

void BlockMender::replace(const SecondaryFile& file, std::uint64_t offset, std::uint64_t data,
                          const Descriptor& now, int event, std::string rule, std::string what,
                          std::string was) {
  auto& edits = edits_[file.name()];
  if (edits.contains(offset)) return;
  if (edits.size() >= kMaxEdits) {
    too_many_.insert(file.name());
    return;
  }
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
  // A Length that passes the end cannot be told from a file that was cut off.
  if (parse_descriptor((**line).text, odd)) return false;
  const auto now = spelt_descriptor((**line).text);
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

// Whether a whole message (or long value) begins there, and the next one, or nothing, behind it.
Result<bool> BlockMender::stands_whole(const SecondaryFile& file, std::uint64_t offset) {
  std::vector<Finding> ignored;
  auto chain = file.chain(offset, ignored);
  if (!chain && io_failed(chain.error())) return std::move(chain).error();
  if (!chain) return false;
  auto next = file.skip_gap(chain->back().data + chain->back().length);
  if (!next) return std::move(next).error();
  return *next >= file.bytes()->size() || std::ranges::binary_search(starts_[file.name()], *next) ||
         bool(file.block(*next, ignored));
}

// Whether data may end at `end`, by the bytes there: a line end before it, or a gap behind it.
Result<bool> BlockMender::may_end(const SecondaryFile& file, std::uint64_t end) {
  const std::uint64_t from = end - std::min<std::uint64_t>(1, end);
  auto around = bytes_at(file, from, std::min(end + 1, file.bytes()->size()));
  if (!around) return std::move(around).error();
  return around->find_first_of("\r\n") != std::string::npos;
}

// Whether some row, right or wrong, wants to lead into [from, to).
bool BlockMender::wanted(const std::string& name, std::uint64_t from, std::uint64_t to) const {
  const auto it = wants_.find(name);
  if (it == wants_.end()) return false;
  const auto first = std::ranges::lower_bound(it->second, from);
  return first != it->second.end() && *first < to;
}

// Whether [from, to) is text or data that a Length has left out: nothing that was a descriptor, a
// header or filler, and a line end before the next block.
Result<bool> BlockMender::is_plain(const SecondaryFile& file, std::uint64_t from,
                                   std::uint64_t to) {
  LineReader lines(file.bytes(), from);
  for (std::uint64_t at = from; at < to;) {
    auto line = lines.next();
    if (!line) return std::move(line).error();
    if (!*line || searched_ > kMostSearched) return false;
    searched_ += (**line).length;
    const std::string text = base::lower((**line).text);
    const bool odd = (**line).too_long || text.find(",true") != std::string::npos ||
                     text.find(",false") != std::string::npos ||
                     text.find_first_of(std::string_view("\0\x1A", 2)) != std::string::npos ||
                     base::starts_with_fold(text, kSecondaryHeader);
    if (odd) return false;
    at = (**line).offset + (**line).length;
    if (at == to && (**line).end != Line::End::crlf) return false;
  }
  return true;
}

// The Length of `block` is what stands before the block at `next`.
Result<bool> BlockMender::set_length(const SecondaryFile& file, const Block& block,
                                     std::uint64_t next) {
  auto before = bytes_at(file, next - std::min<std::uint64_t>(2, next - block.data), next);
  if (!before) return std::move(before).error();
  auto old = bytes_at(file, block.offset, block.data);
  if (!old) return std::move(old).error();
  Descriptor now = block;
  now.length = next - block.data - (*before == "\r\n" ? 2 : 0);
  if (now.length == block.length) return false;
  replace(file, block.offset, block.data, now, 8005, "",
          "Length is what stands before the next block",
          old->substr(0, old->size() - end_of(*old).size()));
  maps_[file.name()].claim(block.offset, next);
  return true;
}

// A Length that reaches beyond the block at `other`, to which another row leads. Where its own end
// is one of a block, it is right, and the pointer leads into the data of a message.
Result<bool> BlockMender::cut_length(const SecondaryFile& file, const Block& block,
                                     std::uint64_t other) {
  std::vector<Finding> ignored;
  const std::uint64_t end = block.data + block.length;
  auto next = file.skip_gap(end);
  if (!next) return std::move(next).error();
  if (!block.last || *next >= file.bytes()->size() || file.block(*next, ignored)) return false;
  auto ends = may_end(file, end);
  if (!ends) return ends;
  auto before = may_end(file, other - 1);  // a descriptor stands at the beginning of a line
  if (!before) return before;
  auto whole = stands_whole(file, other);
  if (!whole) return whole;
  if (*ends || !*before || !*whole || wanted(file.name(), block.offset + 1, other)) return false;
  return set_length(file, block, other);
}

// The last block of a message whose Length says too little: up to the block of the next row.
Result<bool> BlockMender::extend_length(const SecondaryFile& file, const Block& block) {
  const auto& starts = starts_[file.name()];
  const std::uint64_t end = block.data + block.length;
  const auto next = std::ranges::lower_bound(starts, end);
  if (block.length == 0 || next == starts.end()) return false;
  auto ends = may_end(file, end);
  if (!ends) return ends;
  if (*ends || wanted(file.name(), block.offset + 1, *next)) return false;
  auto plain = is_plain(file, end, *next);
  if (!plain || !*plain) return plain;
  auto whole = stands_whole(file, *next);
  if (!whole || !*whole) return whole;
  return set_length(file, block, *next);
}

// A block that is not the last of its message, and behind which no descriptor stands. The one that
// does, if a whole rest of the message begins there and ends where the next row's block begins.
Result<bool> BlockMender::mend_inner_length(const SecondaryFile& file, const Block& block) {
  const auto& starts = starts_[file.name()];
  const auto own = std::ranges::upper_bound(starts, block.data);
  const std::uint64_t limit = own == starts.end() ? file.bytes()->size() : *own;
  auto ends = may_end(file, block.data + block.length);
  if (!ends) return ends;
  if (*ends || block.length == 0 || wanted(file.name(), block.offset + 1, limit)) return false;
  std::optional<std::uint64_t> found;
  std::uint64_t rest = 0;
  LineReader lines(file.bytes(), block.data);
  std::vector<Finding> ignored;
  std::vector<std::string> odd;
  for (;;) {
    auto line = lines.next();
    if (!line) return std::move(line).error();
    if (searched_ > kMostSearched) return false;
    if (!*line || (**line).offset >= limit) break;
    searched_ += (**line).length;
    const auto descriptor = parse_descriptor((**line).text, odd);
    if (!descriptor || (**line).offset == block.data) continue;
    if (descriptor->type == BlockType::body) return false;
    if (found && (**line).offset < rest) continue;  // of the same rest
    ignored.clear();
    auto chain = file.chain((**line).offset, ignored);
    if (!chain && io_failed(chain.error())) return std::move(chain).error();
    if (!chain) continue;
    const std::uint64_t over = chain->back().data + chain->back().length;
    auto next = file.skip_gap(over);
    if (!next) return std::move(next).error();
    if (*next != limit) continue;
    if (found) return false;  // two ways
    found = (**line).offset;
    rest = over;
  }
  if (!found) return false;
  auto done = set_length(file, block, *found);
  if (done && *done) maps_[file.name()].claim(*found, rest);
  return done;
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

}  // namespace migrator::migration
