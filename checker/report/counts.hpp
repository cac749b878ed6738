#pragma once
// A check in numbers, for monitoring.
#include "checker/report/check_report.hpp"

namespace checker::report {

/// Rules by what they say. Advice is not counted.
struct Counts {
  unsigned blocking = 0, unknown_blocking = 0;  // severity block: applies, unknown; as meant
  unsigned blocking_planned = 0, unknown_blocking_planned = 0;  // the same along the plan
  unsigned degrading = 0, may_degrade = 0;  // severity degrade: applies, unknown; as meant
};
Counts counts_of(const CheckReport& report);

/// The ids of the rules of this severity with this verdict, of the run as it was meant.
std::vector<std::string> rules_with(const CheckReport& report, judge::Verdict verdict,
                                    manifest::Severity severity);

}  // namespace checker::report
