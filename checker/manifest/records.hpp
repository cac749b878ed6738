#pragma once
// Records: what became of every record of the facts that the rules were made
// from, so that nothing is forgotten without a word.
#include <string>
#include <vector>

#include "base/json.hpp"

namespace checker::manifest {

/// Either rules that say what the record says, or why it cannot decide anything.
struct Record {
  std::string record;              // "migration-facts:Q156063/5.7.2": collection, article, part
  std::vector<std::string> rules;  // ids
  std::string undecided;           // the reason; "" where there are rules
};

/// `where` names its place. A record that has both, or neither, is read: lint complains.
base::Result<Record> read_record(const base::Json& json, const std::string& where);

}  // namespace checker::manifest
