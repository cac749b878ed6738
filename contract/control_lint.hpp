#pragma once
// All that can be said of a control file without running it (KB Q198957,
// Q263755, Q197397): what is wrong, what is ignored, what is taken by default.
#include <string>
#include <string_view>
#include <vector>

#include "contract/control_file.hpp"

namespace contract {

/// In line order, what concerns the file as a whole first. The errors are those for which
/// read_control_file refuses the file; a default that is taken is a note here.
std::vector<ControlProblem> lint_control_file(std::string_view text, const std::string& name);

/// The weightiest kind among them; nullopt where there is nothing to say.
std::optional<ControlProblem::Kind> worst_of(const std::vector<ControlProblem>& problems);

}  // namespace contract
