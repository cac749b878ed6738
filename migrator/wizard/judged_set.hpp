#pragma once
// Between the steps: whether a set may be gone on with, or a mended copy of it.
#include <filesystem>
#include <functional>

#include "base/files.hpp"
#include "base/json.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::wizard {

/// What happens, as it happens: {"event": "wizard-…", …} (docs/wizard.md).
using Tell = std::function<void(const base::Json&)>;

struct JudgedSet {
  std::filesystem::path packing_list;  // of the mended copy, where that is good and the set is not
  migration::Verification verification;  // of what was verified last
};

/// Verifies a set. One with faults is mended into the folder that `make_folder` gives, and the copy
/// is verified from the disk, unless `make_folder` is empty.
base::Result<JudgedSet> judge_set(
    base::Files& files, const std::filesystem::path& packing_list,
    const std::function<base::Result<std::filesystem::path>()>& make_folder, const Tell& tell);

}  // namespace migrator::wizard
