#pragma once
// Commands that a person can run next, with the arguments that this check had.
#include <string>
#include <string_view>
#include <vector>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// A command in the pieces between which its line may be broken: "sidestep check Bin", "--control
/// job.txt", …; quoted for a shell. Empty: none.
using Command = std::vector<std::string>;

/// An argument as a POSIX shell reads it: bare where that is safe, else in quotes; one
/// with anything that does not show, or that is not UTF-8, as $'\xNN', which bash, ksh and zsh
/// read.
std::string shell_quoted(std::string_view argument);

/// In one line.
std::string one_line(const Command& command);
/// Lines of 80 columns, broken between pieces by a backslash, each after `indent` blanks. A piece
/// is never cut. Ends with a line end; "" where there is no command.
std::string broken(const Command& command, std::size_t indent);

/// `sidestep operation rewrite` of the control file that was given, into the folder DIR.
Command rewrite_command(const Asked& asked);
/// `sidestep migrate` as this check was asked; SRC and DIR where nobody has named any.
Command migrate_command(const Asked& asked, bool accept_loss);
/// `sidestep level` of the same files.
Command level_command(const Asked& asked);

}  // namespace checker::report
