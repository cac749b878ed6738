#pragma once
// The operations that a planner may choose from: steps, and content left out.
#include <set>
#include <string>
#include <vector>

#include "checker/manifest/knowledge.hpp"
#include "contract/plan.hpp"

namespace checker::plan {

struct Candidate {
  contract::Facts facts;
  std::vector<contract::Plan::Change> changes;  // rules are filled in when the candidate is chosen
  std::vector<std::string> left_out;            // members of migration.content
};

/// The operation as meant, first, then every variation that the pins allow. Only steps (never for a
/// run of one phase) and content that a rule asks about are varied; executor, destination, created
/// mailboxes and phase never. Errc::limit above 4,096 variations.
base::Result<std::vector<Candidate>> candidates(const contract::Facts& meant,
                                                const manifest::Knowledge& knowledge,
                                                const std::set<std::string>& pins);

}  // namespace checker::plan
