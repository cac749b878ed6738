#pragma once
// Reader: the bytes of an image at any offset, through one small window, so
// that headers which lie together cost one read.
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/stream.hpp"

namespace checker::image {

/// A place in the file, in bytes from its start. (An Rva is a place in memory.)
struct FileOffset {
  std::uint64_t value = 0;
};

class Reader {
 public:
  explicit Reader(const base::RandomAccess& file) : file_(file) {}

  std::uint64_t size() const { return file_.size(); }

  /// Exactly `count` bytes, valid until the next call. Past the end of the file it is an error that
  /// says what was looked for and where the file ends.
  base::Result<base::Bytes> need(FileOffset at, std::size_t count, std::string_view what);

  /// Up to `count` bytes: what there is of them.
  base::Result<base::Bytes> want(FileOffset at, std::size_t count);

  /// Whether something was looked for behind the end of the file.
  bool ran_out() const { return ran_out_; }

 private:
  const base::RandomAccess& file_;
  std::vector<std::byte> window_;
  std::uint64_t window_at_ = 0;
  bool ran_out_ = false;
};

/// "name at byte N".
std::string at_byte(std::string_view what, FileOffset at);

}  // namespace checker::image
