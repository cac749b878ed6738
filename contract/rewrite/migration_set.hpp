#pragma once
// The set of migration files that step one has made, written into the control
// file of step two. Step one's folder gets a folder NAME.NNN with NAME.PKL
// (migration-files.md §1; the number is the wizard's choice).
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace contract::rewrite {

/// A set as its files are called on this disk.
struct MigrationSet {
  std::string folder;        // "HARBOR.001"; "" where the packing list lies in step one's folder
  std::string packing_list;  // "HARBOR.PKL"
};

/// Whether a name has the form of a set's folder: something, a dot, three digits.
bool is_set_folder(std::string_view name);
/// Whether a name ends in .PKL, in any case.
bool is_packing_list(std::string_view name);

/// The folder that step one writes to, from the mark; nullopt where the text has none.
std::optional<std::string> marked_folder(std::string_view text);
/// The POName of step one, which the marked file of a cc:Mail run keeps as a comment, and after
/// which its set is called (migration-files.md §1); "" where there is none. Other modes name their
/// sets otherwise: GrpWise.005, Notes.002.
std::string kept_post_office(std::string_view text);
/// What File names in a control file that has been filled in; nullopt where it was not.
std::optional<std::string> filled_file(std::string_view text);

/// Whether a path as the wizard writes it ends in this set's folder and list. Case-blind.
bool names_set(std::string_view wizard_path, const MigrationSet& set);

/// "C:\MIGRATE\HARBOR.001\HARBOR.PKL". Errc::malformed where a name cannot stand in a control file:
/// it is not plain ASCII, the folder is none, or holds what Windows or the wizard would read
/// otherwise.
base::Result<std::string> wizard_path(std::string_view marked_folder, const MigrationSet& set);

/// The text with the mark filled in; the mark stays above as a comment. Errc::conflict where there
/// is no mark, Errc::malformed where the text is no usable control file even then.
base::Result<std::string> filled(std::string_view text, std::string_view wizard_path);
/// The text before it was filled in; as it is where it was not.
std::string unfilled(std::string_view text);

}  // namespace contract::rewrite
