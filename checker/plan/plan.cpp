#include "checker/plan/plan.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace checker::plan {
namespace {

using contract::Fact;
using contract::FactSet;
using contract::PlanStatus;
using judge::Evidence;
using judge::Finding;
using judge::Verdict;
using manifest::Remedy;
using manifest::Rule;
using manifest::Severity;

// One variation with what all rules say of it.
struct Judged {
  Candidate candidate;
  std::vector<Finding> findings;
  Cost cost{};
};

bool objects(const Finding& f) { return f.verdict != Verdict::clear; }

// The remedy of `rule` that a change is, if it is one.
const Remedy* remedy_for(const Rule& rule, const contract::Plan::Change& change) {
  const auto it = std::ranges::find_if(rule.remedies, [&](const Remedy& r) {
    if (r.kind == Remedy::Kind::set_fact)
      return r.fact == change.fact && change.to.value == Fact{r.value, {}}.value;
    if (r.kind != Remedy::Kind::leave_out || change.fact != "migration.content") return false;
    const auto* before = std::get_if<FactSet>(&change.from.value);
    const auto* after = std::get_if<FactSet>(&change.to.value);
    const auto has = [&](const FactSet* s) {
      return s != nullptr && (s->members.contains(r.member) || s->unknown.contains(r.member));
    };
    return has(before) && !has(after);
  });
  return it == rule.remedies.end() ? nullptr : &*it;
}

// Rules that object to the run as meant: the worst first, and what is stated before what is
// inferred.
std::vector<const Rule*> objectors(const std::vector<Finding>& meant) {
  std::vector<const Rule*> out;
  for (const Finding& f : meant)
    if (objects(f)) out.push_back(f.rule);
  std::ranges::stable_sort(out, [](const Rule* a, const Rule* b) {
    return std::pair(b->severity, a->basis) < std::pair(a->severity, b->basis);  // stated first
  });
  return out;
}

Cost cost_of(const Judged& judged, const std::vector<Finding>& meant, const Request& request) {
  constexpr unsigned kUnranked = 9;
  Cost cost{};
  for (const Finding& f : judged.findings) {
    if (request.accepted.contains(f.rule->id)) continue;
    if (f.rule->severity == Severity::block) {
      cost[0] += f.verdict == Verdict::applies ? 1u : 0u;
      cost[1] += f.verdict == Verdict::unknown ? 1u : 0u;
    } else if (f.rule->severity == Severity::degrade) {
      cost[3] += f.verdict == Verdict::applies ? 2u : f.verdict == Verdict::clear ? 0u : 1u;
    }
  }
  cost[2] = static_cast<unsigned>(judged.candidate.left_out.size());
  cost[5] = static_cast<unsigned>(judged.candidate.changes.size());
  for (const auto& change : judged.candidate.changes) {
    unsigned best = kUnranked;
    for (const Rule* rule : objectors(meant))
      if (const Remedy* remedy = remedy_for(*rule, change)) best = std::min(best, remedy->rank);
    cost[6] += best;
  }
  return cost;
}

// The same numbers in the order in which a policy compares them.
Cost ordered(const Cost& cost, Policy policy) {
  if (policy == Policy::least_change)
    return {cost[0], cost[1], cost[4], cost[5], cost[2], cost[3], cost[6]};
  return cost;
}

void explain_changes(contract::Plan& plan, const std::vector<Finding>& meant) {
  for (auto& change : plan.changes)
    for (const Rule* rule : objectors(meant)) {
      const Remedy* remedy = remedy_for(*rule, change);
      if (remedy == nullptr) continue;
      change.rule = rule->id;
      if (!remedy->manual.empty() && plan.operation.word("migration.executor") == "wizard")
        plan.manual.push_back(rule->id + ": " + remedy->manual);
      break;
    }
}

std::vector<contract::Plan::Pass> passes_of(const contract::Facts& facts) {
  const std::string steps = facts.word("migration.steps");
  if (facts.word("operation") != "migration" || steps.empty()) return {};
  return {{steps, facts.members("migration.content").members}};
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
  for (const std::string& component : evidence.knowledge.components())
    for (const auto* file : judge::files_of(evidence.inventory, component))
      out.push_back({component, file->path,
                     file->file_version ? version::to_string(*file->file_version) : "",
                     file->sha256});
  return out;
}

PlanStatus status_of(const Judged& chosen, const std::vector<Finding>& meant,
                     const Request& request) {
  if (chosen.cost[0] > 0) return PlanStatus::blocked;
  if (chosen.cost[1] > 0) return PlanStatus::unknown;
  const auto warns = [&](const Finding& f) {
    if (request.accepted.contains(f.rule->id)) return true;
    return f.rule->severity == Severity::block
               ? objects(f)
               : f.rule->severity == Severity::degrade && f.verdict == Verdict::applies;
  };
  if (std::ranges::any_of(meant, warns) || std::ranges::any_of(chosen.findings, warns))
    return PlanStatus::safe;
  return request.incomplete_knowledge ? PlanStatus::unknown : PlanStatus::clear;
}

}  // namespace

base::Result<Planned> plan(const Evidence& evidence, const Request& request) {
  Planned out;
  out.meant = judge::judge(evidence, request.judging);
  auto variations = candidates(evidence.facts, evidence.knowledge, request.pins);
  if (!variations) return std::move(variations).error();

  judge::Options as_planned = request.judging;
  as_planned.planned = true;
  std::optional<Judged> found;
  for (Candidate& candidate : *variations) {
    Judged next;
    next.findings =
        judge::judge({evidence.knowledge, evidence.inventory, candidate.facts}, as_planned);
    next.candidate = std::move(candidate);
    next.cost = cost_of(next, out.meant, request);
    if (!found || ordered(next.cost, request.policy) < ordered(found->cost, request.policy))
      found = std::move(next);
  }
  Judged& best = *found;  // the operation as meant is always among them

  contract::Plan& plan = out.plan;
  plan.operation = best.candidate.facts;
  plan.changes = best.candidate.changes;
  plan.left_out = best.candidate.left_out;
  plan.cost.assign(best.cost.begin(), best.cost.end());
  plan.status = status_of(best, out.meant, request);
  plan.passes = passes_of(plan.operation);
  plan.guards = guards_of(out.meant, request);
  plan.evidence = evidence_of(evidence);
  plan.manifests = evidence.knowledge.manifests;
  explain_changes(plan, out.meant);
  for (const std::string& id : request.accepted)
    plan.manual.push_back(id + ": its risk was accepted by the operator (--accept)");
  out.under_plan = std::move(best.findings);
  out.questions = questions(out.meant, out.under_plan, evidence.knowledge);
  return out;
}

}  // namespace checker::plan
