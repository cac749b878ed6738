#pragma once
// Whether an audit log is whole, for people and programs.
#include <filesystem>
#include <string>

namespace checker::cli {

/// Prints what the log amounts to. `expect`: a hash noted elsewhere that must be in it, or "".
/// Gives the exit code: 0 whole, 1 cut at its end, 2 broken, 3 unreadable.
int show_chain(const std::filesystem::path& log, const std::string& expect, bool json);

}  // namespace checker::cli
