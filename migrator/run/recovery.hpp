#pragma once
// The recovery set: what was rejected, with its bytes and the reasons, as a set that can be
// corrected and imported again.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/files.hpp"
#include "migrator/ledger/ledger.hpp"
#include "migrator/run/provenance.hpp"

namespace migrator::run {

/// What a recovery set is made from.
struct Salvage {
  base::Files& files;
  ledger::Ledger& ledger;
  const Origin& origin;  // of the run
  Source& source;
  const Catalogue& catalogue;  // as the run saw it
  Provenance provenance;
  std::string destination;  // to name in the command; "" for an extraction
};

/// Makes of `folder` a recovery set: of an export set an export set with one file a message, of
/// migration files a set of migration files with the rows as they stood. rejected.ndjson, which
/// comes last, and README.txt say what each item is and why. Made from the ledger and the source
/// alone, so doing it again gives the same. What to import: the folder or its .PKL; nullopt when
/// nothing was rejected, and nothing is written.
base::Result<std::optional<std::filesystem::path>> keep_rejected(
    const Salvage& salvage, const std::filesystem::path& folder);

/// The place of a recovery set below a state, and what of it is imported.
std::filesystem::path recovery_folder(const std::filesystem::path& state);
std::filesystem::path recovery_set(const Origin& origin, const std::filesystem::path& folder);

/// One kind of recovery set while it is written.
class RecoveryWriter {
 public:
  /// Where the bytes of an item stand in the set; no file when the source no longer gives them.
  struct Kept {
    std::string file;
    std::uint64_t offset = 0, length = 0;
  };
  virtual ~RecoveryWriter() = default;
  /// Called for every rejected item, in the ledger's order.
  virtual base::Result<Kept> keep(const ledger::Rejected& item) = 0;
  /// What makes a set of it all.
  virtual base::Result<void> finish() = 0;
};

base::Result<std::unique_ptr<RecoveryWriter>> export_recovery(const Salvage& salvage,
                                                              const std::filesystem::path& folder);
base::Result<std::unique_ptr<RecoveryWriter>> files_recovery(const Salvage& salvage,
                                                             const std::filesystem::path& folder);

}  // namespace migrator::run
