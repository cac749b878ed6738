#pragma once
// The plan of a patch, for people and as JSON (docs/schema/patch.schema.json).
#include "base/json.hpp"
#include "checker/patch/planning/planning.hpp"
#include "checker/report/commands.hpp"
#include "checker/report/layout.hpp"

namespace checker::report {

/// `apply`: the command that would carry it out.
std::string to_text(const patch::planning::Plan& plan, const Command& apply, const Paint& paint);
base::Json to_json(const patch::planning::Plan& plan);

}  // namespace checker::report
