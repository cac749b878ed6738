#pragma once
// The person at the keyboard, who may wish to stop; and the disk.
#include <memory>

#include "base/files.hpp"

namespace migrator::cli {

/// From now on SIGINT and SIGTERM ask for an end in good order; a second one ends at once.
void catch_signals();
bool stop_asked();

/// The disk. For tests of crash safety, SIDESTEP_FAILPOINT=N in the environment ends the process
/// (exit code 137, as a kill would) when N changes were made to it; SQLite's own are not counted.
std::unique_ptr<base::Files> make_files();

}  // namespace migrator::cli
