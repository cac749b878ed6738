#pragma once
// Why nothing is left: a smallest list of rules that no variation satisfies
// together.
#include <set>
#include <string>
#include <vector>

namespace checker::plan {

/// `broken` holds for each variation the rules that it breaks, none of them empty. Gives rules of
/// which every variation breaks one, and from which none can be left out; sorted.
std::vector<std::string> minimal_conflict(const std::vector<std::set<std::string>>& broken);

}  // namespace checker::plan
