#pragma once
// The plan in words, and why it is not another.
#include <string>

#include "checker/plan/plan.hpp"
#include "checker/report/layout.hpp"

namespace checker::report {

/// The steps of each run, what was changed, what is left out, what a person must do.
std::string plan_text(const contract::Plan& plan, const Paint& paint = Paint());

/// The nearest of the variations that were not chosen, each with the criterion on which it lost.
std::string alternatives_text(const plan::Planned& planned, const Paint& paint = Paint());
/// What a variation does: "as you meant it", "two steps, without bulletin boards".
std::string describe(const plan::Rejected& variation);

}  // namespace checker::report
