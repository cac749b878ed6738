#include "checker/report/counts.hpp"

#include <algorithm>

namespace checker::report {
namespace {

using judge::Finding;
using judge::Verdict;
using manifest::Severity;

unsigned count(const std::vector<Finding>& findings, Verdict verdict, Severity severity) {
  return static_cast<unsigned>(std::ranges::count_if(findings, [&](const Finding& f) {
    return f.verdict == verdict && f.rule->severity == severity;
  }));
}

}  // namespace

Counts counts_of(const CheckReport& report) {
  const auto& meant = report.planned.meant;
  const auto& planned = report.planned.under_plan;
  return {.blocking = count(meant, Verdict::applies, Severity::block),
          .unknown_blocking = count(meant, Verdict::unknown, Severity::block),
          .blocking_planned = count(planned, Verdict::applies, Severity::block),
          .unknown_blocking_planned = count(planned, Verdict::unknown, Severity::block),
          .degrading = count(meant, Verdict::applies, Severity::degrade),
          .may_degrade = count(meant, Verdict::unknown, Severity::degrade)};
}

std::vector<std::string> rules_with(const CheckReport& report, Verdict verdict, Severity severity) {
  std::vector<std::string> out;
  for (const Finding& f : report.planned.meant)
    if (f.verdict == verdict && f.rule->severity == severity) out.push_back(f.rule->id);
  return out;
}

}  // namespace checker::report
