#pragma once
// Window: a stretch of a file, as a file of its own.
#include <algorithm>

#include "base/stream.hpp"

namespace checker::container {

class Window : public base::RandomAccess {
 public:
  /// [offset, offset + size) of `file`, which must outlive it; clipped to what there is.
  Window(const base::RandomAccess& file, std::uint64_t offset, std::uint64_t size)
      : file_(file),
        offset_(std::min(offset, file.size())),
        size_(std::min(size, file.size() - offset_)) {}

  std::uint64_t size() const override { return size_; }
  base::Result<std::size_t> read_at(std::uint64_t at, std::span<std::byte> room) const override {
    if (at >= size_) return std::size_t{0};
    const auto n = std::min<std::uint64_t>(room.size(), size_ - at);
    return file_.read_at(offset_ + at, room.first(static_cast<std::size_t>(n)));
  }

 private:
  const base::RandomAccess& file_;
  std::uint64_t offset_, size_;
};

}  // namespace checker::container
