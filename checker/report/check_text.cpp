#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "checker/report/check_report.hpp"
#include "checker/report/findings.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/plan_text.hpp"

namespace checker::report {
namespace {

using contract::PlanStatus;
using judge::Finding;
using judge::Verdict;
using manifest::Severity;

// The rules that say this of the run as it was meant, with a severity above advice.
std::string names(const CheckReport& report, Verdict verdict) {
  std::string out;
  for (const Finding& f : report.planned.meant)
    if (f.verdict == verdict && f.rule->severity == Severity::block)
      out += (out.empty() ? "" : ", ") + f.rule->id;
  return out;
}

// What only may strike never takes "clear" away, but it is counted where nobody can overlook it.
std::string clear_headline(const CheckReport& report) {
  const auto open = std::ranges::count_if(report.planned.meant, [](const Finding& f) {
    return f.verdict == Verdict::unknown && f.rule->severity == Severity::degrade;
  });
  if (open == 0) return "CLEAR: no known problem strikes this operation.";
  return fmt::format(
      "CLEAR: no problem is known to strike this operation; {} may strike single items or users, "
      "depending on what nobody has said.",
      open);
}

std::string headline(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  const bool changed = !plan.changes.empty();
  switch (plan.status) {
    case PlanStatus::clear:
      return clear_headline(report);
    case PlanStatus::safe:
      if (!changed)
        return "SAFE WITH CARE: nothing known stops it as you meant it, but what is said below "
               "goes "
               "wrong.";
      return fmt::format(
          "SAFE WITH A CHANGE: as you meant it, this run {} go wrong. There is a way to "
          "do {} all the same; see the plan.",
          names(report, Verdict::applies).empty() ? "may" : "is known to",
          plan.left_out.empty() ? "it" : "most of it");
    case PlanStatus::blocked:
      return "BLOCKED: this run is known to go wrong, and no plan avoids it.";
    case PlanStatus::unknown:
      return "UNKNOWN: too little is known to say that this is safe. See the questions.";
  }
  return "";
}

std::string opening(const CheckReport& report) {
  std::string out = paragraph("", headline(report));
  if (!report.planned.conflict.empty())
    out += paragraph("", fmt::format("Every plan that is allowed breaks one of: {}.",
                                     fmt::join(report.planned.conflict, ", ")));
  for (const std::string& warning : report.warnings) out += paragraph("warning: ", warning);
  return out;
}

std::string measured(const CheckReport& report) {
  std::string out = "\nWhat was measured\n", missing;
  for (const auto& [component, files] : measured_components(report)) {
    if (files.empty()) missing += (missing.empty() ? "" : ", ") + component;
    for (const auto* file : files)
      out += paragraph(fmt::format("  {:<14}", component),
                       fmt::format("{:<13} {}",
                                   file->file_version ? version::to_string(*file->file_version)
                                                      : std::string(to_string(file->version_state)),
                                   file->path));
  }
  return out + (missing.empty() ? "" : paragraph("  not found     ", missing));
}

// Whether the plan goes this way already.
bool taken(const manifest::Remedy& remedy, const contract::Plan& plan) {
  using Kind = manifest::Remedy::Kind;
  const auto changes = [&](const auto& is_it) { return std::ranges::any_of(plan.changes, is_it); };
  switch (remedy.kind) {
    case Kind::leave_out:
      return std::ranges::find(plan.left_out, remedy.member) != plan.left_out.end();
    case Kind::set_fact:
      return changes(
          [&](const auto& c) { return c.fact == remedy.fact && to_string(c.to) == remedy.value; });
    case Kind::split:
      return changes([](const auto& c) { return c.fact == plan::kPasses; });
    case Kind::package:
      return changes([&](const auto& c) {
        return c.fact == std::string(plan::kComponent) + remedy.component;
      });
    case Kind::file:
    case Kind::by_hand:
      return false;
  }
  return false;
}

std::string ways_out(const CheckReport& report) {
  std::vector<std::pair<std::string, std::string>> ways;  // what to do, and the rules that it cures
  for (const Finding& f : report.planned.meant) {
    // Of what may strike single items there is too much: the questions come first.
    const bool counts = f.verdict == Verdict::applies || f.rule->severity == Severity::block;
    if (f.verdict == Verdict::clear || !counts || f.rule->severity == Severity::advice) continue;
    for (const auto& remedy : f.rule->remedies) {
      if (taken(remedy, report.planned.plan)) continue;
      auto it = std::ranges::find(ways, remedy.text, &std::pair<std::string, std::string>::first);
      if (it == ways.end()) it = ways.insert(ways.end(), std::pair(remedy.text, std::string()));
      it->second += (it->second.empty() ? "" : ", ") + f.rule->id;
    }
  }
  std::string out;
  for (const auto& [text, rules] : ways) out += paragraph("  - ", text + " [" + rules + "]");
  return out.empty() ? "" : "\nOther ways out [and what they cure]\n" + out;
}

// What strikes the wizard's users even along the plan.
std::string still_striking(const CheckReport& report) {
  std::string out;
  for (const Finding& f : report.planned.under_plan)
    if (f.verdict == Verdict::applies && f.rule->wizard_only &&
        f.rule->severity != Severity::advice)
      out += (out.empty() ? "" : ", ") + f.rule->id;
  return out;
}

std::string mailmig_would(const CheckReport& report) {
  const std::string struck = names(report, Verdict::applies);
  const std::string maybe = names(report, Verdict::unknown);
  const std::string still = still_striking(report);
  std::string out = !struck.empty()  ? "run into " + struck + " with the run as you meant it"
                    : !maybe.empty() ? "perhaps run into " + maybe + ": too little is known"
                                     : "run into no blocking problem that is known here";
  if (!still.empty()) out += "; along the plan, too, it would run into " + still;
  return out + ".";
}

// Two things apart: the program that has the defects, and ours, which has not.
std::string engines(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  if (plan.passes.empty()) return "";
  const bool two = plan.passes.front().steps == "two";
  std::string ours = "not affected";
  if (two && plan.operation.word("migration.phase") == "both" && !plan.changes.empty())
    ours +=
        "; goes two-step because the same guarded plan gives a set that is verified between the "
        "steps";
  return "\nTwo engines, two answers\n" +
         paragraph("  Mailmig would:         ", mailmig_would(report)) +
         paragraph("  Sidestep's own engine: ", ours + ".");
}

std::string questions(const CheckReport& report) {
  if (report.planned.questions.empty()) return "";
  std::string out =
      "\nQuestions (an answer, given with --set FACT=VALUE, settles the rules named)\n";
  int number = 0;
  for (const auto& q : report.planned.questions)
    out += paragraph(fmt::format("  {}. ", ++number),
                     fmt::format("{} [{}; {}]", q.text, q.fact, fmt::join(q.settles, ", ")));
  return out;
}

}  // namespace

std::string to_text(const CheckReport& report) {
  return opening(report) + measured(report) + findings_text(report) +
         plan_text(report.planned.plan) + alternatives_text(report.planned) + engines(report) +
         ways_out(report) + questions(report);
}

std::string to_brief_text(const CheckReport& report) {
  std::string out = opening(report) + "\n";
  for (const std::size_t i : open_findings(report)) {
    const Finding& f = report.planned.meant[i];
    if (f.verdict == Verdict::applies || f.rule->severity == Severity::block)
      out += paragraph(fmt::format("  {:<8} {:<11}", f.rule->id, word_for(f)), f.rule->title);
  }
  return out + plan_text(report.planned.plan) + engines(report);
}

}  // namespace checker::report
