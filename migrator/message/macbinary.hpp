#pragma once
// The MacBinary II header: 128 bytes before the forks of a Macintosh file
// (public layout; that EXPORT /FILES/MACBIN2 writes exactly this is inferred, ccmail.md §2.6).
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/cursor.hpp"

namespace migrator {

inline constexpr std::size_t kMacBinaryHeader = 128;

struct MacBinary {
  std::string name;                         // as stored, 1 to 63 bytes
  std::array<std::byte, 16> finder{};       // type, creator, flags, place, folder
  std::uint32_t created = 0, modified = 0;  // seconds since 1904, wall clock
  std::uint32_t data = 0, resource = 0;     // lengths of the forks
  std::uint64_t data_at = 0, resource_at = 0;
  /// Bytes of header and forks, each fork padded to 128; `least` without the padding of the last.
  std::uint64_t length = 0, least = 0;
  /// The header's CRC-16. Not asked for: whether EXPORT writes it is unknown (ccmail.md §9.6).
  bool sum_fits = true;

  /// Whether an item of `size` bytes is just this: a file that merely begins like a header is not
  /// to lose its end. Up to 256 bytes may follow (the Get Info comment of MacBinary II).
  bool fills(std::uint64_t size) const { return size >= least && size <= length + 256; }
};

/// The header at the start of `bytes`: bytes 0, 74 and 82 zero, a name of 1 to 63 bytes without
/// control characters, and room in `available` bytes for what it announces. nullopt: a raw file.
std::optional<MacBinary> read_macbinary(base::Bytes bytes, std::uint64_t available);

}  // namespace migrator
