#pragma once
// The person at the keyboard, who may wish to stop; and the disk.
#include <memory>
#include <string>

#include "base/files.hpp"

namespace migrator::cli {

/// From now on SIGINT, SIGTERM and SIGHUP ask for an end in good order; a second one ends at once.
void catch_signals();
bool stop_asked();

/// Writes to standard error, and throws nothing; nobody is left to be told that it failed.
void say(const std::string& text);
/// The same of an event. When it cannot be written, stop_asked() is true from then on.
void say_event(const std::string& line);
bool events_lost();  // whether one could not be written

/// The disk. For tests of crash safety, SIDESTEP_FAILPOINT=N in the environment ends the process
/// (exit code 137, as a kill would) when N changes were made to it; SQLite's own are not counted.
std::unique_ptr<base::Files> make_files();

}  // namespace migrator::cli
