#pragma once
// What an inventory says of every version range: measured once, asked for by
// every rule and every variation of the operation.
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/inventory/index.hpp"
#include "checker/judge/truth.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::judge {

/// One answer, and the line that lets a person check it.
struct Leaf {
  Truth truth = Truth::unknown;
  Reason reason = Reason::unknown_fact;
  std::string line;  // "migration.steps is one (job.txt:3 Function,FULL)"
  std::string fact;  // of a leaf about a fact
  manifest::Basis basis = manifest::Basis::stated;
  /// The number is that of another machine than the file's: it says nothing of this file, and
  /// another range may.
  bool other_machine = false;
};

/// The files that stand for a component: the ones below a folder called Bin, otherwise every file
/// of that name.
std::vector<const inventory::FileRecord*> files_of(const inventory::Index& index,
                                                   std::string_view component);

/// Whether a component's version lies in the affected part of `range`. Of several files the worst
/// decides, and all are named; of a range of one machine only that machine's files, if there are
/// any.
Leaf evaluate(const manifest::Range& range, const inventory::Index& index);

/// Whether the files of all components have one version. Unknown where one is missing or cannot be
/// read.
Leaf same_version(const std::vector<std::string>& components, const inventory::Index& index);

class Measured {
 public:
  /// Borrows both, which must outlive it and not change.
  Measured(const manifest::Knowledge& knowledge, const inventory::Index& index);

  const manifest::Knowledge& knowledge() const { return *knowledge_; }
  const inventory::Index& index() const { return *index_; }
  /// The leaf of a range of the knowledge, by its id.
  const Leaf& of(std::string_view range) const;
  /// Whether these very files are known to have what the rule is about.
  bool strikes(const manifest::Rule& rule) const;

 private:
  const manifest::Knowledge* knowledge_;
  const inventory::Index* index_;
  std::unordered_map<std::string_view, Leaf> leaves_;
};

}  // namespace checker::judge
