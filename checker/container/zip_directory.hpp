#pragma once
// The end of a ZIP: how many members its central directory lists. libarchive
// passes over members that it cannot make sense of and says nothing.
#include <cstdint>
#include <optional>

#include "base/stream.hpp"

namespace checker::container {

/// The number of members in the end record (APPNOTE 4.3.16, ZIP64: 4.3.14); nullopt when there is
/// no end record.
base::Result<std::optional<std::uint64_t>> listed_members(const base::RandomAccess& zip);

}  // namespace checker::container
