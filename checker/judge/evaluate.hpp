#pragma once
// Conditions against facts and measured versions. Every answer carries the
// leaves that decided it, so that a person can check it.
#include <string>
#include <vector>

#include "checker/judge/measured.hpp"

namespace checker::judge {

struct Outcome {
  Truth truth = Truth::unknown;
  std::vector<Leaf> leaves;  // those that decided: all that hold, or the one that does not
};

/// What is judged: borrowed, and never changed.
struct Evidence {
  const Measured& measured;
  const contract::Facts& facts;
  /// The files that do the work are others than those measured: what is only imported was extracted
  /// by files that nobody has seen.
  bool elsewhere = false;

  const manifest::Knowledge& knowledge() const { return measured.knowledge(); }
  const inventory::Index& index() const { return measured.index(); }
};

/// Whether leaves carry their lines: a planner that compares a thousand variations reads none.
enum class Trace { none, full };

/// The components that some rule or derivation measures, sorted without case.
std::vector<std::string> judged_components(const manifest::Knowledge& knowledge);

/// The answer about any version where the files are elsewhere.
Leaf extracted_elsewhere(const Evidence& evidence);

Outcome evaluate(const manifest::Condition& condition, const Evidence& evidence,
                 Trace trace = Trace::full);

}  // namespace checker::judge
