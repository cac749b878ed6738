#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checker/report/html/sections.hpp"
#include "checker/report/html/words.hpp"
#include "checker/report/next_steps.hpp"
#include "checker/report/plan_text.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report::html {
namespace {

using contract::Plan;

Markup steps_of(const Plan& plan, std::size_t run) {
  std::vector<Markup> items;
  for (const std::string& step : steps_in_words(plan, run)) items.push_back(step + ".");
  return list("ol", items);
}

Markup runs_of(const Plan& plan) {
  Markup out;
  for (std::size_t i = 0; i < plan.passes.size(); ++i) {
    if (plan.passes.size() > 1)
      out += element("h4", fmt::format("Run {} of {}", i + 1, plan.passes.size()));
    out += steps_of(plan, i);
  }
  return out;
}

// One thing needs no list.
Markup several(const std::vector<Markup>& items) {
  if (items.empty()) return "nothing";
  return items.size() == 1 ? items.front() : list("ul", items);
}

Markup changes_of(const Plan& plan) {
  std::vector<Markup> items;
  for (const auto& c : plan.changes)
    if (c.fact != "migration.content") items.push_back(in_words(c));  // 'left out' says it better
  return several(items);
}

Markup details_of(const Plan& plan) {
  std::vector<Markup> manual;
  for (const std::string& text : plan.manual) manual.push_back(with_commands(text));
  return element("dl", element("dt", "Changed") + element("dd", changes_of(plan)) +
                           element("dt", "Left out") + element("dd", left_out_in_words(plan)) +
                           element("dt", "By hand") + element("dd", several(manual)));
}

Markup the_plan(const CheckReport& report) {
  const Plan& plan = report.planned.plan;
  if (plan.passes.empty()) return {};
  return element("h3", plan_heading(plan)) + runs_of(plan) + details_of(plan);
}

Markup what_next(const CheckReport& report) {
  std::vector<Markup> items;
  for (const NextStep& step : next_actions(report)) {
    Markup item = with_commands(step.text);
    if (!step.command.empty()) item += element("pre", code(one_line(step.command)));
    items.push_back(std::move(item));
  }
  return items.empty() ? Markup() : element("h3", "What happens next") + list("ul", items);
}

// Two things apart: the program that has the defects, and ours, which has not.
Markup engines(const CheckReport& report) {
  if (report.planned.plan.passes.empty()) return {};
  return element("h3", "Two engines, two answers") +
         element("dl", element("dt", "Mailmig would") +
                           element("dd", with_commands(mailmig_would(report))) +
                           element("dt", "Sidestep's own engine") +
                           element("dd", with_commands(own_engine(report))));
}

Markup other_ways(const CheckReport& report) {
  std::vector<Markup> items;
  for (const WayOut& way : ways_out(report))
    items.push_back(fmt::format("{} (cures {})", way.text, fmt::join(way.cures, ", ")));
  return items.empty() ? Markup() : element("h3", "Other ways out") + list("ul", items);
}

// Every variation that was considered, the nearest first; that as meant before all.
Markup alternatives(const CheckReport& report) {
  const auto& planned = report.planned;
  if (planned.plan.changes.empty() || planned.rejected.empty()) return {};
  std::vector<const plan::Rejected*> nearest;
  for (const auto& variation : planned.rejected) nearest.push_back(&variation);
  std::ranges::stable_sort(nearest, [](const auto* a, const auto* b) {
    return std::pair(!a->changes.empty(), a->cost) < std::pair(!b->changes.empty(), b->cost);
  });
  constexpr std::size_t kShown = 12;
  Markup rows;
  for (std::size_t i = 0; i < std::min(nearest.size(), kShown); ++i) {
    const plan::Rejected& other = *nearest[i];
    const bool worse = !other.lost_on.empty();
    rows += row(
        {describe(other), worse ? other.lost_on : "as good, but further from what you meant",
         worse ? fmt::format("{}", other.its) : "", worse ? fmt::format("{}", other.of_plan) : ""});
  }
  const std::string more =
      nearest.size() > kShown ? fmt::format(" ({} of {})", kShown, nearest.size()) : "";
  return element("details",
                 element("summary", "Why not otherwise") +
                     table("Variations that were not chosen, and what decided" + more,
                           head_row({"Variation", "It loses on", "There", "In the plan"}), rows));
}

Markup settles(const std::vector<std::string>& rules) {
  return element("span", {{"class", "quiet"}}, fmt::format("It may settle {}.", some_of(rules)));
}

// How the answer is given: "--set source.database=DB6 (or DB7, DB8)".
Markup answer_to(const CheckReport& report, const std::string& name) {
  using Type = manifest::FactDeclaration::Type;
  const auto* fact = report.evidence.knowledge().fact(name);
  std::vector<std::string> values;
  if (fact != nullptr && fact->type == Type::flag) values = {"true", "false"};
  if (fact != nullptr && (fact->type == Type::word || fact->type == Type::set))
    values = fact->values;
  Markup out =
      "Answer with " + code("--set " + name + "=" + (values.empty() ? "VALUE" : values.front()));
  if (values.size() > 1) {
    const bool set = fact->type == Type::set;
    values.erase(values.begin());
    out += fmt::format("{} {}", set ? ", with commas between several:" : " or",
                       fmt::join(values, ", "));
  }
  return out + ". ";
}

}  // namespace

Markup plan_section(const CheckReport& report) {
  return section("plan", "What to do",
                 the_plan(report) + what_next(report) + engines(report) + other_ways(report) +
                     alternatives(report));
}

Markup questions_section(const CheckReport& report) {
  std::vector<Markup> items;
  for (const auto& q : report.planned.questions)
    items.push_back(element("strong", q.text) +
                    element("p", answer_to(report, q.fact) + settles(q.settles)));
  if (items.empty()) return {};
  return section("questions", "Questions",
                 element("p", "Each answer makes the verdict surer.") + list("ol", items));
}

}  // namespace checker::report::html
