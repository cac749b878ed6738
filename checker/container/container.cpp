#include "checker/container/container.hpp"

#include <algorithm>

#include "checker/container/archive_walk.hpp"
#include "checker/container/cab.hpp"
#include "checker/container/compressed.hpp"
#include "checker/container/window.hpp"

namespace checker::container {

using base::Errc;
using base::Error;
using base::Result;

Budget::Budget(std::uint64_t packed_size, const Limits& limits)
    : limits_(limits), members_left_(limits.members) {
  const std::uint64_t room = limits.total > limits.free ? limits.total - limits.free : 0;
  const bool ratio_binds = limits.ratio == 0 || packed_size < room / limits.ratio;
  total_ =
      std::min(limits.total, ratio_binds ? limits.free + packed_size * limits.ratio : limits.total);
  left_ = total_;
}

Result<void> Budget::take_member() {
  if (members_left_ == 0) {
    exhausted_ = true;
    return Error{Errc::limit,
                 "more than " + std::to_string(limits_.members) + " members (--max-members)"};
  }
  --members_left_;
  return {};
}

Result<void> Budget::take_bytes(std::uint64_t count) {
  if (count > left_) {
    exhausted_ = true;
    left_ = 0;
    return Error{Errc::limit, "unpacks to more than " + std::to_string(total_) + " bytes in all (" +
                                  (total_ == limits_.total ? "--max-output" : "--max-ratio") + ")"};
  }
  left_ -= count;
  return {};
}

std::string_view to_string(Format format) {
  switch (format) {
    case Format::zip:
      return "ZIP";
    case Format::seven_zip:
      return "7z";
    case Format::iso:
      return "ISO 9660";
    case Format::tar:
      return "tar";
    case Format::cab:
      return "CAB";
    case Format::szdd:
      return "SZDD";
    case Format::kwaj:
      return "KWAJ";
    case Format::unreadable:
      break;
  }
  return "unreadable";
}

Result<void> each_member(const base::RandomAccess& file, const Container& container,
                         const std::string& file_name, Budget& budget, MemberSink& sink) {
  const Window bytes(file, container.offset, container.size);
  switch (container.format) {
    case Format::zip:
    case Format::seven_zip:
    case Format::iso:
    case Format::tar:
      return each_archive_member(bytes, container.format, budget, sink);
    case Format::cab:
      return each_cab_member(bytes, budget, sink);
    case Format::szdd:
    case Format::kwaj:
      return unpack_compressed(bytes, container.format, file_name, budget, sink);
    case Format::unreadable:
      break;
  }
  if (container.refusal) return *container.refusal;
  return Error{Errc::unsupported, "a container that is not read here"};
}

}  // namespace checker::container
