#pragma once
// Macintosh files: MacBinary in (ccmail.md §2.6, MacBinary II), AppleDouble out (RFC 1740).
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/blob.hpp"

namespace migrator::mime {

struct MacFile {
  std::string name;                         // as stored, 1 to 63 bytes
  std::array<std::byte, 16> finder;         // type, creator, flags, place, folder
  std::uint32_t created = 0, modified = 0;  // seconds since 1904, wall clock
  base::Blob data, resource;                // windows of what was read: nothing is copied
  // The header's CRC-16. Not asked for: whether EXPORT writes it is unknown (ccmail.md §9.6).
  bool sum_fits = true;
};

/// nullopt when the bytes are not a MacBinary file: a header of 128 bytes whose bytes 0 and 74 are
/// zero, a name of 1 to 63 bytes, and room for both forks (the padding of the last may be missing).
base::Result<std::optional<MacFile>> read_macbinary(const base::Blob& content);

/// Type and creator as eight hexadecimal digits each, in one text; empty when both are zero.
std::string type_and_creator(const MacFile& file);

/// The AppleDouble header file of RFC 1740 appendix B: real name, dates, Finder information and
/// the resource fork.
base::Blob apple_double(const MacFile& file);

}  // namespace migrator::mime
