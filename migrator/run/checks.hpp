#pragma once
// What is refused before anything is written.
#include "migrator/ledger/ledger.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {

/// Refuses a job and a source that do not belong together; `recovery`: the source is a recovery
/// set.
base::Result<void> check_source(const Request& request, bool recovery);

/// Errc::conflict for a set of migration files with faults: anyone may have made it. It names some
/// of them.
base::Result<void> check_faults(const Request& request);

/// Errc::conflict when folders are gone that the ledger has mail in: rows that say "delivered"
/// while the mail is gone would turn a new run into a lie.
base::Result<void> check_delivered(const Request& request, ledger::Ledger& ledger);

}  // namespace migrator::run
