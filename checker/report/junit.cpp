#include "checker/report/junit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checker/report/account.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/xml.hpp"

namespace checker::report {
namespace {

using judge::Finding;
using judge::Reason;
using judge::Verdict;
using manifest::Severity;

enum class Outcome { passed, failure, error, skipped };

Outcome outcome_of(const Finding& f) {
  const bool is_advice = f.rule->severity == Severity::advice;
  switch (f.verdict) {
    case Verdict::applies:
      return is_advice ? Outcome::passed : Outcome::failure;
    case Verdict::unknown:
      return is_advice ? Outcome::skipped : Outcome::error;
    case Verdict::checked:  // under a plan only
    case Verdict::clear:
      break;
  }
  return f.reason == Reason::not_applicable || f.reason == Reason::outside ? Outcome::skipped
                                                                           : Outcome::passed;
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, xml_text(value));
}

std::string properties(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  std::string out = "    <properties>\n";
  out += property("sidestep.version", report.stamp.tool_version);
  out += property("facts_as_of", facts_as_of(report.evidence.knowledge()));
  out += property("headline", headline(report));
  out += property("plan.status", to_string(plan.status));
  out += property("plan.digest", plan_digest(plan));
  for (const MixedLevels& mixed : mixed_levels(report)) out += property("mixed_levels", mixed.text);
  for (const auto& manifest : manifest_versions(plan)) out += property("manifest", manifest);
  out += property("note", kNamesNote);
  return out + "    </properties>\n";
}

// A line each; each is escaped by itself, as a line end is no character of a name.
std::string because(const Finding& f) {
  std::string out;
  for (const std::string& line : f.because) out += "because: " + xml_text(line) + '\n';
  return out + "source: " + xml_text(f.rule->source) + '\n';
}

// What is not clear, in full.
std::string in_full(const Finding& f, const Finding& under_plan) {
  std::string out = xml_text(f.rule->summary) + '\n' + because(f);
  if (!f.open_facts.empty())
    out += "not known: " + xml_text(fmt::format("{}", fmt::join(f.open_facts, ", "))) + '\n';
  out += fmt::format("under the plan: {}\n", judge::to_string(under_plan.verdict));
  for (const auto& remedy : f.rule->remedies) out += "way out: " + xml_text(remedy.text) + '\n';
  return out;
}

std::string test_case(const Finding& f, const Finding& under_plan) {
  const manifest::Rule& rule = *f.rule;
  const auto severity = to_string(rule.severity);
  const auto reason = judge::to_string(f.reason);
  std::string out =
      fmt::format("    <testcase classname=\"sidestep.{}\" name=\"{} {}\" time=\"0\">\n", severity,
                  xml_text(rule.id), xml_text(rule.title));
  const auto why = f.verdict == Verdict::clear ? because(f) : in_full(f, under_plan);
  switch (outcome_of(f)) {
    case Outcome::failure:
      out += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", severity,
                         xml_text(rule.title), why);
      break;
    case Outcome::error:
      out += fmt::format("      <error type=\"{}\" message=\"{}\">{}</error>\n", reason,
                         xml_text("unknown (" + std::string(reason) + "): " + rule.title), why);
      break;
    case Outcome::skipped:
      out += fmt::format("      <skipped message=\"{}\"/>\n",
                         xml_text(fmt::format("{} ({}): {}", judge::to_string(f.verdict), reason,
                                              fmt::join(f.because, "; "))));
      break;
    case Outcome::passed:
      out += fmt::format("      <system-out>{} ({})\n{}</system-out>\n",
                         judge::to_string(f.verdict), reason, why);
  }
  return out + "    </testcase>\n";
}

std::string warnings(const CheckReport& report) {
  if (report.warnings.empty()) return "";
  std::string out = "    <system-err>";
  for (const std::string& warning : report.warnings) out += "warning: " + xml_text(warning) + '\n';
  return out + "</system-err>\n";
}

// JUnit's times have no zone: "2026-11-24T12:00:00".
std::string without_zone(std::string time) {
  if (time.ends_with('Z')) time.pop_back();
  return time;
}

}  // namespace

std::string to_junit(const CheckReport& report) {
  const plan::Planned& planned = report.planned;
  std::string cases;
  unsigned failures = 0, errors = 0, skipped = 0;
  for (std::size_t i = 0; i < planned.meant.size(); ++i) {
    const Outcome outcome = outcome_of(planned.meant[i]);
    failures += outcome == Outcome::failure;
    errors += outcome == Outcome::error;
    skipped += outcome == Outcome::skipped;
    cases += test_case(planned.meant[i], planned.under_plan[i]);
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\"",
                  planned.meant.size(), failures, errors, skipped);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sidestep\" {}>\n"
      "  <testsuite name=\"sidestep check\" {} timestamp=\"{}\">\n{}{}{}  "
      "</testsuite>\n</testsuites>\n",
      counts, counts, xml_text(without_zone(report.stamp.made)), properties(report), cases,
      warnings(report));
}

}  // namespace checker::report
