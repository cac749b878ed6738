#pragma once
// Lockdown: takes from a process everything but reading one descriptor,
// computing, and writing another.
#include <linux/filter.h>

#include <vector>

#include "base/decoder.hpp"

namespace base {

/// Whether AddressSanitizer is in this program: it reserves terabytes of address space, and has
/// system calls of its own.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
inline constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

/// A compiled system-call filter. Made once, since compiling it costs more than a small file.
class Lockdown {
 public:
  /// Only `from` may be read and only `to` written. Errc::unsupported when libseccomp cannot.
  static Result<Lockdown> compile(int from, int to);
  /// Sets the limits and loads the filter, for good. `base_memory`: the address space in use.
  bool apply(const DecoderLimits& limits, std::uint64_t base_memory) const;

 private:
  explicit Lockdown(std::vector<sock_filter> filter) : filter_(std::move(filter)) {}
  std::vector<sock_filter> filter_;
};

}  // namespace base
