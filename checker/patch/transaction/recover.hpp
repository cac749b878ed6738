#pragma once
// Recovery under a lock that is held already.
#include "checker/patch/transaction/steps.hpp"

namespace checker::patch::transaction {

/// Finishes all that is unfinished. Writes nothing where there is nothing.
base::Result<Recovered> recover_all(const Work& work);

/// Takes one back whose last entry says so, and forgets it. `end`: the entry to close it with.
base::Result<std::vector<std::string>> take_back(const Work& work, const Plan& plan, Stage end);

}  // namespace checker::patch::transaction
