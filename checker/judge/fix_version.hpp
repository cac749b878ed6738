#pragma once
// Whether a file includes a fix, by the version that the article prints.
#include "checker/judge/asked_file.hpp"
#include "checker/judge/fixes.hpp"

namespace checker::judge {

/// `rows`: those that speak of this file, of which one at least has a version, as the file has. Of
/// one component later builds contain earlier fixes; `index` knows which builds are of a component
/// where several ship the file. A build that is printed without its revision has some revision of
/// itself: a higher build includes the fix, a lower one lacks it, and of itself nothing is known.
void decide_by_version(const AskedFile& file, FixIndex::Fix rows, const FixIndex& index,
                       FixAnswer& out);

}  // namespace checker::judge
