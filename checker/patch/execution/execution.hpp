#pragma once
// Carries a plan out as a transaction, and looks at what has come of it.
#include <string>
#include <vector>

#include "checker/patch/planning/planning.hpp"
#include "checker/patch/transaction/transaction.hpp"

namespace checker::patch::execution {

struct Options {
  std::string id;   // of the transaction
  base::Json note;  // for its record
  transaction::Swap swap = transaction::Swap::files;
};

/// A name for a transaction: this moment in UTC, "20261130T213730.125Z".
std::string new_id();

/// Adds to the plan what the target itself speaks against, such as links or a full disk, and the
/// space that is needed. Writes nothing.
void look_ahead(planning::Plan& plan, transaction::Swap swap);

/// The new files in place, all or none: as transaction::apply(). Each is held against the hash and
/// the version that its manifest states, and against the processor of the file that it replaces.
base::Result<transaction::Applied> apply(base::Files& files, const planning::Plan& plan,
                                         const package::Reader& reader, const Options& options);

/// What the rules say of the target as it is now, beside what the plan promised.
struct Proof {
  Effect effect;
  /// Rules that the plan was to clear and that are not clear, and those that came.
  std::vector<std::string> left;
  std::vector<std::string> manual;  // files that the plan leaves to the vendor's setup
  bool cured() const { return left.empty() && manual.empty(); }
};
base::Result<Proof> judge_again(const planning::Plan& plan, const manifest::Knowledge& knowledge);

}  // namespace checker::patch::execution
