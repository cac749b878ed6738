#include "checker/inventory/retained.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace checker::inventory {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {
constexpr std::size_t kHead = 64 * 1024;
constexpr std::size_t kTail = 32u << 20;  // more than nearly every image has in all
}  // namespace

void Retained::start(std::optional<std::uint64_t> size) {
  size_ = size.value_or(std::numeric_limits<std::uint64_t>::max());
  received_ = tail_at_ = missing_ = 0;
  most_.reset();
  head_.clear();
  tail_.clear();
  // What a large member needed is not kept for the small ones.
  if (tail_.capacity() > kTail) tail_ = {};
}

void Retained::keep_all(std::uint64_t most) {
  most_ = most;
  // All at once: to grow would need the old and the new room at the same time.
  tail_.reserve(static_cast<std::size_t>(std::min(size_, most)));
}

bool Retained::append(Bytes bytes) {
  if (most_ && received_ + bytes.size() > *most_) return false;
  if (!most_ && tail_.size() + bytes.size() > 2 * kTail) {
    if (tail_at_ == 0) head_.assign(tail_.begin(), tail_.begin() + kHead);
    const std::size_t gone = tail_.size() - kTail;
    tail_.erase(tail_.begin(), tail_.begin() + static_cast<std::ptrdiff_t>(gone));
    tail_at_ += gone;
  }
  tail_.insert(tail_.end(), bytes.begin(), bytes.end());
  received_ += bytes.size();
  return true;
}

void Retained::finish() { size_ = received_; }

Result<std::size_t> Retained::read_at(std::uint64_t offset, std::span<std::byte> room) const {
  if (offset >= size_) return std::size_t{0};
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), size_ - offset));
  if (offset + n > received_) {
    missing_ = std::max(missing_, offset + n);
    return Error{Errc::io, "not there yet"};
  }
  const bool in_tail = offset >= tail_at_;
  if (!in_tail && offset + n > head_.size())
    return Error{Errc::limit, "byte " + std::to_string(offset) + " is wanted again behind byte " +
                                  std::to_string(received_) +
                                  " of a packed member; unpack it first"};
  const std::byte* from = in_tail ? tail_.data() + (offset - tail_at_) : head_.data() + offset;
  std::memcpy(room.data(), from, n);
  return n;
}

}  // namespace checker::inventory
