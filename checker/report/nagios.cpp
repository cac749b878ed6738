#include "checker/report/nagios.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "checker/report/counts.hpp"
#include "checker/report/summary.hpp"

namespace checker::report {
namespace {

using contract::PlanStatus;
using manifest::Severity;

// Old NRPE daemons cut at 1,023 bytes with the performance data, and a pager much earlier.
constexpr std::size_t kMostText = 300;
constexpr std::size_t kMostRules = 6;

std::string_view word(PlanStatus status) {
  switch (status) {
    case PlanStatus::clear:
      return "OK";
    case PlanStatus::safe:
      return "WARNING";
    case PlanStatus::blocked:
      return "CRITICAL";
    case PlanStatus::unknown:
      break;
  }
  return "UNKNOWN";
}

// The verdict's first sentence, which the rules follow, and the rest of it, which may be cut off.
struct Verdict {
  std::string first, rest;
};
Verdict verdict_of(const CheckReport& report) {
  std::string text = headline(report);
  const std::string twice = std::string(word(report.planned.plan.status)) + ": ";
  if (text.starts_with(twice)) text.erase(0, twice.size());
  while (text.ends_with('.')) text.pop_back();
  const auto end = text.find(". ");
  if (end == std::string::npos) return {text, ""};
  return {text.substr(0, end), text.substr(end)};
}

std::string rules(std::string_view label, std::vector<std::string> ids) {
  if (ids.empty()) return "";
  const std::size_t more = ids.size() > kMostRules ? ids.size() - kMostRules : 0;
  ids.resize(ids.size() - more);
  return fmt::format("; {}: {}{}", label, fmt::join(ids, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string warnings(const CheckReport& report) {
  if (report.warnings.empty()) return "";
  const std::size_t more = report.warnings.size() - 1;
  return fmt::format("; {}: {}",
                     more > 0 ? fmt::format("{} warnings, the first", more + 1) : "warning",
                     report.warnings.front());
}

// Warning at once where the exit code is 1 for it, critical where it is 2.
std::string performance(const CheckReport& report) {
  const Counts n = counts_of(report);
  return fmt::format(
      "'blocking'={};0;;0 'unknown_blocking'={};0;;0 'blocking_under_plan'={};;0;0 "
      "'unknown_blocking_under_plan'={};;;0 'degrading'={};0;;0 'may_degrade'={};;;0 "
      "'questions'={};;;0 'warnings'={};;;0 'mixed_products'={};;;0",
      n.blocking, n.unknown_blocking, n.blocking_planned, n.unknown_blocking_planned, n.degrading,
      n.may_degrade, report.planned.questions.size(), report.warnings.size(),
      mixed_levels(report).size());
}

}  // namespace

std::string status_text(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : base::printable(text)) out += c == '|' ? "\\x7c" : std::string(1, c);
  return base::shortened(out, most);
}

std::string to_nagios(const CheckReport& report) {
  const Verdict verdict = verdict_of(report);
  std::string text = verdict.first;
  text += rules("blocking", rules_with(report, judge::Verdict::applies, Severity::block));
  text += rules("may block", rules_with(report, judge::Verdict::unknown, Severity::block));
  text += rules("degrading", rules_with(report, judge::Verdict::applies, Severity::degrade));
  std::vector<std::string> mixed;
  for (const MixedLevels& one : mixed_levels(report)) mixed.push_back(one.product);
  text += rules("mixed levels", mixed);
  text += warnings(report) + verdict.rest;
  const std::string facts = facts_as_of(report.evidence.knowledge());
  const std::string account = fmt::format(" (sidestep {}{})", report.stamp.tool_version,
                                          facts.empty() ? "" : ", facts of " + facts);
  const std::size_t room = kMostText - std::min(kMostText, account.size());
  return fmt::format("SIDESTEP {} - {}{} | {}\n", word(report.planned.plan.status),
                     status_text(text, room), status_text(account, kMostText), performance(report));
}

std::string to_nagios(const base::Error& error) {
  return fmt::format("SIDESTEP UNKNOWN - {}\n", status_text(error.message, kMostText));
}

}  // namespace checker::report
