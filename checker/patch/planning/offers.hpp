#pragma once
// Which of the files that packages hold are looked at.
#include <set>
#include <string>
#include <vector>

#include "checker/manifest/knowledge.hpp"
#include "checker/patch/decision/decide.hpp"
#include "checker/patch/planning/source.hpp"

namespace checker::patch::planning {

/// Files by which a rule is decided, or that cure it, without case. Errc::usage for a rule that is
/// not known, or that no version decides.
base::Result<std::set<std::string>> asked_by(const std::string& id,
                                             const manifest::Knowledge& knowledge);

/// Adds the files that move together with one that is wanted. Names are without case.
void close_over_sets(std::set<std::string>& wanted, const std::vector<Source>& sources,
                     const manifest::Knowledge& knowledge);

/// What packages offer, and which of it they say to move together.
struct Offers {
  std::vector<Offered> files;
  Sets sets;
};
/// Of the wanted components; of all, where none is wanted. Nothing of what is superseded.
Offers offers_of(const std::vector<Source>& sources, const std::set<std::string>& wanted);

/// A package may hold another file of a set, and nobody knows which, or whether it is whole: a set
/// is not done without it (Q166160). Adds that to the problems of a drafted source.
void hold_left_out(Source& source, const manifest::Knowledge& knowledge);

}  // namespace checker::patch::planning
