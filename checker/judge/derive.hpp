#pragma once
// Facts that follow from the files: what this extractor carries at all.
#include "checker/judge/evaluate.hpp"

namespace checker::judge {

/// Adds declared defaults, and decides the members of sets that depend on a component's version and
/// that nobody has named: personal lists are content exactly where the extractor is affected by, or
/// fixed for, Q214836; unknown where that is unknown. A set in `told` was named whole by the
/// operator and stays.
contract::Facts derive(const Evidence& evidence, const std::set<std::string>& told);

}  // namespace checker::judge
