#include "checker/report/prometheus.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/report/account.hpp"
#include "checker/report/summary.hpp"

namespace checker::report {
namespace {

using judge::Finding;
using judge::Verdict;
using manifest::Severity;

std::string family(std::string_view name, std::string_view help) {
  return fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
}

std::string gauge(std::string_view name, std::string_view help, std::int64_t value) {
  return family(name, help) + fmt::format("{} {}\n", name, value);
}

// A label's value: backslash, quote and line end are escaped, other control characters visible.
std::string label(std::string_view text) {
  std::string out;
  for (const char c : base::printable(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

std::string build(const CheckReport& report) {
  std::string out = family("sidestep_build_info", "The version of Sidestep that made this file.");
  out += fmt::format("sidestep_build_info{{version=\"{}\"}} 1\n", label(report.stamp.tool_version));
  out += family("sidestep_manifest_info", "The manifests of known problems that were used.");
  for (const auto& m : report.planned.plan.manifests)
    out += fmt::format("sidestep_manifest_info{{id=\"{}\",version=\"{}\"}} 1\n", label(m.id),
                       label(m.version));
  return out;
}

// Every combination, also those that are zero: a series that comes and goes cannot be compared.
std::string findings(const CheckReport& report) {
  constexpr Verdict kVerdicts[] = {Verdict::applies, Verdict::unknown, Verdict::clear};
  constexpr Verdict kPlanned[] = {Verdict::applies, Verdict::unknown, Verdict::checked,
                                  Verdict::clear};
  constexpr Severity kSeverities[] = {Severity::block, Severity::degrade, Severity::advice};
  const plan::Planned& planned = report.planned;
  std::string out =
      family("sidestep_check_findings",
             "Rules by verdict on the run as meant, severity, and verdict under the plan.");
  for (const Verdict verdict : kVerdicts)
    for (const Severity severity : kSeverities)
      for (const Verdict under_plan : kPlanned) {
        unsigned count = 0;
        for (std::size_t i = 0; i < planned.meant.size(); ++i)
          count += planned.meant[i].verdict == verdict &&
                   planned.meant[i].rule->severity == severity &&
                   planned.under_plan[i].verdict == under_plan;
        out += fmt::format(
            "sidestep_check_findings{{verdict=\"{}\",severity=\"{}\",under_plan=\"{}\"}} {}\n",
            judge::to_string(verdict), to_string(severity), judge::to_string(under_plan), count);
      }
  return out;
}

std::string blocking_rules(const CheckReport& report) {
  const plan::Planned& planned = report.planned;
  std::string out;
  for (std::size_t i = 0; i < planned.meant.size(); ++i) {
    const Finding& f = planned.meant[i];
    if (f.rule->severity != Severity::block || f.verdict == Verdict::clear) continue;
    out += fmt::format(
        "sidestep_check_blocking_rule{{rule=\"{}\",verdict=\"{}\",under_plan=\"{}\"}} 1\n",
        label(f.rule->id), judge::to_string(f.verdict),
        judge::to_string(planned.under_plan[i].verdict));
  }
  return family("sidestep_check_blocking_rule",
                "1 for each blocking rule that applies to the run as meant, or is unknown.") +
         out;
}

}  // namespace

std::string to_prometheus(const CheckReport& report) {
  std::string out = build(report);
  out += gauge("sidestep_check_status",
               "The verdict: 0 clear, 1 safe with a change or a warning, 2 blocked, 3 unknown.",
               static_cast<std::int64_t>(report.planned.plan.status));
  if (const auto made = unix_seconds(report.stamp.made))
    out += gauge("sidestep_check_timestamp_seconds", "When this check was made.", *made);
  if (const auto facts = unix_seconds(facts_as_of(report.evidence.knowledge())))
    out += gauge("sidestep_facts_timestamp_seconds",
                 "The newest date of the facts in the manifests.", *facts);
  out +=
      gauge("sidestep_check_questions", "Questions whose answers would settle rules (at most 5).",
            static_cast<std::int64_t>(report.planned.questions.size()));
  out += gauge("sidestep_check_warnings", "Warnings about the control file and the manifests.",
               static_cast<std::int64_t>(report.warnings.size()));
  out += gauge("sidestep_check_mixed_products",
               "Products whose files are of different levels, as after half a service pack.",
               static_cast<std::int64_t>(mixed_levels(report).size()));
  return out + findings(report) + blocking_rules(report);
}

}  // namespace checker::report
