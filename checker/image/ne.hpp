#pragma once
// NE: the 16-bit executables of Windows 1 to 3 and OS/2 1. Only their resource
// table is read.
#include <optional>

#include "checker/image/resources.hpp"

namespace checker::image {

/// The version resource of the NE image whose "NE" stands at `signature`, as find_version() for PE.
/// NE resources have no language: it is 0. Layout: Microsoft KB Q65260.
base::Result<VersionEntry> find_version_ne(Reader& in, FileOffset signature);

}  // namespace checker::image
