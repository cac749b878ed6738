#pragma once
// Runs the cases that stand beside the rules: the same way as `check`, from
// files and an operation that the case invents.
#include <string>
#include <vector>

#include "checker/manifest/cases.hpp"

namespace checker::cases {

/// An expectation that is not met.
struct Failure {
  std::string where;  // its place: "NAME#/cases/3/expect/Q214836"
  std::string name;   // of the case
  std::string asked;  // "Q214836", "Q214836 under the plan", "the status of the plan"
  std::string expected, found;
  std::vector<std::string> because;  // how the judge came to it
};

struct Ran {
  std::size_t expectations = 0;
  std::vector<Failure> failures;
};

/// Of a case that names rules and facts that exist (manifest::check_case). What a case does not say
/// is as in `check`: a file that is not listed is missing, a fact that is not given is unknown.
Ran run(const manifest::Case& one, const manifest::Knowledge& knowledge);

}  // namespace checker::cases
