#include "checker/judge/judge.hpp"

#include <algorithm>
#include <optional>

namespace checker::judge {
namespace {

using manifest::Basis;
using manifest::Concern;
using manifest::Rule;

// Whether another range of the rule has the number of this component for this machine.
bool says_more(const Rule& rule, const std::string& range, const Evidence& evidence) {
  const auto& knowledge = evidence.knowledge();
  return std::ranges::any_of(rule.affects, [&](const std::string& other) {
    const Leaf& leaf = evidence.measured.of(other);
    return knowledge.range(other)->component == knowledge.range(range)->component &&
           !leaf.other_machine && leaf.reason != Reason::outside;
  });
}

// Any of the ranges: the worst decides.
Leaf versions(const Rule& rule, const Evidence& evidence) {
  if (rule.affects.empty()) return {Truth::yes, Reason::applies, "", "", {}};
  if (evidence.elsewhere) return extracted_elsewhere(evidence);
  const Leaf* worst = nullptr;
  for (const std::string& range : rule.affects) {
    const Leaf& leaf = evidence.measured.of(range);
    if (leaf.other_machine && says_more(rule, range, evidence)) continue;
    // Of two that do not strike, the one of this branch says more.
    const bool nearer =
        worst != nullptr && worst->reason == Reason::outside && leaf.reason != Reason::outside;
    if (worst == nullptr || leaf.truth > worst->truth || (leaf.truth == worst->truth && nearer))
      worst = &leaf;
  }
  return *worst;
}

Finding not_applicable(const Rule& rule, std::string why) {
  Finding out;
  out.rule = &rule;
  out.verdict = Verdict::clear;
  out.reason = Reason::not_applicable;
  out.basis = rule.basis;
  out.because.push_back(std::move(why));
  return out;
}

void cite(Finding& finding, const Leaf& leaf, Trace trace) {
  if (trace == Trace::full && !leaf.line.empty() &&
      std::ranges::find(finding.because, leaf.line) == finding.because.end())
    finding.because.push_back(leaf.line);
}

// Why an unknown is unknown: what is wrong with a file comes before what nobody has said.
Reason why_unknown(const Leaf& version, const Outcome& trigger) {
  if (version.truth == Truth::unknown) return version.reason;
  for (const Leaf& leaf : trigger.leaves)
    if (leaf.truth == Truth::unknown && leaf.fact.empty()) return leaf.reason;
  return Reason::unknown_fact;
}

Finding combine(const Rule& rule, const Leaf& version, const Outcome& trigger, Trace trace) {
  Finding out;
  out.rule = &rule;
  out.basis = rule.basis == Basis::inferred || version.basis == Basis::inferred ? Basis::inferred
                                                                                : Basis::stated;
  const Truth truth = both(version.truth, trigger.truth);
  if (truth == Truth::no) {
    out.verdict = Verdict::clear;
    out.reason = version.truth == Truth::no ? version.reason : Reason::not_applicable;
    if (version.truth == Truth::no)
      cite(out, version, trace);
    else
      for (const Leaf& leaf : trigger.leaves) cite(out, leaf, trace);
    return out;
  }
  cite(out, version, trace);
  for (const Leaf& leaf : trigger.leaves) {
    cite(out, leaf, trace);
    if (leaf.truth == Truth::unknown && !leaf.fact.empty()) out.open_facts.insert(leaf.fact);
  }
  out.verdict = truth == Truth::yes ? Verdict::applies : Verdict::unknown;
  out.reason = truth == Truth::yes ? Reason::applies : why_unknown(version, trigger);
  return out;
}

// Why a rule is not about this operation at all.
std::optional<std::string> besides(const Rule& rule, const Evidence& evidence,
                                   const Options& options) {
  if (rule.wizard_only && rule.concern != Concern::server &&
      evidence.facts.word("migration.executor") == "native")
    return "migration.executor is native: only the wizard has this problem";
  if (options.native_destination && rule.concern != Concern::extract)
    return "the mail goes to a destination of Sidestep's own: the wizard's " +
           std::string(to_string(rule.concern)) + " is not used";
  const std::string operation = evidence.facts.word("operation");
  if (rule.operation != "any" && !operation.empty() && operation != rule.operation)
    return "operation is " + operation + ": the rule is about a " + rule.operation;
  return std::nullopt;
}

}  // namespace

Finding judge(const Rule& rule, const Evidence& evidence, const Options& options) {
  if (auto why = besides(rule, evidence, options)) return not_applicable(rule, std::move(*why));
  Evidence here = evidence;
  here.elsewhere =
      rule.concern == Concern::extract && evidence.facts.word("migration.phase") == "import";
  Finding out = combine(rule, versions(rule, here), evaluate(rule.trigger, here, options.trace),
                        options.trace);
  if (options.planned && out.verdict == Verdict::unknown && rule.checked &&
      evaluate(rule.checked->when, evidence, Trace::none).truth == Truth::yes) {
    out.verdict = Verdict::checked;
    out.because.push_back("the step '" + rule.checked->by +
                          "' finds the damage before anything is imported");
  }
  return out;
}

std::vector<Finding> judge(const Evidence& evidence, const Options& options) {
  std::vector<Finding> out;
  out.reserve(evidence.knowledge().rules.size());
  for (const Rule& rule : evidence.knowledge().rules) out.push_back(judge(rule, evidence, options));
  return out;
}

}  // namespace checker::judge
