#include "checker/report/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checker/report/findings.hpp"
#include "checker/report/next_steps.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using contract::PlanStatus;
using judge::Finding;
using judge::Verdict;
using manifest::Severity;

// The rules of this severity with this verdict on the run as it was meant.
std::string names(const CheckReport& report, Verdict verdict, Severity severity = Severity::block) {
  std::vector<std::string> out;
  for (const Finding& f : report.planned.meant)
    if (f.verdict == verdict && f.rule->severity == severity) out.push_back(f.rule->id);
  return listed(out);
}

// What only may strike never takes "clear" away, but it is counted where nobody can overlook it.
std::string clear_headline(const CheckReport& report) {
  const std::size_t open = may_strike(report).size(), absent = not_judged(report).size();
  if (open == 0 && absent == 0) return "CLEAR: no known problem strikes this operation.";
  std::string out = "CLEAR: no problem is known to strike this operation";
  if (open > 0)
    out += fmt::format("; {} may strike single items or users, depending on what nobody has said",
                       open);
  if (absent > 0)
    out += fmt::format("; {} about the server were not judged, for its files are not here", absent);
  return out + ".";
}

// "Mlmig32.dll, which decides, was not found"; "" where no file is missing.
std::string what_is_lacking(const CheckReport& report) {
  std::vector<std::string> missing, unreadable;
  for (const Lacking& one : lacking(report))
    (one.found ? unreadable : missing).push_back(one.component);
  if (!missing.empty())
    return fmt::format("{}, which decide{}, {} not found", some_of(missing, 3),
                       missing.size() == 1 ? "s" : "", missing.size() == 1 ? "was" : "were");
  if (!unreadable.empty())
    return fmt::format("{}, which decide{}, cannot be read", some_of(unreadable, 3),
                       unreadable.size() == 1 ? "s" : "");
  return "";
}

std::string in_brackets(const std::string& text) { return text.empty() ? "" : " (" + text + ")"; }

// What kept the planner from other plans: "pinned: migration.steps; policy no-patch".
std::string bound_by(const Asked& asked) {
  std::string out;
  if (!asked.pins.empty()) out = "pinned: " + listed(asked.pins);
  if (asked.policy == "no-patch") out += (out.empty() ? "" : "; ") + ("policy " + asked.policy);
  return out;
}

// "Mlmig32.dll", or its path where there are several of that name.
std::string name_among(const judge::ComponentLevel& c,
                       const std::vector<judge::ComponentLevel>& all) {
  return std::ranges::count(all, c.component, &judge::ComponentLevel::component) > 1 ? c.path
                                                                                     : c.component;
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

// What strikes the wizard's users even along the plan.
std::string still_striking(const CheckReport& report) {
  std::string out;
  for (const Finding& f : report.planned.under_plan)
    if (f.verdict == Verdict::applies && f.rule->wizard_only &&
        f.rule->severity != Severity::advice)
      out += (out.empty() ? "" : ", ") + f.rule->id;
  return out;
}

// Whether something is known to go wrong, be it for single items.
bool strikes(const CheckReport& report) {
  return std::ranges::any_of(report.planned.meant, [](const Finding& f) {
    return f.verdict == Verdict::applies && f.rule->severity != Severity::advice;
  });
}

// "in two steps instead of one, with nothing left out"
std::string plan_in_short(const contract::Plan& plan) {
  std::vector<std::string> parts;
  for (const auto& change : plan.changes) {
    if (change.fact == "migration.steps")
      parts.push_back(to_string(change.to) == "two"
                          ? "in two steps instead of one (extract, verify, import)"
                          : "in one step instead of two");
    if (change.fact == plan::kPasses) parts.emplace_back("in two runs instead of one");
    if (change.fact.starts_with(plan::kComponent))
      parts.push_back(fmt::format("with {} {} installed first",
                                  change.fact.substr(plan::kComponent.size()),
                                  to_string(change.to)));
  }
  parts.push_back(plan.left_out.empty()
                      ? "with nothing left out"
                      : "without " + plain(fmt::format("{}", fmt::join(plan.left_out, " and "))));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string headline(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  const bool changed = !plan.changes.empty();
  switch (plan.status) {
    case PlanStatus::clear:
      return clear_headline(report);
    case PlanStatus::safe:
      if (!changed)
        return strikes(report)
                   ? "SAFE WITH CARE: nothing known stops it as you meant it, but what is said "
                     "below goes wrong."
                   : "SAFE WITH CARE: nothing known stops it as you meant it, and what may go "
                     "wrong "
                     "is found in time.";
      return fmt::format(
          "SAFE WITH A CHANGE: as you meant it, this run {} go wrong{}. {} can be done all the "
          "same: {}.",
          names(report, Verdict::applies).empty() ? "may" : "is known to",
          in_brackets(what_is_lacking(report)), plan.left_out.empty() ? "It" : "Most of it",
          plan_in_short(plan));
    case PlanStatus::blocked:
      return fmt::format("BLOCKED: this run is known to go wrong, and no plan{} avoids it{}.",
                         bound_by(report.asked).empty() ? "" : " that is allowed",
                         in_brackets(bound_by(report.asked)));
    case PlanStatus::unknown:
      return fmt::format("UNKNOWN: too little is known to say that this is safe{}.{}",
                         in_brackets(what_is_lacking(report)),
                         is_open_for_warnings(report)       ? " See the warnings."
                         : report.planned.questions.empty() ? ""
                                                            : " See the questions.");
  }
  return "";
}

std::string mailmig_would(const CheckReport& report) {
  const std::string struck = names(report, Verdict::applies);
  const std::string maybe = names(report, Verdict::unknown);
  const std::string items = names(report, Verdict::applies, Severity::degrade);
  const std::string still = still_striking(report);
  std::string out = !struck.empty()  ? "run into " + struck + " with the run as you meant it"
                    : !maybe.empty() ? "perhaps run into " + maybe + ": too little is known"
                                     : "run into no blocking problem that is known here";
  if (!items.empty()) out += "; single items or users would be struck by " + items;
  if (!still.empty()) out += "; along the plan, too, it would run into " + still;
  return out + ".";
}

std::string own_engine(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  std::string out = "not affected";
  if (const std::string files = installed_first(plan); !files.empty())
    out += fmt::format("; it does not need {}, which is for the wizard", files);
  const bool two = !plan.passes.empty() && plan.passes.front().steps == "two";
  if (two && plan.operation.word("migration.phase") == "both" && !plan.changes.empty())
    out +=
        "; goes two-step because the same guarded plan gives a set that is verified between the "
        "steps";
  return out + ".";
}

std::vector<MixedLevels> mixed_levels(const CheckReport& report) {
  std::vector<MixedLevels> out;
  for (const judge::ProductLevel& product : report.levels) {
    if (product.state != judge::LevelState::mixed) continue;
    std::vector<std::string> files;
    for (const judge::ComponentLevel& c : product.components)
      if (c.relation != judge::Relation::unknown)
        files.push_back(fmt::format("{} {} {}", name_among(c, product.components),
                                    to_string(c.relation), c.level));
    out.push_back({product.product->name,
                   fmt::format("the files are of different levels of {}, as if a service pack had "
                               "replaced only some of them: {}",
                               product.product->name, some_of(files))});
  }
  return out;
}

std::vector<WayOut> ways_out(const CheckReport& report) {
  std::vector<WayOut> ways;
  for (const Finding& f : report.planned.meant) {
    // Of what may strike single items there is too much: the questions come first.
    const bool counts = f.verdict == Verdict::applies || f.rule->severity == Severity::block;
    if (f.verdict == Verdict::clear || !counts || f.rule->severity == Severity::advice) continue;
    for (const auto& remedy : f.rule->remedies) {
      if (taken(remedy, report.planned.plan)) continue;
      auto it = std::ranges::find(ways, remedy.text, &WayOut::text);
      if (it == ways.end()) it = ways.insert(ways.end(), WayOut{remedy.text, {}});
      it->cures.push_back(f.rule->id);
    }
  }
  return ways;
}

std::string facts_as_of(const manifest::Knowledge& knowledge) {
  std::string newest;
  for (const auto& [id, date] : knowledge.facts_as_of) newest = std::max(newest, date);
  return newest;
}

}  // namespace checker::report
