#pragma once
// Reader: the bytes of an image at any offset, through one small window, so
// that headers which lie together cost one read.
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/stream.hpp"

namespace checker::image {

/// A place in the file, in bytes from its start. (An Rva is a place in memory.)
struct FileOffset {
  std::uint64_t value = 0;
};

/// Made for one image on the stack of who reads it; the file must outlive it.
class Reader {
 public:
  explicit Reader(const base::RandomAccess& file) : file_(file), size_(file.size()) {}

  std::uint64_t size() const { return size_; }

  /// Exactly `count` bytes, valid until the next call. Past the end of the file it is an error that
  /// says what was looked for and where the file ends.
  base::Result<base::Bytes> need(FileOffset at, std::size_t count, std::string_view what);

  /// Up to `count` bytes: what there is of them.
  base::Result<base::Bytes> want(FileOffset at, std::size_t count);

  /// The same, for what stands alone: reads no byte around it.
  base::Result<base::Bytes> want_only(FileOffset at, std::size_t count);

  /// Whether something was looked for behind the end of the file.
  bool ran_out() const { return ran_out_; }

  /// While one lives, what is missing is nobody's loss: it leaves ran_out() as it was.
  class Attempt {
   public:
    explicit Attempt(Reader& in) : in_(in), ran_out_(in.ran_out_) {}
    ~Attempt() { in_.ran_out_ = ran_out_; }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

   private:
    Reader& in_;
    bool ran_out_;
  };

 private:
  // Most images keep all their headers in the first page, and the tree of their resources in one.
  static constexpr std::size_t kPage = 4096;

  base::Result<base::Bytes> through_window(FileOffset at, std::size_t count, std::size_t least);
  std::span<std::byte> room(std::size_t count);

  const base::RandomAccess& file_;
  std::uint64_t size_;
  std::array<std::byte, kPage> page_;  // not cleared: only what was read into it is ever looked at
  std::unique_ptr<std::byte[]> large_;
  std::size_t large_size_ = 0;
  base::Bytes window_;
  std::uint64_t window_at_ = 0;
  bool ran_out_ = false;
};

/// "name at byte N".
std::string at_byte(std::string_view what, FileOffset at);

/// Four hex digits: languages and code pages are written so.
std::string hex4(std::uint16_t value);

}  // namespace checker::image
