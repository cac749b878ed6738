#include "checker/plan/search.hpp"

#include "checker/plan/objections.hpp"

namespace checker::plan {
namespace {

using judge::Finding;
using judge::Verdict;
using manifest::Rule;
using manifest::Severity;

judge::Options without_trace(judge::Options options) {
  options.trace = judge::Trace::none;
  return options;
}

}  // namespace

Search::Search(const judge::Evidence& evidence, const Request& request,
               const std::vector<Finding>& meant, std::vector<Package> packages)
    : evidence_(evidence),
      request_(request),
      objecting_(objectors(meant)),
      packages_(std::move(packages)),
      options_(request.judging) {
  options_.planned = true;
  for (const Rule& rule : evidence.knowledge().rules)
    (varies(rule) ? varying_ : constant_).push_back(&rule);
}

Weighed Search::weigh(const Candidate& candidate) {
  const Settled& machine = settled(candidate);
  Weighed out = machine.constant;
  for (const Rule* rule : varying_)
    add(out, machine.world.judge(*rule, candidate, without_trace(options_)));
  const std::size_t runs = candidate.passes.size() > 1 ? 1 : 0;  // a second run counts by itself
  out.cost[2] = static_cast<unsigned>(candidate.left_out.size());
  out.cost[4] = static_cast<unsigned>(candidate.installed.size());
  out.cost[5] = static_cast<unsigned>(candidate.changes.size() - candidate.installed.size() + runs);
  for (const auto& change : candidate.changes)
    out.cost[6] += rank_of(change, candidate, objecting_);
  return out;
}

std::vector<Finding> Search::judge(const Candidate& candidate) {
  return settled(candidate).world.judge(candidate, options_);
}

std::vector<Finding> Search::judge_meant(const Candidate& candidate) {
  return settled(candidate).world.judge({evidence_.facts, {}, {}, {}, {}}, request_.judging);
}

Search::Settled& Search::settled(const Candidate& candidate) {
  const auto known = worlds_.find(candidate.installed);
  if (known != worlds_.end()) return known->second;
  World world(evidence_.measured, packages_, candidate.installed);
  Weighed constant;
  for (const Rule* rule : constant_)
    add(constant, world.judge(*rule, candidate, without_trace(options_)));
  return worlds_.emplace(candidate.installed, Settled{std::move(world), std::move(constant)})
      .first->second;
}

void Search::add(Weighed& to, const Finding& f) const {
  if (f.verdict == Verdict::clear || request_.accepted.contains(f.rule->id)) return;
  if (f.rule->severity == Severity::block) {
    to.cost[0] += f.verdict == Verdict::applies ? 1u : 0u;
    to.cost[1] += f.verdict == Verdict::unknown ? 1u : 0u;
    if (f.verdict == Verdict::applies) to.breaks.insert(f.rule->id);
  } else if (f.rule->severity == Severity::degrade) {
    to.cost[3] += f.verdict == Verdict::applies ? 2u : 1u;
  }
}

}  // namespace checker::plan
