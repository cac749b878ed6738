#pragma once
// The wizard's files: whether they are the ones that were judged.
#include <filesystem>
#include <string>

#include "contract/plan.hpp"

namespace migrator::wizard {

struct Components {
  std::filesystem::path mailmig;  // as it is spelled on the disk
  std::string versions;           // "Mailmig.exe 5.5.2521.0 and Mlmig32.dll 5.5.2521.0"
};

/// Errc::conflict, with the file and both hashes, unless every file of the plan's evidence lies in
/// `bin` as it was when the plan was made; Mailmig.exe and Mlmig32.dll must be among them.
base::Result<Components> check_components(const contract::Plan& plan,
                                          const std::filesystem::path& bin);

}  // namespace migrator::wizard
