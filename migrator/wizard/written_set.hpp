#pragma once
// The set of migration files that an extraction has written.
#include <filesystem>

#include "base/result.hpp"

namespace migrator::wizard {

/// The packing list of the only set in `folder`, which was empty before: NAME.NNN with one .PKL
/// below. Links are not followed. Errc::malformed where there is none, Errc::conflict where there
/// are several: they are named.
base::Result<std::filesystem::path> find_written_set(const std::filesystem::path& folder);

}  // namespace migrator::wizard
