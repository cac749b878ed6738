#pragma once
// What taking a patch back would do to the problems of a target.
#include <string>
#include <vector>

#include "checker/patch/planning/planning.hpp"
#include "checker/patch/transaction/transaction.hpp"
#include "contract/facts.hpp"

namespace checker::patch::planning {

struct Undoing {
  Effect effect;
  /// Why there is no way back: later patches of the same set; rules whose data the newer file may
  /// have changed, each with what would have to be known.
  std::vector<std::string> problems;
};

/// Holds the rules against the target with the files that one of the patches in place has replaced
/// back in it. Their versions are those that the record tells, and so are the sets: a later patch
/// of the same set has to be taken back first. `facts`: what is known of the target's data.
base::Result<Undoing> plan_undo(const std::filesystem::path& target,
                                const std::vector<transaction::Applied>& in_place,
                                const transaction::Applied& applied,
                                const manifest::Knowledge& knowledge, const contract::Facts& facts);

/// Rules with `data_moves_on` that a lower version of these components (names without case) would
/// meet: those that apply to `then`, or of which nobody knows. One sentence each.
std::vector<std::string> closed_ways(const std::vector<std::string>& lowered,
                                     const inventory::Index& then,
                                     const manifest::Knowledge& knowledge,
                                     const contract::Facts& facts);

}  // namespace checker::patch::planning
