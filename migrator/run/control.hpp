#pragma once
// A control file of Mailmig.exe as an order to us: its job, whose mail, of which days, and the set
// that it imports. What only an Exchange server could use is ignored, and said.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/control_file.hpp"
#include "migrator/run/job.hpp"
#include "migrator/run/selection.hpp"

namespace migrator::run {

struct Control {
  Job job;
  /// Accounts (mailboxes), EmailStart and EmailEnd. A name of Accounts is one of the source's, or
  /// the run is refused with its line, as the wizard stops there, too.
  Selection selection;
  /// The packing list that File names, when it lies beside the control file.
  std::optional<std::filesystem::path> source;
  std::vector<contract::ControlProblem> notes;  // warnings of the file, and what we ignore
  std::string name;                             // "job.txt"; empty: there is no control file
  std::string permissions{};  // DefFldPerms, the rights of everybody on boards; empty: not said
};

/// Reads a control file (Q198957). Errors as contract::read_control_file and job_of;
/// Errc::malformed for a date that no calendar has, Errc::io or Errc::malformed for its Accounts
/// file.
/// With `planned` a plan says what is done, and the file is not asked for its job.
base::Result<Control> read_control(const std::filesystem::path& file, bool planned = false);

/// The file that a path of another machine names, looked for beside `folder`'s files: the longest
/// tail of it that is there, without regard to case: "C:\MIGRATE\HARBOR.001\HARBOR.PKL" is
/// HARBOR.001/HARBOR.PKL, or else HARBOR.PKL. nullopt when there is none.
std::optional<std::filesystem::path> find_beside(const std::filesystem::path& folder,
                                                 std::string_view path);

}  // namespace migrator::run
