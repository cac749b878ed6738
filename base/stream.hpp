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
/// A read may give fewer bytes than were asked for, and gives none only at the end, which is never
/// an error; read_full() gives all there are.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  virtual std::uint64_t size() const = 0;
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const = 0;
};

/// Fills `room` from `offset` on, however little a read gives; fewer bytes only at the end.
inline Result<std::size_t> read_full(const RandomAccess& file, std::uint64_t offset,
                                     std::span<std::byte> room) {
  std::size_t filled = 0;
  while (filled < room.size()) {
    auto got = file.read_at(offset + filled, room.subspan(filled));
    if (!got) return got;
    if (*got == 0) break;
    filled += *got;
  }
  return filled;
}

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
