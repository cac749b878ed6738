#pragma once
// Conditions and version ranges against an inventory and facts. Every answer
// carries the leaves that decided it, so that a person can check it.
#include <string>
#include <vector>

#include "checker/inventory/inventory.hpp"
#include "checker/judge/truth.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::judge {

struct Leaf {
  Truth truth = Truth::unknown;
  Reason reason = Reason::unknown_fact;
  std::string line;  // "migration.steps is one (job.txt:3 Function,FULL)"
  std::string fact;  // of a leaf about a fact
  manifest::Basis basis = manifest::Basis::stated;
};

struct Outcome {
  Truth truth = Truth::unknown;
  std::vector<Leaf> leaves;  // those that decided: all that hold, or the one that does not
};

/// What is judged: borrowed, and never changed.
struct Evidence {
  const manifest::Knowledge& knowledge;
  const Inventory& inventory;
  const contract::Facts& facts;
};

/// The files that stand for a component: the one below a folder called Bin, otherwise every file of
/// that name.
std::vector<const inventory::FileRecord*> files_of(const Inventory& inventory,
                                                   std::string_view component);

/// Whether a component's version lies in the affected part of `range`. Of several files the worst
/// decides, and all are named.
Leaf evaluate(const manifest::Range& range, const Inventory& inventory);

Outcome evaluate(const manifest::Condition& condition, const Evidence& evidence);

}  // namespace checker::judge
