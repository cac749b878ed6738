#pragma once
// Containers: the members of a ZIP, one after the other. Nothing is extracted
// to a name of the container's choosing: names are only reported.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/stream.hpp"

namespace checker::container {

/// How much one outermost container may cost, whatever is nested in it. No honest one comes near:
/// the largest real image known here has 171 MB, and executables pack five to one at best.
struct Limits {
  std::uint64_t member = 1u << 30;    // bytes of one member
  std::uint64_t total = 16ull << 30;  // bytes unpacked in all
  std::uint64_t free = 64u << 20;     // bytes unpacked that need no ratio
  std::uint64_t ratio = 200;          // bytes unpacked for each one packed
  std::uint64_t members = 100'000;
};

/// What is left of the limits.
class Budget {
 public:
  explicit Budget(std::uint64_t packed_size, const Limits& limits = {});
  /// Errc::limit, naming the limit, once there is more than may be.
  base::Result<void> take_member();
  /// The same for bytes; `member_size` is the size of the member with them.
  base::Result<void> take_bytes(std::uint64_t count, std::uint64_t member_size);
  /// Whether the limit of the whole was met, not only one member's.
  bool is_exhausted() const { return exhausted_; }

 private:
  Limits limits_;
  std::uint64_t total_, left_, members_left_;
  bool exhausted_ = false;
};

struct Member {
  std::string name;  // as stored, '/' between its parts, in UTF-8; may hold ".." and be unsafe
  std::uint64_t size = 0;                           // as stated by the container, or as read
  std::shared_ptr<const base::RandomAccess> bytes;  // null: not wanted, or `error`
  std::optional<base::Error> error;                 // damaged, encrypted, or over a limit
};

/// Whether a member is to be read whole, by its name and its first bytes.
using Wanted = std::function<bool(const std::string& name, base::Bytes start)>;
using TakeMember = std::function<void(Member member)>;

/// Whether a file that starts with these bytes is one that each_member() opens.
bool is_container(base::Bytes start);

/// Hands over every file of a ZIP (no folders, no links), in the order of its central directory. A
/// damaged or encrypted member is handed over with its error, and the reading goes on behind it. An
/// error of the whole says that there are, or may be, members that were not handed over.
base::Result<void> each_member(const base::RandomAccess& zip, Budget& budget, const Wanted& wanted,
                               const TakeMember& take);

}  // namespace checker::container
