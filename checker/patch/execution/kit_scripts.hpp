#pragma once
// The scripts of a kit (kit.hpp).
#include <string>
#include <vector>

namespace checker::patch::execution {

/// A file that a script exchanges, by its path below the target.
struct Exchanged {
  std::string path;    // '/'-separated, in_script() holds
  bool added = false;  // there is no old one
};

enum class Direction { copy, undo };

/// Whether a path means in both scripts what it says: letters, digits and signs that neither
/// shell interprets between quotes.
bool in_script(const std::string& path);

/// A batch file for the cmd.exe of Windows NT 4.0 or later (only commands that it has: fc, copy,
/// ren, del), with CR LF. All files are checked and copied beside their places before any changes
/// its name; a step that fails takes the others back. Its argument is the folder.
std::string batch_script(const std::vector<Exchanged>& files, Direction direction,
                         const std::string& made_by);

/// The same for a POSIX shell.
std::string shell_script(const std::vector<Exchanged>& files, Direction direction,
                         const std::string& made_by);

}  // namespace checker::patch::execution
