#pragma once
// Where a recovery set came from: recovery.json beside it. It is what lets its import add to the
// destination of the run that made it.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "migrator/run/fingerprint.hpp"

namespace migrator::run {

struct Provenance {
  /// Fingerprints of what the run read, the first being that of the very first source; of an
  /// extraction also that of the set that it wrote.
  std::vector<std::string> sources;
  std::string time_zone, domain;  // that the run had
};

/// The provenance of a set; nullopt for one that is no recovery set. Errc::malformed when there is
/// a recovery.json that cannot be read.
base::Result<std::optional<Provenance>> provenance_of(const Origin& origin);

base::Result<void> write_provenance(base::Files& files, const std::filesystem::path& folder,
                                    const Provenance& provenance);

/// Where the import of a recovery set keeps its state, unless it is told: beside the set, one
/// folder for each correction of it.
base::Result<std::filesystem::path> recovery_state(const Origin& origin);

}  // namespace migrator::run
