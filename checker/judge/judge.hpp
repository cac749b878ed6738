#pragma once
// Inventory × rules × operation → findings. A function from values to values:
// nothing is read and nothing is written.
#include <set>
#include <string>
#include <vector>

#include "checker/judge/evaluate.hpp"

namespace checker::judge {

struct Options {
  /// Mail ends in a destination of our own: what concerns only the wizard's import or target says
  /// nothing about it (a missing Exchange mailbox cannot veto a Maildir).
  bool native_destination = false;
  /// The operation is a plan's: its own steps find some damage in time (verdict `checked`).
  bool planned = false;
  /// none: findings without `because`, for comparing many variations.
  Trace trace = Trace::full;
};

struct Finding {
  const manifest::Rule* rule = nullptr;  // never null; lives as long as the Knowledge
  Verdict verdict = Verdict::unknown;
  Reason reason = Reason::unknown_fact;
  manifest::Basis basis = manifest::Basis::stated;
  std::vector<std::string> because;  // each a fact that a person can check
  std::set<std::string> open_facts;  // whose answer could change an unknown verdict
};

/// One finding a rule, in the order of the rules. A rule clears only where something stated says
/// so: a missing file, an unreadable version, an unknown fact or a grey range is `unknown`.
std::vector<Finding> judge(const Evidence& evidence, const Options& options);

/// The verdict of one rule alone.
Finding judge(const manifest::Rule& rule, const Evidence& evidence, const Options& options);

}  // namespace checker::judge
