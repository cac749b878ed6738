#include "checker/plan/plan.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "checker/plan/conflict.hpp"
#include "checker/plan/objections.hpp"
#include "checker/plan/search.hpp"

namespace checker::plan {
namespace {

using contract::PlanStatus;
using judge::Evidence;
using judge::Finding;
using judge::Verdict;
using manifest::Remedy;
using manifest::Rule;
using manifest::Severity;

// The criteria in the order in which a policy compares them.
std::array<std::size_t, 7> order_of(Policy policy) {
  if (policy == Policy::least_change) return {0, 1, 4, 5, 2, 3, 6};
  return {0, 1, 2, 3, 4, 5, 6};
}

// The first criterion on which two costs differ.
std::optional<std::size_t> differ(const Cost& a, const Cost& b, Policy policy) {
  for (const std::size_t i : order_of(policy))
    if (a[i] != b[i]) return i;
  return std::nullopt;
}

bool cheaper(const Cost& a, const Cost& b, Policy policy) {
  const auto i = differ(a, b, policy);
  return i && a[*i] < b[*i];
}

Rejected rejected(Candidate candidate, const Cost& cost, const Cost& best, Policy policy) {
  Rejected out{std::move(candidate.changes), std::move(candidate.left_out), cost, "", 0, 0};
  if (const auto i = differ(cost, best, policy)) {
    out.lost_on = criterion(*i);
    out.its = cost[*i];
    out.of_plan = best[*i];
  }
  return out;
}

void explain_changes(contract::Plan& plan, const Candidate& candidate, const Evidence& evidence,
                     const std::vector<const Rule*>& objecting,
                     const std::vector<Package>& packages) {
  for (auto& change : plan.changes)
    for (const Rule* rule : objecting) {
      const Remedy* remedy = remedy_for(*rule, change, candidate);
      if (remedy == nullptr) continue;
      change.rule = rule->id;
      if (!remedy->manual.empty() && plan.operation.word("migration.executor") == "wizard")
        plan.manual.push_back(rule->id + ": " + remedy->manual);
      break;
    }
  for (const std::size_t i : candidate.installed) {
    const Package& package = packages[i];
    plan.manual.push_back(
        "Install " + package.component + " " + version::to_string(package.version) + " (" +
        base::printable(package.path) + ") with the other files of its component, before the run");
    for (auto& change : plan.changes)
      if (change.fact == std::string(kComponent) + package.component)
        for (const auto* file : judge::files_of(evidence.index(), package.component))
          if (file->file_version)
            change.from = {version::to_string(*file->file_version), file->path};
  }
}

std::vector<contract::Guard> guards_of(const std::vector<Finding>& meant, const Request& request) {
  std::vector<contract::Guard> out;
  for (const Finding& f : meant)
    if (f.rule->severity == Severity::block && objects(f) && !request.accepted.contains(f.rule->id))
      out.insert(out.end(), f.rule->guards.begin(), f.rule->guards.end());
  return out;
}

std::vector<contract::Plan::Evidence> evidence_of(const Evidence& evidence) {
  std::vector<contract::Plan::Evidence> out;
  for (const std::string& component : judge::judged_components(evidence.knowledge()))
    for (const auto* file : judge::files_of(evidence.index(), component))
      out.push_back({component, file->path,
                     file->file_version ? version::to_string(*file->file_version) : "",
                     file->sha256});
  return out;
}

PlanStatus status_of(const Planned& planned, const Cost& cost, const Request& request) {
  if (cost[0] > 0) return PlanStatus::blocked;
  if (cost[1] > 0) return PlanStatus::unknown;
  const auto warns = [&](const Finding& f) {
    if (request.accepted.contains(f.rule->id)) return true;
    return f.rule->severity == Severity::block
               ? objects(f)
               : f.rule->severity == Severity::degrade && f.verdict == Verdict::applies;
  };
  const bool installs = cost[4] > 0;  // what is not there yet is not clear
  if (installs || std::ranges::any_of(planned.meant, warns) ||
      std::ranges::any_of(planned.under_plan, warns))
    return PlanStatus::safe;
  return request.incomplete_knowledge ? PlanStatus::unknown : PlanStatus::clear;
}

std::vector<std::set<std::string>> breaks_of(const std::vector<Weighed>& all) {
  std::vector<std::set<std::string>> out;
  for (const Weighed& one : all) out.push_back(one.breaks);
  return out;
}

}  // namespace

std::string_view criterion(std::size_t index) {
  constexpr std::string_view kNames[] = {"blocking rules that apply",
                                         "blocking rules that are unknown and not checked",
                                         "kinds of content left out",
                                         "degrading rules",
                                         "files to install",
                                         "options changed",
                                         "the rules' own order of preference"};
  return kNames[index];
}

base::Result<Planned> plan(const Evidence& evidence, const Request& request) {
  Planned out;
  out.meant = judge::judge(evidence, request.judging);
  auto packages = request.policy == Policy::no_patch
                      ? std::vector<Package>{}
                      : wanted(request.packages, out.meant, evidence);
  auto all = candidates(evidence.facts, evidence.knowledge(), {request.pins, packages});
  if (!all) return std::move(all).error();

  Search search(evidence, request, out.meant, std::move(packages));
  std::vector<Weighed> weighed;
  std::size_t best = 0;  // the operation as meant is the first
  for (const Candidate& candidate : *all) {
    weighed.push_back(search.weigh(candidate));
    if (cheaper(weighed.back().cost, weighed[best].cost, request.policy)) best = weighed.size() - 1;
  }
  const Cost& cost = weighed[best].cost;
  const Candidate& chosen = (*all)[best];
  out.under_plan = search.judge(chosen);

  contract::Plan& plan = out.plan;
  plan.operation = chosen.facts;
  plan.passes = chosen.passes;
  plan.changes = chosen.changes;
  plan.left_out = chosen.left_out;
  plan.cost.assign(cost.begin(), cost.end());
  plan.status = status_of(out, cost, request);
  plan.guards =
      guards_of(chosen.installed.empty() ? out.meant : search.judge_meant(chosen), request);
  plan.evidence = evidence_of(evidence);
  plan.manifests = evidence.knowledge().manifests;
  explain_changes(plan, chosen, evidence, objectors(out.meant), search.packages());
  for (const std::string& id : request.accepted)
    plan.manual.push_back(id + ": its risk was accepted by the operator (--accept)");
  if (plan.status == PlanStatus::blocked) out.conflict = minimal_conflict(breaks_of(weighed));
  judge::Options as_planned = request.judging;
  as_planned.planned = true;
  out.questions =
      questions({{out.meant, evidence, request.judging},
                 {out.under_plan, {search.measured(chosen), plan.operation}, as_planned}});
  for (std::size_t i = 0; i < all->size(); ++i)
    if (i != best)
      out.rejected.push_back(rejected(std::move((*all)[i]), weighed[i].cost, cost, request.policy));
  return out;
}

}  // namespace checker::plan
