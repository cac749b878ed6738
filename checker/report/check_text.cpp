#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "checker/report/check_report.hpp"
#include "checker/report/layout.hpp"

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

std::string headline(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  const bool changed = !plan.changes.empty();
  switch (plan.status) {
    case PlanStatus::clear:
      return "CLEAR: no known problem strikes this operation.";
    case PlanStatus::safe:
      if (!changed) return "SAFE WITH CARE: it can run as you meant it; mind what is said below.";
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
  for (const std::string& warning : report.warnings) out += paragraph("warning: ", warning);
  return out;
}

std::string components(const judge::Evidence& evidence) {
  std::string out = "\nWhat was measured\n";
  for (const std::string& component : evidence.knowledge.components()) {
    const auto files = judge::files_of(evidence.inventory, component);
    const bool judged = std::ranges::any_of(
        evidence.knowledge.ranges, [&](const auto& range) { return range.component == component; });
    if (files.empty() && judged) out += fmt::format("  {:<14}not found\n", component);
    for (const auto* file : files)
      out += paragraph(fmt::format("  {:<14}", component),
                       fmt::format("{:<13} {}",
                                   file->file_version ? version::to_string(*file->file_version)
                                                      : std::string(to_string(file->version_state)),
                                   file->path));
  }
  return out;
}

std::string word_for(const Finding& f) {
  if (f.verdict == Verdict::applies)
    return f.rule->severity == Severity::block ? "BLOCKS" : "STRIKES";
  if (f.verdict == Verdict::clear) return "clear";
  return f.rule->severity == Severity::block ? "MAY BLOCK" : "may strike";
}

std::string in_full(const Finding& f, const Finding& under_plan) {
  std::string out =
      paragraph(fmt::format("  {:<8} {:<11}", f.rule->id, word_for(f)), f.rule->title);
  out += paragraph("           ", f.rule->summary);
  std::string_view label = "because";
  for (const std::string& line : f.because) {
    out += paragraph(fmt::format("           {:<9}- ", label), line);
    label = "";
  }
  if (!f.rule->events.empty())
    out += paragraph(
        "           seen as  ",
        fmt::format("event {}{}{}", fmt::join(f.rule->events, ", "),
                    f.rule->codes.empty() ? "" : "; error ", fmt::join(f.rule->codes, ", ")));
  out += paragraph("           source   ",
                   fmt::format("{}; the judgement is {}", f.rule->source, to_string(f.basis)));
  if (under_plan.verdict != f.verdict || f.verdict == Verdict::applies)
    out += paragraph(
        "           planned  ",
        fmt::format(
            "under the plan below: {}{}", judge::to_string(under_plan.verdict),
            under_plan.verdict == Verdict::checked ? ": " + under_plan.because.back() : ""));
  return out;
}

// The findings that are not clear, the worst first.
std::vector<std::size_t> open_findings(const CheckReport& report) {
  const auto& meant = report.planned.meant;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < meant.size(); ++i)
    if (meant[i].verdict != Verdict::clear) open.push_back(i);
  std::ranges::stable_sort(open, [&](std::size_t a, std::size_t b) {
    return std::tuple(meant[b].verdict, meant[b].rule->severity, meant[a].basis) <
           std::tuple(meant[a].verdict, meant[a].rule->severity, meant[b].basis);
  });
  return open;
}

std::string findings(const CheckReport& report) {
  const auto& meant = report.planned.meant;
  std::string clear;
  for (const Finding& f : meant)
    if (f.verdict == Verdict::clear)
      clear +=
          paragraph(fmt::format("  {:<8} ", f.rule->id),
                    fmt::format("{}: {}", judge::to_string(f.reason), fmt::join(f.because, "; ")));
  std::string out;
  std::string_view heading;
  for (const std::size_t i : open_findings(report)) {
    const std::string_view here = meant[i].verdict == Verdict::applies
                                      ? "\nWhat would go wrong with the run as you meant it\n"
                                      : "\nWhat may go wrong: too little is known to say\n";
    if (here != heading) out += here;
    heading = here;
    out += in_full(meant[i], report.planned.under_plan[i]);
  }
  if (!clear.empty()) out += "\nWhat is clear\n" + clear;
  return out;
}

std::string steps_of(const contract::Plan& plan, const contract::Plan::Pass& pass) {
  const std::string content = fmt::format("{}", fmt::join(pass.content, ", "));
  if (pass.steps == "one")
    return paragraph("  1. ", "Run in one step" + (content.empty() ? "" : ": " + content));
  std::string out;
  const std::string phase = plan.operation.word("migration.phase");
  int number = 0;
  const auto step = [&](const std::string& text) {
    out += paragraph(fmt::format("  {}. ", ++number), text);
  };
  if (phase != "import")
    step("Extract to migration files" + (content.empty() ? "" : ": " + content));
  step("Verify those files: a bad heading or pointer is found here, before anything is imported");
  if (phase != "extract") step("Import the files");
  return out;
}

std::string the_plan(const contract::Plan& plan) {
  if (plan.passes.empty()) return "";
  std::string out = "\nThe plan\n";
  for (const auto& pass : plan.passes) out += steps_of(plan, pass);
  for (const auto& c : plan.changes) {
    if (c.fact == "migration.content") continue;  // the line 'left out' says it better
    out += paragraph("  changed    ",
                     fmt::format("{}: {} -> {}{}", c.fact, to_string(c.from), to_string(c.to),
                                 c.rule.empty() ? "" : " (" + c.rule + ")"));
  }
  if (plan.changes.empty()) out += "  changed    nothing\n";
  out += paragraph("  left out   ", plan.left_out.empty()
                                        ? "nothing"
                                        : fmt::format("{}", fmt::join(plan.left_out, ", ")));
  for (const std::string& text : plan.manual) out += paragraph("  by hand    ", text);
  return out;
}

// Whether the plan goes this way already.
bool taken(const manifest::Remedy& remedy, const contract::Plan& plan) {
  return std::ranges::find(plan.left_out, remedy.member) != plan.left_out.end() ||
         std::ranges::any_of(plan.changes, [&](const auto& change) {
           return change.fact == remedy.fact && to_string(change.to) == remedy.value;
         });
}

std::string ways_out(const CheckReport& report) {
  std::vector<std::pair<std::string, std::string>> ways;  // what to do, and the rules that it cures
  for (const Finding& f : report.planned.meant) {
    if (f.verdict == Verdict::clear) continue;
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
    if (f.verdict == Verdict::applies && f.rule->wizard_only)
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
  return opening(report) + components(report.evidence) + findings(report) +
         the_plan(report.planned.plan) + engines(report) + ways_out(report) + questions(report);
}

std::string to_brief_text(const CheckReport& report) {
  std::string out = opening(report) + "\n";
  for (const std::size_t i : open_findings(report)) {
    const Finding& f = report.planned.meant[i];
    out += paragraph(fmt::format("  {:<8} {:<11}", f.rule->id, word_for(f)), f.rule->title);
  }
  return out + the_plan(report.planned.plan) + engines(report);
}

}  // namespace checker::report
