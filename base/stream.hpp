#pragma once
// Bytes move in pieces the reader chooses; nobody holds a whole mailbox.
#include <cstddef>
#include <span>

#include "base/cursor.hpp"

namespace base {

/// Fills some of `room` and says how much; 0 means the end.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::size_t> read(std::span<std::byte> room) = 0;
};

/// Takes all of `bytes`, or fails.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Result<void> write(Bytes bytes) = 0;
};

/// Bytes that can be read at any offset: a file, memory, a window of either.
/// Reading past the end gives fewer bytes, never an error.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  virtual std::uint64_t size() const = 0;
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const = 0;
};

/// RandomAccess over bytes that somebody else keeps alive.
class MemoryAccess : public RandomAccess {
 public:
  explicit MemoryAccess(Bytes bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const auto from = bytes_.subspan(static_cast<std::size_t>(offset));
    const std::size_t n = std::min(room.size(), from.size());
    std::copy_n(from.begin(), n, room.begin());
    return n;
  }

 private:
  Bytes bytes_;
};

}  // namespace base
