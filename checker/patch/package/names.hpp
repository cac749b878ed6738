#pragma once
// Names in a package manifest: what may be asked of an archive, and what a
// file may be called in the target. Stricter than any archive, because a target
// may be looked at by Windows.
#include <string>
#include <string_view>
#include <vector>

namespace checker::patch::package {

inline constexpr std::size_t kMaxMember = 1024;    // bytes of a member's path
inline constexpr std::size_t kMaxComponent = 120;  // bytes of a file name in the target
inline constexpr std::size_t kMaxFolder = 240;     // bytes of a folder below the target
inline constexpr std::size_t kMaxNesting = 3;      // containers in one another, as scan opens them
inline constexpr std::string_view kBehind = "!/";  // what is behind it lies in what is before it

/// Why `text` cannot be the path of a member ("setup.exe!/MLMIG32.DL_!/MLMIG32.DLL"); "" if it can.
/// Each part is a plain file name: no "." or "..", no backslash, colon or other sign that Windows
/// refuses, no control or invisible characters, no device (CON, COM1, NUL.TXT …), no blank or point
/// at its end.
std::string fault_of_member(std::string_view text);

/// The same of a file name in the target, which is in ASCII besides: then upper and lower case are
/// the same thing here and there.
std::string fault_of_component(std::string_view text);

/// The same of a folder in the target: such names with '/' between them, none of them `.sidestep`,
/// where backups and the journal are.
std::string fault_of_folder(std::string_view text);

/// The container that the path begins with, or all of it, and what is behind that ("" where nothing
/// is).
struct Outer {
  std::string_view file, inner;
};
Outer outer_of(std::string_view member);

}  // namespace checker::patch::package
