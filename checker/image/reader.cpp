#include "checker/image/reader.hpp"

#include <algorithm>

namespace checker::image {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

std::string at_byte(std::string_view what, FileOffset at) {
  return std::string(what) + " at byte " + std::to_string(at.value);
}

std::string hex4(std::uint16_t value) {
  static constexpr char kDigits[] = "0123456789abcdef";
  return {kDigits[value >> 12], kDigits[value >> 8 & 15], kDigits[value >> 4 & 15],
          kDigits[value & 15]};
}

std::span<std::byte> Reader::room(std::size_t count) {
  if (count <= page_.size()) return {page_.data(), count};
  if (count > large_size_) {
    large_ = std::make_unique_for_overwrite<std::byte[]>(count);
    large_size_ = count;
  }
  return {large_.get(), count};
}

Result<Bytes> Reader::through_window(FileOffset at, std::size_t count, std::size_t least) {
  if (at.value >= size_) return Bytes();
  // Never past the end: a short read would be followed by one that finds nothing.
  const std::uint64_t left = size_ - at.value;
  count = static_cast<std::size_t>(std::min<std::uint64_t>(count, left));
  const bool inside = at.value >= window_at_ && at.value - window_at_ <= window_.size() &&
                      count <= window_.size() - (at.value - window_at_);
  if (!inside) {
    window_ = {};
    const auto into =
        room(static_cast<std::size_t>(std::min<std::uint64_t>(std::max(count, least), left)));
    auto got = file_.read_at(at.value, into);
    if (!got) return std::move(got).error();
    window_ = into.first(*got);
    window_at_ = at.value;
  }
  const auto found = window_.subspan(static_cast<std::size_t>(at.value - window_at_));
  return found.first(std::min(count, found.size()));
}

Result<Bytes> Reader::want(FileOffset at, std::size_t count) {
  return through_window(at, count, kPage);
}

Result<Bytes> Reader::want_only(FileOffset at, std::size_t count) {
  return through_window(at, count, 0);
}

Result<Bytes> Reader::need(FileOffset at, std::size_t count, std::string_view what) {
  auto got = want(at, count);
  if (!got || got->size() == count) return got;
  ran_out_ = true;
  return Error{Errc::malformed, at_byte(what, at) + " (" + std::to_string(count) +
                                    " bytes): the file ends at byte " + std::to_string(size())};
}

}  // namespace checker::image
