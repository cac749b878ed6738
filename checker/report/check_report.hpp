#pragma once
// A verdict and its plan, in words and as JSON.
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "checker/judge/level.hpp"
#include "checker/plan/plan.hpp"

namespace checker::report {

/// What made the report, and when.
struct Stamp {
  std::string tool_version;  // "0.1.0"
  std::string made;          // UTC, "2026-11-24T12:00:00Z"
};

/// What the command was asked, as it was given: for commands that a person can run next, and to say
/// what bound the plan.
struct Asked {
  std::vector<std::string> paths, sets, pins, packages, accepted;
  std::string control, operation, source;  // files; "" where none was given
  std::string policy = "safest";
  std::vector<std::string> manifests = {};  // folders beside the program's own
};

/// All that a report of `check` or `migrate` says: every format is written from this one value.
/// Borrowed.
struct CheckReport {
  judge::Evidence evidence;  // with the operation as meant
  const plan::Planned& planned;
  std::vector<std::string> warnings;        // of the control file, of manifests that were left out
  std::vector<judge::ProductLevel> levels;  // of the products that something was found of
  Stamp stamp;
  Asked asked = {};
};

/// The shape of to_json(CheckReport): docs/schema/check.schema.json.
inline constexpr std::string_view kCheckSchema = "sidestep-check/1";

/// {report, asked, headline, engines, operation, components, levels, findings, questions, plan,
/// rejected, conflict, warnings}: what was not chosen with the criterion on which it lost, and of a
/// blocked plan the rules that cannot be satisfied together.
base::Json to_json(const CheckReport& report);

/// 80 columns: the verdict, why, what to do and what happens next, what Mailmig and what our engine
/// would do, the questions; then what may strike, what was measured, and where it all comes from.
/// `colour`: for a terminal.
std::string to_text(const CheckReport& report, bool colour = false);
/// The same without the reasons: a line for each problem, the plan, the two engines.
std::string to_brief_text(const CheckReport& report, bool colour = false);

}  // namespace checker::report
