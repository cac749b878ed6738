#pragma once
// What has come of a patch, for people and as JSON (docs/schema/patch.schema.json).
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/patch/execution/execution.hpp"
#include "checker/report/layout.hpp"

namespace checker::report {

/// A patch with its files, and which of them are still as they were written.
base::Json to_json(const patch::transaction::Applied& applied);
std::string to_text(const patch::transaction::Applied& applied);

/// After apply: what is in place, what that clears, what is left, and how to take it back.
base::Json to_json(const patch::transaction::Applied& applied,
                   const patch::execution::Proof& proof);
std::string to_text(const patch::transaction::Applied& applied,
                    const patch::execution::Proof& proof, const std::string& target,
                    const Paint& paint);

/// After undo: `brings`, the rules that strike again.
base::Json taken_back_json(const patch::transaction::Applied& applied,
                           const std::vector<std::string>& brings);
std::string taken_back_text(const patch::transaction::Applied& applied,
                            const std::vector<std::string>& brings, const Paint& paint);

/// What a recovery has finished.
base::Json to_json(const patch::transaction::Recovered& recovered);
std::string to_text(const patch::transaction::Recovered& recovered);

}  // namespace checker::report
