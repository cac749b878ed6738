#pragma once
// Lines of a file of any size through one window of 64 KiB: text lines where
// there are some, and bounded looks at bytes where there may be none.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/stream.hpp"

namespace base {

struct Line {
  std::uint64_t offset = 0;  // of its first byte
  std::uint64_t next = 0;    // of the first byte after its line end
  std::string text;          // without the line end; cut when it is not `whole`
  bool whole = true;
  bool bare_lf = false;  // ends in LF without CR
};

class Lines {
 public:
  explicit Lines(std::shared_ptr<const RandomAccess> file);

  std::uint64_t size() const { return size_; }
  /// The file itself. What lies in the window is not read a second time; for one thread.
  std::shared_ptr<const RandomAccess> file() const;

  /// The line that starts at `offset` (< size()), at most `keep` bytes of it. Errc::io when the
  /// file cannot be read or has become shorter.
  Result<Line> at(std::uint64_t offset, std::size_t keep);
  /// Up to `count` (at most 4096) bytes from `offset` on, fewer only at the end of the file; never
  /// looks further. The view is good until the next call.
  Result<std::string_view> peek(std::uint64_t offset, std::size_t count);
  /// The first byte at or after `offset` that is not filler: lines of nothing but blanks, and 0x1A,
  /// the end-of-file mark of DOS, and a byte order mark at the very start. A line that begins with
  /// blanks and goes on is not filler.
  Result<std::uint64_t> skip_filler(std::uint64_t offset);

 private:
  class Window;
  Result<std::string_view> window(std::uint64_t offset);
  std::shared_ptr<Window> window_;
  std::uint64_t size_;
  std::vector<std::byte> aside_;  // a look outside of the window
  std::uint64_t aside_at_ = 0;
};

}  // namespace base
