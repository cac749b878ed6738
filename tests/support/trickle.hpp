#pragma once
// A file that hands over a few bytes at a time, however many are asked for.
#include <algorithm>
#include <memory>

#include "base/stream.hpp"

namespace support {

inline constexpr std::size_t kPortions[] = {1, 31, 4096};

class Trickle : public base::RandomAccess {
 public:
  Trickle(std::shared_ptr<const base::RandomAccess> file, std::size_t portion)
      : file_(std::move(file)), portion_(portion) {}
  std::uint64_t size() const override { return file_->size(); }
  base::Result<std::size_t> read_at(std::uint64_t offset,
                                    std::span<std::byte> room) const override {
    return file_->read_at(offset, room.first(std::min(room.size(), portion_)));
  }

 private:
  std::shared_ptr<const base::RandomAccess> file_;
  std::size_t portion_;
};

}  // namespace support
