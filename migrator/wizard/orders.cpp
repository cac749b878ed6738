#include "migrator/wizard/orders.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "base/text.hpp"
#include "contract/control_file.hpp"
#include "contract/rewrite/migration_set.hpp"

namespace migrator::wizard {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using contract::ControlDocument;
using contract::Fact;
using contract::Facts;
using contract::FactSet;
using contract::Plan;
using contract::rewrite::Step;

constexpr std::string_view kContent = "migration.content";

// "Q214836" of a manual step that only says whose risk the operator took: "Q214836: … (--accept)".
std::string accepted_rule(const std::string& step) {
  return step.ends_with("(--accept)") ? step.substr(0, step.find(':')) : "";
}

Result<void> check_plan(const Plan& plan, bool accept_loss) {
  if (plan.status == contract::PlanStatus::blocked || plan.status == contract::PlanStatus::unknown)
    return Error{Errc::conflict,
                 fmt::format("the plan is {}, so nothing is run along it", to_string(plan.status)),
                 "`sidestep check` says why, and what would help"};
  if (!plan.left_out.empty() && !accept_loss)
    return Error{
        Errc::conflict,
        base::printable(fmt::format("the plan leaves out {}", fmt::join(plan.left_out, ", "))),
        "run again with --accept-loss if that is meant"};
  for (const std::string& step : plan.manual)
    if (accepted_rule(step).empty())
      return Error{Errc::conflict,
                   "the plan has a step for a person first: " + base::printable(step),
                   "do it, and make the plan anew"};
  return {};
}

std::set<std::string> accepted_rules(const Plan& plan) {
  std::set<std::string> out;
  for (const std::string& step : plan.manual) out.insert(accepted_rule(step));
  return out;
}

// The operation as it was meant, on the machine that the plan is for.
Facts as_meant(const Plan& plan) {
  Facts out = plan.operation;
  for (const auto& change : plan.changes | std::views::reverse)
    if (change.fact.starts_with("migration.") || change.fact.starts_with("source."))
      out.set(change.fact, change.from);
  return out;
}

// What the file means unchanged, on that machine. Whether content comes of which no keyword speaks
// depends on the extractor: the plan has a source for what it found out about it ("this extractor
// does not carry them: …"). What the operator said instead stays unknown here.
Facts by_itself(const Plan& plan, const Facts& control) {
  Facts out = control;
  const Fact meant = as_meant(plan).get(kContent);
  const auto* found = std::get_if<FactSet>(&meant.value);
  FactSet content = control.members(kContent);
  if (found == nullptr) return out;
  for (const std::string& member : control.members(kContent).unknown) {
    if (found->unknown.contains(member)) continue;
    const bool comes = found->members.contains(member);
    const bool judged = meant.from_of(member) != meant.from;
    if (!comes && !judged) continue;
    content.unknown.erase(member);
    if (comes) content.members.insert(member);
  }
  out.set(kContent, {content, meant.from});
  return out;
}

// The same plan up to the set: in two steps, of which only the first is done.
Plan extraction_of(Plan plan) {
  plan.operation.set("migration.steps", {std::string("two"), "only the extraction"});
  plan.operation.set("migration.phase", {std::string("extract"), "only the extraction"});
  for (Plan::Pass& pass : plan.passes) pass.steps = "two";
  return plan;
}

bool is_one_step(const Plan& plan) {
  return std::ranges::any_of(plan.passes, [](const auto& pass) { return pass.steps == "one"; });
}

Result<void> check_whole(const contract::rewrite::Rewriting& rewriting) {
  for (const auto& stage : rewriting.stages)
    if (!stage.by_hand.empty())
      return Error{
          Errc::conflict, "no control file can say the plan: " + base::printable(stage.by_hand),
          "`sidestep operation rewrite` shows all of it; `sidestep migrate` does it without "
          "the wizard"};
  return {};
}

}  // namespace

Result<Orders> orders_of(const Plan& given, const std::string& control_text, bool only_extract,
                         bool accept_loss) {
  if (auto safe = check_plan(given, accept_loss); !safe) return safe.error();
  auto control = contract::usable_control_file(control_text, "the control file");
  if (!control) return std::move(control).error();
  if (control->function == "IMPORT")
    return Error{Errc::usage, "the control file imports a set: nothing is to be extracted",
                 "`sidestep-migrator import --files SET.PKL` takes it without the wizard"};
  const Plan plan = only_extract && is_one_step(given) ? extraction_of(given) : given;
  const Facts itself = by_itself(given, control->facts);
  auto rewriting = contract::rewrite::rewrite({control_text, plan, itself, accepted_rules(plan)});
  if (!rewriting) return std::move(rewriting).error();
  if (auto whole = check_whole(*rewriting); !whole) return whole.error();
  Orders out;
  if (const auto* name = control->find("POName")) out.post_office = name->value;
  for (auto& stage : rewriting->stages)
    for (auto& file : stage.files)
      if (!only_extract || file.step == Step::extract)
        out.list.push_back({stage.run, std::move(file)});
  return out;
}

Result<std::string> text_into(const Order& order, const std::string& folder) {
  contract::rewrite::Draft draft(ControlDocument::parse(order.control.text));
  draft.set("File", folder + "\\", "", "kept where Sidestep finds it");
  std::string text = draft.text({});
  if (auto usable = contract::usable_control_file(text, order.control.name); !usable)
    return std::move(usable).error();
  return text;
}

Result<std::string> text_of_import(const Order& order, const std::string& packing_list) {
  return contract::rewrite::filled(order.control.text, packing_list);
}

}  // namespace migrator::wizard
