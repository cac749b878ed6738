#pragma once
// Extracting: from a source into a set of migration files.
#include <filesystem>
#include <optional>

#include "migrator/migration/set.hpp"
#include "migrator/run/desk.hpp"

namespace migrator::run {

struct ExtractOptions {
  const Pass& pass;
  std::string step;        // names this step in the ledger: "pass 1 extract"
  bool directory = false;  // this pass brings the directory
};

/// Writes what the pass carries into a set in `folder`. An account is written again from its
/// beginning until its rows stand in the ledger; what is damaged is rejected here. The path of the
/// packing list; nullopt when the watch stopped it.
base::Result<std::optional<std::filesystem::path>> extract(Desk& desk, Source& source,
                                                           const Catalogue& catalogue,
                                                           const std::filesystem::path& folder,
                                                           const ExtractOptions& options);

}  // namespace migrator::run
