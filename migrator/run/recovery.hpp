#pragma once
// The recovery set: the bytes of what was rejected, with the reasons.
#include <filesystem>

#include "base/files.hpp"
#include "migrator/ledger/ledger.hpp"

namespace migrator::run {

/// Writes into `folder` one file for every rejected item, with its bytes as they stand in
/// `source` / place.file, and rejected.ndjson that says what each is and why. Made from the ledger
/// alone, so doing it again gives the same. The number of rejected items; for none, nothing is
/// written.
base::Result<std::uint64_t> keep_rejected(base::Files& files, ledger::Ledger& ledger,
                                          const std::filesystem::path& source,
                                          const std::filesystem::path& folder);

}  // namespace migrator::run
