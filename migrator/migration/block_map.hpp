#pragma once
// Which bytes of a secondary file some row accounts for, and what stands in the others: mail that
// nothing points to, and bytes that are no block at all.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "migrator/migration/secondary.hpp"

namespace migrator::migration {

/// Ranges of one secondary file that are remembered apart. Blocks that follow each other are one
/// range, so that a set in file order needs one; rows in random order may need more memory than a
/// check should take, and then the file is not checked for leftovers.
constexpr std::size_t kMaxRanges = 1u << 18;

class BlockMap {
 public:
  enum class Mark {
    fresh,      // nobody has claimed it before
    same,       // a block that was claimed already, from its descriptor to its end
    overlaps,   // part of it belongs to another block
    forgotten,  // too many ranges: not known
  };
  /// Claims [from, to): a descriptor, its data, and the CR and LF after it.
  Mark claim(std::uint64_t from, std::uint64_t to);
  bool claimed(std::uint64_t offset) const;
  bool complete() const { return !forgotten_; }
  /// Calls `take` for each range of [0, size) that nobody has claimed, in order.
  base::Result<void> each_gap(
      std::uint64_t size,
      const std::function<base::Result<void>(std::uint64_t from, std::uint64_t to)>& take) const;

 private:
  std::map<std::uint64_t, std::uint64_t> ranges_;  // from → to; neighbours are joined
  bool forgotten_ = false;
};

/// What stands in a range that nobody has claimed.
struct Leftover {
  enum class Kind {
    message,  // a chain of blocks that begins with a Body: mail that no row points to
    block,    // a chain that begins otherwise
    bytes,    // no block
    header,   // the header line once more
    mark,     // an end-of-file mark (0x1A), or NUL bytes, as block-wise copying leaves them
  };
  Kind kind = Kind::bytes;
  std::uint64_t offset = 0, length = 0;
};

/// Takes [from, to) of `file` apart; CR and LF between blocks are nothing. Only a descriptor whose
/// chain ends inside the range is a block.
base::Result<void> each_leftover(const SecondaryFile& file, std::uint64_t from, std::uint64_t to,
                                 const std::function<base::Result<void>(const Leftover&)>& take);

}  // namespace migrator::migration
