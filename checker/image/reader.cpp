#include "checker/image/reader.hpp"

#include <algorithm>

namespace checker::image {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {
// Most images keep all their headers in the first page, and most version blocks are smaller.
constexpr std::size_t kWindow = 4096;
}  // namespace

std::string at_byte(std::string_view what, FileOffset at) {
  return std::string(what) + " at byte " + std::to_string(at.value);
}

Result<Bytes> Reader::want(FileOffset at, std::size_t count) {
  if (at.value >= size()) return Bytes();
  count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size() - at.value));
  const bool inside = at.value >= window_at_ && at.value - window_at_ <= window_.size() &&
                      count <= window_.size() - (at.value - window_at_);
  if (!inside) {
    window_.resize(std::max(count, kWindow));
    auto got = file_.read_at(at.value, window_);
    window_.resize(got ? *got : 0);
    window_at_ = at.value;
    if (!got) return std::move(got).error();
  }
  const auto found = Bytes(window_).subspan(static_cast<std::size_t>(at.value - window_at_));
  return found.first(std::min(count, found.size()));
}

Result<Bytes> Reader::need(FileOffset at, std::size_t count, std::string_view what) {
  auto got = want(at, count);
  if (!got || got->size() == count) return got;
  ran_out_ = true;
  return Error{Errc::malformed, at_byte(what, at) + " (" + std::to_string(count) +
                                    " bytes): the file ends at byte " + std::to_string(size())};
}

}  // namespace checker::image
