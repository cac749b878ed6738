#pragma once
// The person at the keyboard: progress on a terminal, events for programs, and
// the wish to stop.
#include <memory>
#include <string>

#include "base/files.hpp"
#include "migrator/run/desk.hpp"

namespace migrator::cli {

/// From now on SIGINT and SIGTERM ask for an end in good order; a second one ends at once.
void catch_signals();
bool stop_asked();

/// What watches a run: with `events` "ndjson" each event as a line on standard error; otherwise one
/// line of progress there, if it is a terminal.
run::Watch make_watch(const std::string& events);

/// The disk. For tests of crash safety, SIDESTEP_FAILPOINT=N in the environment ends the process
/// (exit code 137, as a kill would) when N changes were made to it; SQLite's own are not counted.
std::unique_ptr<base::Files> make_files();

}  // namespace migrator::cli
