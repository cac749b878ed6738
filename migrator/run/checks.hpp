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

/// Refuses a ledger of another source, destination or job that stands in the state, before anything
/// is looked at that it would explain.
base::Result<void> check_ledger(const Request& request, const ledger::Binding& binding);

/// Errc::conflict when mail is gone that the ledger has as delivered: files are fewer, or shorter.
/// Rows that say "delivered" while the mail is gone would turn a new run into a lie.
base::Result<void> check_delivered(const Request& request, ledger::Ledger& ledger);

/// Refuses a file for --items that could not be written at the end of the run.
base::Result<void> check_items(const Request& request);

/// Errc::conflict when the source is no longer what the ledger is bound to: it was changed while it
/// was read.
base::Result<void> check_unchanged(const Request& request, ledger::Ledger& ledger);

}  // namespace migrator::run
