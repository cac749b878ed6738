#pragma once
// The operations that a planner may choose from: steps, content left out, content
// in a run of its own, and files that could be installed first.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker/manifest/knowledge.hpp"
#include "contract/plan.hpp"

namespace checker::plan {

/// A newer file that is at hand for a component, from a service pack or hotfix.
struct Package {
  std::string component;
  Version version;
  std::string path;                              // where it lies
  std::optional<std::string> machine, language;  // as in the inventory
};

/// Facts of a change that are no facts of the operation.
inline constexpr std::string_view kPasses = "migration.passes";  // runs: "1", "2"
inline constexpr std::string_view kComponent = "component.";     // and the name of a file

struct Candidate {
  contract::Facts facts;                        // of all passes together
  std::vector<contract::Plan::Pass> passes;     // two where content goes in a run of its own
  std::vector<contract::Plan::Change> changes;  // rules are filled in when the candidate is chosen
  std::vector<std::string> left_out;            // members of migration.content
  std::vector<std::size_t> installed;           // of the packages at hand
};

struct Choices {
  std::set<std::string> pins;
  std::vector<Package> packages;  // that some rule asks for; of each component one is installed
};

/// The operation as meant, first, then every variation that the pins allow. Only steps (never for a
/// run of one phase), content, splits that a rule names and packages are varied; executor,
/// destination, created mailboxes and phase never. Content is left out only where a blocking rule
/// asks about it: nothing else can repay the loss under any policy. Errc::limit above 4,096
/// variations.
base::Result<std::vector<Candidate>> candidates(const contract::Facts& meant,
                                                const manifest::Knowledge& knowledge,
                                                const Choices& choices);

/// Whether some variation can change what a rule says: its conditions ask for what is varied.
bool varies(const manifest::Rule& rule);

}  // namespace checker::plan
