#pragma once
// Extracting: from a source into a set of migration files.
#include <filesystem>
#include <optional>

#include "migrator/migration/set.hpp"
#include "migrator/run/desk.hpp"

namespace migrator::run {

/// Writes what the pass carries into a set in `folder`. An account is written again from its
/// beginning until its rows stand in the ledger; what is damaged is rejected here. The path of the
/// packing list; nullopt when the watch stopped it.
base::Result<std::optional<std::filesystem::path>> extract(Desk& desk, Source& source,
                                                           const Catalogue& catalogue,
                                                           const std::filesystem::path& folder,
                                                           const Pass& pass,
                                                           const std::string& step);

}  // namespace migrator::run
