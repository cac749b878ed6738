#pragma once
// The second way to put files in place: a copy of their folder, with the new
// files in it, changes names with the folder in one step (renameat2), so that no
// reader ever sees a mix. Meant for folders that nobody else writes to meanwhile.
// The old folder is kept, whole, for going back the same way; where that cannot
// be, the files go back one by one, as always.
#include <string>

#include "checker/patch/transaction/steps.hpp"

namespace checker::patch::transaction {

/// The deepest folder that holds all these files, relative to the target; "": the target itself.
std::string common_folder(const std::vector<std::string>& paths);

/// Whether the folder of the changes can be copied: Errc::usage when it is the target itself,
/// Errc::unsupported when it holds links, mounts, or what is neither file nor folder. Gives its
/// size in bytes.
base::Result<std::uint64_t> check_swap(const State& state, const Request& request);

/// Makes the copy, durably, and moves the staged files into it.
base::Result<void> build_copy(const Work& work, const Plan& plan);

/// Lets folder and copy change names, durably, after a last look at both.
base::Result<void> swap_in(const Work& work, const Plan& plan);

/// Lets them change names again, if the folder is the new one, the kept one holds all old files,
/// and nothing else in the two differs; else does nothing.
base::Result<void> swap_back(const Work& work, const Plan& plan);

}  // namespace checker::patch::transaction
