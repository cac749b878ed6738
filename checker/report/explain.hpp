#pragma once
// One known problem, or several of one article, told to a person.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::report {

/// What a name stands for: rules, and records that decide nothing. Borrowed.
struct Explained {
  std::string asked;
  std::vector<const manifest::Rule*> rules;
  std::vector<const manifest::Record*> undecided;
};

/// "Q214836", "q214836", "KB214836", "KB Q214836" and "214836" are one article; a rule's own id is
/// found, too. Errc::usage, with the nearest known name, when there is none.
base::Result<Explained> find_explained(const std::string& asked,
                                       const manifest::Knowledge& knowledge);

/// 80 columns: what goes wrong, when, how it shows, in which versions, what to do.
std::string to_text(const Explained& explained, const manifest::Knowledge& knowledge);

/// {asked, rules: […], undecided: [{record, reason}]}
base::Json to_json(const Explained& explained, const manifest::Knowledge& knowledge);

}  // namespace checker::report
