#pragma once
// Paths of this machine as Windows programs have them.
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace migrator::wizard {

/// "/srv/state/job.txt" as "Z:\srv\state\job.txt": wine shows the whole of "/" as drive Z:. `path`
/// is absolute. Errc::usage for a name that cannot stand in a control file or on a command line of
/// the wizard's: it must be plain ASCII, without any of " % * : < > ? \ | and comma.
base::Result<std::string> windows_path(const std::filesystem::path& path);

}  // namespace migrator::wizard
