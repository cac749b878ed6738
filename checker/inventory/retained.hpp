#pragma once
// Retained: a member that comes in a stream, and of which the version is
// wanted as soon as enough of it is there. A reader that asks for what has not
// come yet is told so, and asks again later.
#include <cstdint>
#include <optional>
#include <vector>

#include "base/stream.hpp"

namespace checker::inventory {

class Retained : public base::RandomAccess {
 public:
  /// A new member; `size` as its container states it.
  void start(std::optional<std::uint64_t> size);
  /// From now on nothing is forgotten, up to `most` bytes.
  void keep_all(std::uint64_t most);
  /// False, and nothing is taken, when more than that would be held.
  [[nodiscard]] bool append(base::Bytes bytes);
  /// Nothing more comes: what is there is all there is.
  void finish();

  std::uint64_t received() const { return received_; }
  /// Whether nothing of what came has been forgotten.
  bool is_whole() const { return tail_at_ == 0; }
  base::Bytes bytes() const { return tail_; }

  /// How many bytes must have come before what was asked for can be had; 0: nothing was asked for
  /// in vain.
  std::uint64_t missing() const { return missing_; }
  void ask_anew() { missing_ = 0; }

  std::uint64_t size() const override { return size_; }
  base::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override;

 private:
  std::uint64_t size_ = 0, received_ = 0;
  std::optional<std::uint64_t> most_;
  // The headers, and the last bytes that came: a version resource may stand a little before the
  // directory that leads to it.
  std::vector<std::byte> head_, tail_;
  std::uint64_t tail_at_ = 0;
  mutable std::uint64_t missing_ = 0;
};

}  // namespace checker::inventory
