#pragma once
// What of the source people chose, on the command line and in a control file.
#include "migrator/cli/work.hpp"
#include "migrator/run/selection.hpp"

namespace migrator::cli {

/// --since, --until, --mailbox, --board and --folder, and what `control` says. Mailboxes without
/// boards mean no board, and the other way round. Errc::usage for what is no date, and for what is
/// said in both places.
base::Result<run::Selection> selection_of(const WorkOptions& options, const run::Control& control);

/// Refuses what chooses of content that the job leaves out: --board where boards are, --mailbox and
/// --folder where mail is. Errc::usage.
base::Result<void> check_choice(const WorkOptions& options, const run::Job& job);

}  // namespace migrator::cli
