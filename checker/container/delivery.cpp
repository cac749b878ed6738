#include "checker/container/delivery.hpp"

#include <algorithm>
#include <array>

namespace checker::container {

using base::Bytes;
using base::Errc;
using base::Error;

Delivery::Delivery(std::string_view format, const Member& member, Budget& budget, MemberSink& sink)
    : format_(format),
      stated_(member.size),
      budget_(budget),
      sink_(sink),
      wanted_(sink.begin(member)) {}

std::uint64_t Delivery::missing() const {
  if (!wanted_ || stop_) return 0;
  const std::uint64_t wanted = sink_.wanted();
  return wanted > came_ ? wanted - came_ : 0;
}

bool Delivery::pay(std::uint64_t count) {
  if (auto paid = budget_.take_bytes(count); !paid) stop_ = std::move(paid).error();
  return !stop_;
}

bool Delivery::take(Bytes bytes) {
  if (!pay(bytes.size())) return false;
  came_ += bytes.size();
  if (auto written = sink_.write(bytes); !written) stop_ = std::move(written).error();
  return !stop_;
}

bool Delivery::take_zeros(std::uint64_t count) {
  static constexpr std::array<std::byte, 16 * 1024> kZeros{};
  while (count > 0 && missing() > 0) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(count, kZeros.size()));
    if (!take(Bytes(kZeros).first(n))) return false;
    count -= n;
  }
  return true;
}

std::optional<Error> Delivery::size_error() const {
  // libarchive itself misses a difference of 2^32.
  return Error{Errc::malformed, std::string(format_) + ": the member has " + std::to_string(came_) +
                                    " bytes, not " + std::to_string(*stated_) + " as stated"};
}

void Delivery::end(std::optional<Error> error, bool complete) {
  if (stop_) error = stop_;
  const bool fits = !stated_ || came_ == *stated_;
  if (!error && (complete ? !fits : stated_ && came_ > *stated_)) error = size_error();
  const bool whole = complete && !error;
  sink_.end(std::move(error), whole);
}

Error not_read_on(Error error) {
  error.message += "; what follows was not read";
  return error;
}

}  // namespace checker::container
