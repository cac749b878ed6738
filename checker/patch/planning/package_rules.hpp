#pragma once
// What packages say of one another and of the target: supersedes, conflicts,
// requires (docs/patch-packages.md).
#include <string>
#include <vector>

#include "checker/inventory/index.hpp"
#include "checker/patch/planning/source.hpp"
#include "checker/patch/transaction/transaction.hpp"

namespace checker::patch::planning {

/// A package of a patch that is in place, as its record tells.
struct InPlace {
  std::string id, transaction;
  std::vector<std::string> supersedes, conflicts;
};

/// Each once, by what the notes of the records say; a note that says it otherwise tells of none.
std::vector<InPlace> packages_in_place(const std::vector<transaction::Applied>& applied);

/// Marks the sources that another one, or a package in place, supersedes.
void mark_superseded(std::vector<Source>& sources, const std::vector<InPlace>& in_place);

/// Adds to the problems of sources what conflicts with another source or with what is in place, and
/// what is required and will not be there: `then` is the target as the plan would leave it.
void hold_package_rules(std::vector<Source>& sources, const std::vector<InPlace>& in_place,
                        const inventory::Index& then);

}  // namespace checker::patch::planning
