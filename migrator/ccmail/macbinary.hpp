#pragma once
// The MacBinary II header that EXPORT /FILES/MACBIN2 puts before a file's bytes
// (public layout; that EXPORT writes exactly this is inferred, ccmail.md §2.6).
#include <cstdint>
#include <optional>
#include <string>

#include "base/cursor.hpp"

namespace migrator::ccmail {

inline constexpr std::size_t kMacBinaryHeader = 128;

struct MacBinary {
  std::string name;  // as stored
  std::uint32_t data = 0, resource = 0;
  /// Bytes of header and forks, each fork padded to 128; `least` without the padding of the last.
  std::uint64_t length = 0, least = 0;

  /// Whether an item of `size` bytes is just this: a file that merely begins like a header is not
  /// to lose its end. Up to 256 bytes may follow (the Get Info comment of MacBinary II).
  bool fills(std::uint64_t size) const { return size >= least && size <= length + 256; }
};

/// The header at the start of `bytes`, when it is one and `available` bytes have room for what it
/// announces; otherwise the bytes are the raw file.
std::optional<MacBinary> probe_macbinary(base::Bytes bytes, std::uint64_t available);

}  // namespace migrator::ccmail
