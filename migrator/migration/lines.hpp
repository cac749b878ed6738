#pragma once
// Lines of a .PKL or .PRI, one at a time, so that a file of any size needs one line of memory.
#include <memory>
#include <optional>
#include <string>

#include "base/stream.hpp"

namespace migrator::migration {

/// The longest line that is kept whole. The format names no limit (migration-files.md §1.5); a
/// longer one is damage, and its rest is passed over without being held.
constexpr std::size_t kMaxLine = 1u << 20;

struct Line {
  enum class End { crlf, lf, none };
  std::string text;          // without its end; cut at kMaxLine
  std::uint64_t number = 0;  // 1-based physical line
  std::uint64_t offset = 0;  // of its first byte
  std::uint64_t length = 0;  // bytes in the file, line end included
  End end = End::none;       // none: the file ends here
  bool too_long = false;
};

class LineReader {
 public:
  /// Starts at byte `offset`, which is the beginning of line `number`.
  explicit LineReader(std::shared_ptr<const base::RandomAccess> file, std::uint64_t offset = 0,
                      std::uint64_t number = 1);
  /// nullopt at the end of the file. Errors are those of reading.
  base::Result<std::optional<Line>> next();

 private:
  base::Result<bool> fill();
  void take_until(std::size_t stop, Line& line);

  std::shared_ptr<const base::RandomAccess> file_;
  std::uint64_t at_;  // file offset of buffer_[used_]
  std::uint64_t number_;
  std::string buffer_;
  std::size_t used_ = 0;
};

}  // namespace migrator::migration
