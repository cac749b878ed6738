#pragma once
// The intended operation as typed facts: from a control file, from JSON, from
// --set. Names and values are held against what the manifests declare.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "checker/manifest/knowledge.hpp"
#include "contract/control_file.hpp"

namespace checker::operation {

struct Operation {
  contract::Facts facts;
  std::set<std::string> told;         // sets that the operator named whole
  std::vector<std::string> warnings;  // of the control file, each with its line
};

/// A Mailmig control file (KB Q198957).
base::Result<Operation> from_control_file(const std::filesystem::path& file);

/// A JSON object of facts, bare or with {"value", "from", "unknown"}.
base::Result<Operation> from_json(const std::filesystem::path& file,
                                  const manifest::Knowledge& knowledge);

/// Facts that were read already, held against what the manifests declare. `where`: what a fact
/// comes from that does not say so itself.
base::Result<Operation> from_facts(const contract::Facts& facts, const std::string& where,
                                   const manifest::Knowledge& knowledge);

/// Adds "FACT=VALUE"; sets are comma-separated and name the whole set. Errc::usage for a name that
/// no manifest declares or a value that the fact cannot have, with "did you mean".
base::Result<void> set(Operation& operation, const std::string& assignment,
                       const manifest::Knowledge& knowledge);

/// Facts that follow from others: an operation that names migration facts is a migration, and what
/// a whole set does not name is left behind on purpose (migration.excluded).
void complete(Operation& operation, const manifest::Knowledge& knowledge);

}  // namespace checker::operation
