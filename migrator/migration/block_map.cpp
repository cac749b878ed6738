#include "migrator/migration/block_map.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/text.hpp"
#include "migrator/migration/lines.hpp"

namespace migrator::migration {
namespace {

using base::Result;

// Descriptors of broken chains that are remembered; after so many the rest is called bytes.
constexpr std::size_t kMaxFailed = 1u << 20;

class Leftovers {
 public:
  Leftovers(const SecondaryFile& file, std::uint64_t to,
            const std::function<Result<void>(const Leftover&)>& take)
      : file_(file), to_(to), take_(take) {}

  Result<void> run(std::uint64_t at) {
    while (at < to_) {
      auto start = file_.skip_gap(at);
      if (!start) return std::move(start).error();
      at = *start;
      if (at >= to_) return {};
      auto chain = chain_at(at);
      if (!chain) return std::move(chain).error();
      if (*chain) {
        if (auto done = give(**chain); !done) return done;
        at = (**chain).offset + (**chain).length;
        continue;
      }
      auto end = resync(at);
      if (!end) return std::move(end).error();
      at = *end;
    }
    return {};
  }

 private:
  Result<void> give(const Leftover& one) { return take_(one); }

  // The chain of blocks that begins exactly there, if it ends inside the range. What has failed
  // once is not tried again, so that hostile bytes cost one walk.
  Result<std::optional<Leftover>> chain_at(std::uint64_t from) {
    std::vector<Finding> ignored;
    std::vector<std::uint64_t> walked;
    std::optional<Leftover::Kind> kind;
    for (std::uint64_t at = from; walked.size() < kMaxBlocks && failed_.size() < kMaxFailed;) {
      if (failed_.contains(at)) break;
      walked.push_back(at);
      auto block = file_.block(at, ignored);
      if (!block && block.error().code == base::Errc::io) return std::move(block).error();
      if (!block || block->data + block->length > to_) break;
      ignored.clear();
      if (!kind)
        kind = block->type == BlockType::body ? Leftover::Kind::message : Leftover::Kind::block;
      const std::uint64_t end = block->data + block->length;
      if (block->last) return std::optional(Leftover{*kind, from, end - from});
      auto next = file_.skip_gap(end);
      if (!next) return std::move(next).error();
      at = *next;
    }
    failed_.insert(walked.begin(), walked.end());
    return std::optional<Leftover>();
  }

  static bool filler(std::string_view text) {
    return text.find_first_not_of(std::string_view("\0\x1A\r\n", 4)) == std::string_view::npos;
  }

  // Passes over the lines that are no block; the offset of the next one that is.
  Result<std::uint64_t> resync(std::uint64_t from) {
    LineReader lines(file_.bytes(), from);
    std::uint64_t at = from;
    bool only_filler = true;
    while (at < to_) {
      auto line = lines.next();
      if (!line) return std::move(line).error();
      if (!*line) break;
      if (at == from && base::starts_with_fold((**line).text, kSecondaryHeader)) {
        const std::uint64_t end = std::min(from + (**line).length, to_);
        if (auto done = give({Leftover::Kind::header, from, end - from}); !done)
          return std::move(done).error();
        return end;
      }
      std::vector<std::string> odd;
      if (at > from && parse_descriptor((**line).text, odd)) {
        auto chain = chain_at(at);
        if (!chain) return std::move(chain).error();
        if (*chain) break;
      }
      only_filler = only_filler && filler((**line).text);
      at = (**line).offset + (**line).length;
    }
    at = std::min(at, to_);
    if (auto done =
            give({only_filler ? Leftover::Kind::mark : Leftover::Kind::bytes, from, at - from});
        !done)
      return std::move(done).error();
    return at;
  }

  const SecondaryFile& file_;
  std::uint64_t to_;
  std::unordered_set<std::uint64_t> failed_;  // no chain from there on is whole
  const std::function<Result<void>(const Leftover&)>& take_;
};

}  // namespace

BlockMap::Mark BlockMap::claim(std::uint64_t from, std::uint64_t to) {
  if (forgotten_) return Mark::forgotten;
  auto next = ranges_.upper_bound(from);
  const bool inside = next != ranges_.begin() && std::prev(next)->second > from;
  if (inside && std::prev(next)->second >= to) return Mark::same;
  if (inside || (next != ranges_.end() && next->first < to)) {
    // The union is claimed, so that what follows is judged once.
    auto first = inside ? std::prev(next) : next;
    std::uint64_t low = std::min(from, first->first), high = to;
    while (first != ranges_.end() && first->first <= to) {
      high = std::max(high, first->second);
      first = ranges_.erase(first);
    }
    ranges_.emplace(low, high);
    return Mark::overlaps;
  }
  const bool joins_next = next != ranges_.end() && next->first == to;
  if (joins_next) {
    to = next->second;
    next = ranges_.erase(next);
  }
  if (next != ranges_.begin() && std::prev(next)->second == from) {
    std::prev(next)->second = to;
    return Mark::fresh;
  }
  ranges_.emplace_hint(next, from, to);
  if (ranges_.size() > kMaxRanges) {
    ranges_.clear();
    forgotten_ = true;
  }
  return Mark::fresh;
}

bool BlockMap::claimed(std::uint64_t offset) const {
  const auto next = ranges_.upper_bound(offset);
  return next != ranges_.begin() && std::prev(next)->second > offset;
}

Result<void> BlockMap::each_gap(
    std::uint64_t size,
    const std::function<Result<void>(std::uint64_t, std::uint64_t)>& take) const {
  std::uint64_t at = 0;
  for (const auto& [from, to] : ranges_) {
    if (from > at)
      if (auto done = take(at, from); !done) return done;
    at = std::max(at, to);
  }
  return at < size ? take(at, size) : Result<void>();
}

Result<void> each_leftover(const SecondaryFile& file, std::uint64_t from, std::uint64_t to,
                           const std::function<Result<void>(const Leftover&)>& take) {
  return Leftovers(file, to, take).run(from);
}

}  // namespace migrator::migration
