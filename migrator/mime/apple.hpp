#pragma once
// Macintosh files: MacBinary in (ccmail.md §2.6, MacBinary II), AppleDouble out (RFC 1740).
#include <cstdint>
#include <optional>
#include <string>

#include "base/blob.hpp"
#include "migrator/message/macbinary.hpp"

namespace migrator::mime {

struct MacFile {
  MacBinary header;
  base::Blob data, resource;  // windows of what was read: nothing is copied
};

/// The forks of a MacBinary file; nullopt when the bytes are none.
base::Result<std::optional<MacFile>> open_macbinary(const base::Blob& content);

/// Type and creator as eight hexadecimal digits each, in one text; empty when both are zero.
std::string type_and_creator(const MacFile& file);

/// The AppleDouble header file of RFC 1740 appendix B: real name, dates, Finder information and
/// the resource fork.
base::Blob apple_double(const MacFile& file);

}  // namespace migrator::mime
