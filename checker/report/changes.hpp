#pragma once
// What changed between two inventories, in words.
#include <string>

#include "checker/inventory/changes.hpp"

namespace checker::report {

/// One line a change, and a summary.
std::string changes_table(const inventory::Comparison& comparison);
/// One object a line: `change`, `path`, `old` and `new` (each `{file_version, size, sha256}`, and
/// `error` where there is one, or null).
std::string changes_ndjson(const inventory::Comparison& comparison);
std::string changes_csv(const inventory::Comparison& comparison);

}  // namespace checker::report
