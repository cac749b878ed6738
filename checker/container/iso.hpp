#pragma once
// Disc images by their volume descriptors: ISO 9660, UDF, or both.
#include <optional>

#include "checker/container/container.hpp"

namespace checker::container {

/// No image is smaller: descriptors begin in sector 16.
inline constexpr std::uint64_t kSmallestDisc = 17 * 2048;

/// The disc image that `file` is, if it is one; UDF without a usable ISO 9660 tree is refused.
base::Result<std::optional<Container>> recognise_disc(const base::RandomAccess& file);

}  // namespace checker::container
