#pragma once
// A verdict and its plan, in words and as JSON.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/plan/plan.hpp"

namespace checker::report {

/// All that a report of `check` or `migrate` says; borrowed.
struct CheckReport {
  const judge::Evidence& evidence;  // with the operation as meant
  const plan::Planned& planned;
  std::vector<std::string> warnings;  // of the control file, of manifests that were left out
};

/// {operation, components, findings, questions, plan, rejected, conflict, warnings}: what was not
/// chosen with the criterion on which it lost, and of a blocked plan the rules that cannot be
/// satisfied together.
base::Json to_json(const CheckReport& report);

/// 80 columns: the verdict, why, the plan, what Mailmig and what our engine would do, questions.
std::string to_text(const CheckReport& report);
/// The same without the reasons: a line for each problem, the plan, the two engines.
std::string to_brief_text(const CheckReport& report);

}  // namespace checker::report
