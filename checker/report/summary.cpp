#include "checker/report/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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
                      : fmt::format("without {}", fmt::join(plan.left_out, " and ")));
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
          "SAFE WITH A CHANGE: as you meant it, this run {} go wrong. {} can be done all the same: "
          "{}.",
          names(report, Verdict::applies).empty() ? "may" : "is known to",
          plan.left_out.empty() ? "It" : "Most of it", plan_in_short(plan));
    case PlanStatus::blocked:
      return "BLOCKED: this run is known to go wrong, and no plan avoids it.";
    case PlanStatus::unknown:
      return "UNKNOWN: too little is known to say that this is safe. See the questions.";
  }
  return "";
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

std::string own_engine(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  const bool two = !plan.passes.empty() && plan.passes.front().steps == "two";
  if (two && plan.operation.word("migration.phase") == "both" && !plan.changes.empty())
    return "not affected; goes two-step because the same guarded plan gives a set that is verified "
           "between the steps.";
  return "not affected.";
}

std::vector<std::string> next_steps(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  switch (plan.status) {
    case PlanStatus::blocked:
      return {"Do not run this. Take one of the other ways out first, then check again."};
    case PlanStatus::unknown:
      return {
          "Do not run this yet. Answer the questions with --set FACT=VALUE, or bring the files "
          "that "
          "are missing, and check again."};
    case PlanStatus::clear:
    case PlanStatus::safe:
      break;
  }
  if (plan.passes.empty()) return {};
  if (plan.changes.empty() && plan.status == PlanStatus::clear)
    return {"Nothing has to be changed: run it as you meant it."};
  std::vector<std::string> out;
  if (plan.changes.empty())
    out.push_back("Nothing has to be changed in the run itself; read what is said above first.");
  else
    out.push_back(
        "With Microsoft's wizard: `sidestep operation rewrite FILE --target PATH -o DIR` writes "
        "this plan as control files for Mailmig.exe.");
  out.push_back(
      "With Sidestep's own engine: `sidestep migrate`, with the same arguments and --source SRC "
      "--to maildir:DIR, follows this plan.");
  return out;
}

std::vector<std::string> mixed_levels(const CheckReport& report) {
  std::vector<std::string> out;
  for (const judge::ProductLevel& product : report.levels) {
    if (product.state != judge::LevelState::mixed) continue;
    std::vector<std::string> files;
    constexpr std::size_t kNamed = 6;
    for (const judge::ComponentLevel& c : product.components)
      if (c.relation != judge::Relation::unknown)
        files.push_back(fmt::format("{} {} {}", c.component, to_string(c.relation), c.level));
    const std::size_t more = files.size() - std::min(files.size(), kNamed);
    files.resize(files.size() - more);
    out.push_back(fmt::format(
        "the files are of different levels of {}, as if a service pack had replaced only some of "
        "them: {}{}",
        product.product->name, fmt::join(files, ", "),
        more == 0 ? "" : fmt::format(" and {} more", more)));
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
