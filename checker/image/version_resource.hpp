#pragma once
// VS_VERSIONINFO: the block in a version resource (docs/formats/version-resource.md).
#include "base/cursor.hpp"
#include "checker/image/image.hpp"

namespace checker::image {

/// A block's length is 16 bits, so no more of a resource is ever read.
constexpr std::size_t kMaxVersionBlock = 0xFFFF;
/// Of one table, the strings that are read. Real ones have a dozen; thousands are an attack.
constexpr std::size_t kMaxStrings = 512;

/// What could be read of a block, and what was wrong with the rest.
struct VersionBlock {
  VersionInfo info;
  std::optional<base::Error> error;  // set: info.file_version is empty; the strings may stand
};

/// Reads a block, 32-bit (UTF-16) or 16-bit (bytes), told apart as Windows does. The fixed part
/// counts only with its signature 0xFEEF04BD. Offsets in errors count from the block's start.
VersionBlock read_version_block(base::Bytes block, StringsWanted wanted = StringsWanted::all);

}  // namespace checker::image
