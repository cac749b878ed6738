#pragma once
// The search: every candidate against every rule, each rule only as often as its
// answer can change.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/plan/plan.hpp"
#include "checker/plan/world.hpp"

namespace checker::plan {

/// What all rules together say of a candidate.
struct Weighed {
  Cost cost{};
  std::set<std::string> breaks;  // the blocking rules that apply
};

class Search {
 public:
  /// Borrows evidence and request, which must outlive it.
  Search(const judge::Evidence& evidence, const Request& request,
         const std::vector<judge::Finding>& meant, std::vector<Package> packages);

  Weighed weigh(const Candidate& candidate);
  /// One finding a rule, of the candidate as a plan.
  std::vector<judge::Finding> judge(const Candidate& candidate);
  /// The operation as meant, on the machine as the candidate would have it.
  std::vector<judge::Finding> judge_meant(const Candidate& candidate);

  const judge::Measured& measured(const Candidate& candidate) {
    return settled(candidate).world.measured();
  }
  const std::vector<Package>& packages() const { return packages_; }

 private:
  // A machine, and what the rules say of it whose answer no variation touches.
  struct Settled {
    World world;
    Weighed constant;
  };
  Settled& settled(const Candidate& candidate);
  void add(Weighed& to, const judge::Finding& finding) const;

  const judge::Evidence& evidence_;
  const Request& request_;
  std::vector<const manifest::Rule*> objecting_, varying_, constant_;
  std::vector<Package> packages_;
  judge::Options options_;
  std::map<std::vector<std::size_t>, Settled> worlds_;  // by the packages installed
};

}  // namespace checker::plan
