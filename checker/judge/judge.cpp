#include "checker/judge/judge.hpp"

#include <algorithm>

namespace checker::judge {
namespace {

using manifest::Basis;
using manifest::Concern;
using manifest::Rule;

// What is only imported was extracted by files that nobody has measured.
Leaf of_another_extractor(const Evidence& evidence) {
  const auto& phase = evidence.facts.get("migration.phase");
  return {
      Truth::unknown, Reason::unknown_fact,
      "nobody knows which extractor wrote the files that are to be imported (" + phase.from + ")",
      "", Basis::inferred};
}

// Any of the ranges: the worst decides.
Leaf versions(const Rule& rule, const Evidence& evidence) {
  Leaf worst{Truth::no, Reason::outside, "", "", {}};
  if (rule.affects.empty()) return {Truth::yes, Reason::applies, "", "", {}};
  if (rule.concern == Concern::extract && evidence.facts.word("migration.phase") == "import")
    return of_another_extractor(evidence);
  for (std::size_t i = 0; i < rule.affects.size(); ++i) {
    Leaf leaf = evaluate(*evidence.knowledge.range(rule.affects[i]), evidence.inventory);
    if (i == 0 || leaf.truth > worst.truth) worst = std::move(leaf);
  }
  return worst;
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

void cite(Finding& finding, const Leaf& leaf) {
  if (!leaf.line.empty() && std::ranges::find(finding.because, leaf.line) == finding.because.end())
    finding.because.push_back(leaf.line);
}

// Why an unknown is unknown: what is wrong with a file comes before what nobody has said.
Reason why_unknown(const Leaf& version, const Outcome& trigger) {
  if (version.truth == Truth::unknown) return version.reason;
  for (const Leaf& leaf : trigger.leaves)
    if (leaf.truth == Truth::unknown && leaf.fact.empty()) return leaf.reason;
  return Reason::unknown_fact;
}

Finding combine(const Rule& rule, const Leaf& version, const Outcome& trigger) {
  Finding out;
  out.rule = &rule;
  out.basis = rule.basis == Basis::inferred || version.basis == Basis::inferred ? Basis::inferred
                                                                                : Basis::stated;
  const Truth truth = both(version.truth, trigger.truth);
  if (truth == Truth::no) {
    out.verdict = Verdict::clear;
    out.reason = version.truth == Truth::no ? version.reason : Reason::not_applicable;
    if (version.truth == Truth::no)
      cite(out, version);
    else
      for (const Leaf& leaf : trigger.leaves) cite(out, leaf);
    return out;
  }
  cite(out, version);
  for (const Leaf& leaf : trigger.leaves) {
    cite(out, leaf);
    if (leaf.truth == Truth::unknown && !leaf.fact.empty()) out.open_facts.insert(leaf.fact);
  }
  out.verdict = truth == Truth::yes ? Verdict::applies : Verdict::unknown;
  out.reason = truth == Truth::yes ? Reason::applies : why_unknown(version, trigger);
  return out;
}

}  // namespace

Finding judge(const Rule& rule, const Evidence& evidence, const Options& options) {
  if (rule.wizard_only && evidence.facts.word("migration.executor") == "native")
    return not_applicable(rule, "migration.executor is native: only the wizard has this problem");
  if (options.native_destination && rule.concern != Concern::extract)
    return not_applicable(rule, "the mail goes to a destination of Sidestep's own: the wizard's " +
                                    std::string(to_string(rule.concern)) + " is not used");
  const std::string operation = evidence.facts.word("operation");
  if (!operation.empty() && operation != "migration")
    return not_applicable(rule, "operation is " + operation + ": the rule is about migrations");
  Finding out = combine(rule, versions(rule, evidence), evaluate(rule.trigger, evidence));
  if (options.planned && out.verdict == Verdict::unknown && rule.checked &&
      evaluate(rule.checked->when, evidence).truth == Truth::yes) {
    out.verdict = Verdict::checked;
    out.because.push_back("the step '" + rule.checked->by +
                          "' finds the damage before anything is imported");
  }
  return out;
}

std::vector<Finding> judge(const Evidence& evidence, const Options& options) {
  std::vector<Finding> out;
  for (const Rule& rule : evidence.knowledge.rules) out.push_back(judge(rule, evidence, options));
  return out;
}

}  // namespace checker::judge
