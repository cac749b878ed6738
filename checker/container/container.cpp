#include "checker/container/container.hpp"

#include <algorithm>

#include "checker/container/zip.hpp"

namespace checker::container {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

Budget::Budget(std::uint64_t packed_size, const Limits& limits)
    : limits_(limits),
      total_(packed_size > limits.total / limits.ratio
                 ? limits.total
                 : std::min(limits.total, limits.free + packed_size * limits.ratio)),
      left_(total_),
      members_left_(limits.members) {}

Result<void> Budget::take_member() {
  if (members_left_ == 0) {
    exhausted_ = true;
    return Error{Errc::limit, "more than " + std::to_string(limits_.members) + " members"};
  }
  --members_left_;
  return {};
}

Result<void> Budget::take_bytes(std::uint64_t count, std::uint64_t member_size) {
  if (member_size > limits_.member)
    return Error{Errc::limit,
                 "more than " + std::to_string(limits_.member) + " bytes in one member"};
  if (count > left_) {
    exhausted_ = true;
    return Error{Errc::limit, "unpacks to more than " + std::to_string(total_) +
                                  " bytes in all, the most for a container of its size"};
  }
  left_ -= count;
  return {};
}

bool is_container(Bytes start) {
  const auto text = base::text_of(start);
  // A local header, or the end record of a ZIP without members.
  return text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06");
}

Result<void> each_member(const base::RandomAccess& zip, Budget& budget, const Wanted& wanted,
                         const TakeMember& take) {
  return ZipWalk(zip, budget, wanted, take).run();
}

}  // namespace checker::container
