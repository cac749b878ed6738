#pragma once
// Who objects to the run as meant, and which changes they would have.
#include <vector>

#include "checker/judge/judge.hpp"
#include "checker/plan/candidates.hpp"

namespace checker::plan {

/// Whether a finding is anything but clear.
bool objects(const judge::Finding& finding);

/// Rules that object to the run as meant: the worst first, and what is stated before what is
/// inferred.
std::vector<const manifest::Rule*> objectors(const std::vector<judge::Finding>& meant);

/// The first remedy of `rule` that a change of the candidate is; null when it is none.
const manifest::Remedy* remedy_for(const manifest::Rule& rule, const contract::Plan::Change& change,
                                   const Candidate& candidate);

/// What a change costs by the order of preference of the rules that object; 9 where none proposes
/// it.
unsigned rank_of(const contract::Plan::Change& change, const Candidate& candidate,
                 const std::vector<const manifest::Rule*>& objecting);

/// The packages that some objecting rule would have installed, each component and version once:
/// where there is an older file to replace, and for the machine that it is for.
std::vector<Package> wanted(const std::vector<Package>& at_hand,
                            const std::vector<judge::Finding>& meant,
                            const judge::Evidence& evidence);

}  // namespace checker::plan
