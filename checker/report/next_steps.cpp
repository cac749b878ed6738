#include "checker/report/next_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checker/report/rule_files.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using contract::Plan;
using contract::PlanStatus;
using judge::Finding;
using judge::Reason;
using judge::Verdict;

bool lacks_a_file(const Finding& f) {
  return f.verdict == Verdict::unknown && f.rule->severity == manifest::Severity::block &&
         (f.reason == Reason::missing_file || f.reason == Reason::unreadable);
}

// Whether a file of this component is there, and has a version.
struct Presence {
  bool found = false, readable = false;
};
Presence presence(const inventory::Index& index, const std::string& component) {
  const auto files = judge::files_of(index, component);
  return {!files.empty(), !files.empty() && std::ranges::all_of(files, [](const auto* file) {
            return file->file_version.has_value();
          })};
}

std::string find_files(const Lacking& one) {
  return one.found ? fmt::format(
                         "Get a copy of {} whose version can be read in its place, and check "
                         "again: it decides {}.",
                         one.component, some_of(one.decides))
                   : fmt::format(
                         "Find {} (it was not found), add its folder to the PATHs, and check "
                         "again: it decides {}.",
                         one.component, some_of(one.decides));
}

void add_missing(const CheckReport& report, std::vector<NextStep>& out) {
  for (const Lacking& one : lacking(report)) out.push_back({find_files(one)});
  const bool hidden = std::ranges::any_of(report.planned.meant, lacks_a_file);
  const auto closed = report.evidence.index().closed();
  if (hidden && !closed.empty())
    out.push_back(
        {fmt::format("Make {} readable, and check again: it could not be looked into, "
                     "and may hold a file that decides.",
                     closed.front()->path)});
}

bool is_two_step(const Plan& plan) {
  return !plan.passes.empty() && plan.passes.front().steps == "two";
}

// How a user of the wizard makes the check that the plan rests on.
void add_verifying(const CheckReport& report, std::vector<NextStep>& out) {
  std::vector<std::string> rules;
  for (const Finding& f : report.planned.under_plan)
    if (f.verdict == Verdict::checked) rules.push_back(f.rule->id);
  if (rules.empty() || !is_two_step(report.planned.plan)) return;
  const bool both = report.planned.plan.operation.word("migration.phase") == "both";
  const std::string when = both ? "between the two runs of Mailmig" : "before the import";
  if (report.asked.control.empty())
    out.push_back({fmt::format("With the wizard, too, the files are verified {}, for {}; import "
                               "them only where no fault is found (SET.PKL is the set's packing "
                               "list):",
                               when, some_of(rules)),
                   {"sidestep-migrator verify", "--files SET.PKL"}});
  else
    out.push_back({fmt::format("With the wizard, too, the files are verified {}, for {}. "
                               "`sidestep operation rewrite -o DIR --after FOLDER`, which names "
                               "the set for the second run, verifies it first; by itself (SET.PKL "
                               "is the set's packing list):",
                               when, some_of(rules)),
                   {"sidestep-migrator verify", "--files SET.PKL"}});
}

// The way with Microsoft's wizard.
void add_wizard(const CheckReport& report, std::vector<NextStep>& out) {
  const Plan& plan = report.planned.plan;
  if (plan.operation.word("migration.executor") == "native") return;
  if (!report.asked.control.empty())
    out.push_back(
        {"With Microsoft's wizard: this writes the plan as control files for "
         "Mailmig.exe, into a new folder DIR:",
         rewrite_command(report.asked)});
  else if (is_two_step(plan) && plan.operation.word("migration.phase") == "both")
    out.push_back(
        {"With Microsoft's wizard: run it in its dialog as a two-step migration, first "
         "the extraction and then the import, as the plan says."});
  else
    out.push_back({"With Microsoft's wizard: choose in its dialog what the plan says."});
  add_verifying(report, out);
}

// The way with Sidestep's own engine, of what it can read.
void add_own(const CheckReport& report, std::vector<NextStep>& out) {
  const Plan& plan = report.planned.plan;
  const std::string from = plan.operation.word("migration.source");
  if (!from.empty() && from != "cc:mail" && from != "files") return;
  const bool loses = !plan.left_out.empty();
  out.push_back({fmt::format("With Sidestep's own engine: this follows the plan{}:",
                             report.asked.source.empty()
                                 ? ", where SRC is the cc:Mail export set, and DIR a new folder"
                                 : " into a new folder DIR"),
                 migrate_command(report.asked, loses)});
}

void add_run(const CheckReport& report, std::vector<NextStep>& out) {
  const Plan& plan = report.planned.plan;
  if (plan.passes.empty()) return;
  if (plan.changes.empty() && plan.status == PlanStatus::clear) {
    out.push_back({"Nothing has to be changed: run it as you meant it."});
    return;
  }
  if (plan.changes.empty())
    out.push_back({"Nothing has to be changed in the run itself; read what is said above first."});
  if (!plan.left_out.empty())
    out.push_back(
        {fmt::format("Something is left behind: the plan does not carry {}. `sidestep "
                     "migrate` runs it only with --accept-loss.",
                     left_out_in_words(plan))});
  if (!plan.changes.empty()) add_wizard(report, out);
  add_own(report, out);
}

std::string not_yet(const CheckReport& report) {
  if (is_open_for_warnings(report))
    return "Do not run this yet. Mend or take away what the warnings name, and check again.";
  if (report.planned.questions.empty()) return "Do not run this yet.";
  return "Do not run this yet. Answer the questions with --set FACT=VALUE, and check again.";
}

void add_mixed(const CheckReport& report, std::vector<NextStep>& out) {
  for (const MixedLevels& mixed : mixed_levels(report))
    out.push_back({fmt::format("Bring all files of {} to one level: they are of several, and a "
                               "service pack may have been applied in part. This shows which file "
                               "is of which:",
                               mixed.product),
                   level_command(report.asked)});
}

}  // namespace

std::vector<Lacking> lacking(const CheckReport& report) {
  const inventory::Index& index = report.evidence.index();
  std::vector<Lacking> out;
  for (const Finding& f : report.planned.meant) {
    if (!lacks_a_file(f)) continue;
    for (const std::string& component : report.evidence.knowledge().components_asked(*f.rule)) {
      const Presence there = presence(index, component);
      if (there.found && there.readable) continue;
      auto it = std::ranges::find(out, component, &Lacking::component);
      if (it == out.end()) it = out.insert(out.end(), Lacking{component, there.found, {}});
      if (std::ranges::find(it->decides, f.rule->id) == it->decides.end())
        it->decides.push_back(f.rule->id);
    }
  }
  return out;
}

bool is_open_for_warnings(const CheckReport& report) {
  return report.planned.plan.status == PlanStatus::unknown && !report.warnings.empty() &&
         std::ranges::none_of(report.planned.under_plan, [](const Finding& f) {
           return f.verdict == Verdict::unknown && f.rule->severity == manifest::Severity::block;
         });
}

std::vector<NextStep> next_actions(const CheckReport& report) {
  const Plan& plan = report.planned.plan;
  std::vector<NextStep> out;
  if (plan.passes.empty()) out.push_back({std::string(kNotDescribed)});
  add_missing(report, out);
  switch (plan.status) {
    case PlanStatus::blocked:
      out.push_back({"Do not run this. Take one of the other ways out first, then check again."});
      break;
    case PlanStatus::unknown:
      out.push_back({not_yet(report)});
      break;
    case PlanStatus::clear:
    case PlanStatus::safe:
      add_run(report, out);
      break;
  }
  add_mixed(report, out);
  return out;
}

std::vector<std::string> next_steps(const CheckReport& report) {
  std::vector<std::string> out;
  for (const NextStep& step : next_actions(report))
    out.push_back(step.command.empty() ? step.text
                                       : step.text + " `" + one_line(step.command) + "`");
  return out;
}

}  // namespace checker::report
