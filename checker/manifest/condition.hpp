#pragma once
// Conditions of a rule, as a manifest writes them: a small tree over facts and
// version ranges. Evaluated by judge/, three-valued.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "contract/facts.hpp"

namespace checker::manifest {

struct Condition {
  enum class Kind {
    all,           // {"all": [ … ]}
    any,           // {"any": [ … ]}
    negation,      // {"not": { … }}
    always,        // {"always": true}
    is,            // {"fact": "migration.steps", "is": "one"}
    one_of,        // {"fact": "migration.source", "in": ["cc:mail", "notes"]}
    contains,      // {"fact": "migration.content", "contains": "bulletin-boards"}
    below,         // {"fact": "source.export_version", "below": "8.3"}: dotted numbers
    range,         // {"range": "web3-extractor"}: the component's version lies in the affected part
    same_version,  // {"same_version": ["Msfs32.dll", "Mlmig32.dll"]}: all of them alike
    unknown,       // {"unknown": "why nobody knows"}
  };
  Kind kind = Kind::all;
  std::vector<Condition> parts;    // of all, any, negation
  std::string fact;                // of is, one_of, contains, below
  contract::Fact value;            // of is
  std::string text;                // member, number, range id, or the reason of unknown
  std::vector<std::string> names;  // words of one_of, components of same_version
};

/// Reads a condition; `where` names its place. At most 16 levels deep.
base::Result<Condition> read_condition(const base::Json& json, const std::string& where);

/// The facts and ranges that a condition speaks of, each once, in order.
std::vector<std::string> facts_in(const Condition& condition);
std::vector<std::string> ranges_in(const Condition& condition);
/// The components that a condition compares with one another.
std::vector<std::string> components_in(const Condition& condition);
/// The members of the set `fact` that a condition looks for.
std::vector<std::string> members_in(const Condition& condition, std::string_view fact);

}  // namespace checker::manifest
