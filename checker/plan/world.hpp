#pragma once
// The machine as it would be with some packages installed, and what the rules
// say of an operation on it.
#include <memory>
#include <vector>

#include "checker/judge/judge.hpp"
#include "checker/plan/candidates.hpp"

namespace checker::plan {

class World {
 public:
  /// `judging` is that of a plan. Borrows the knowledge and, without packages, the measurements.
  World(const judge::Measured& measured, const std::vector<Package>& packages,
        const std::vector<std::size_t>& installed);

  const judge::Measured& measured() const { return own_ ? own_->measured : *borrowed_; }

  /// One finding a rule, the worst of the candidate's passes.
  std::vector<judge::Finding> judge(const Candidate& candidate,
                                    const judge::Options& options) const;
  /// The same for one rule.
  judge::Finding judge(const manifest::Rule& rule, const Candidate& candidate,
                       const judge::Options& options) const;

 private:
  struct Own {
    Own(const manifest::Knowledge& knowledge, Inventory changed)
        : inventory(std::move(changed)), index(inventory), measured(knowledge, index) {}
    Inventory inventory;
    inventory::Index index;
    judge::Measured measured;
  };
  const judge::Measured* borrowed_;
  std::unique_ptr<Own> own_;
};

}  // namespace checker::plan
