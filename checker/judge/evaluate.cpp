#include "checker/judge/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>

namespace checker::judge {
namespace {

using contract::Fact;
using contract::FactSet;
using manifest::Condition;
using Kind = Condition::Kind;

std::string cited(const Fact& fact) { return fact.from.empty() ? "" : " (" + fact.from + ")"; }

Leaf about_fact(Truth truth, const std::string& fact, std::string line) {
  const Reason reason = truth == Truth::unknown ? Reason::unknown_fact
                        : truth == Truth::yes   ? Reason::applies
                                                : Reason::not_applicable;
  return {truth, reason, std::move(line), fact, manifest::Basis::stated};
}

Leaf is(const Condition& c, const Fact& fact) {
  if (!fact.known())
    return about_fact(Truth::unknown, c.fact,
                      fmt::format("{} is unknown{}; it matters whether it is {}", c.fact,
                                  cited(fact), to_string(c.value)));
  return about_fact(fact.value == c.value.value ? Truth::yes : Truth::no, c.fact,
                    fmt::format("{} is {}{}", c.fact, to_string(fact), cited(fact)));
}

Leaf contains(const Condition& c, const Fact& fact) {
  const auto* set = std::get_if<FactSet>(&fact.value);
  const std::string from = fact.from_of(c.text);
  const std::string where = from.empty() ? "" : " (" + from + ")";
  if (set == nullptr || set->unknown.contains(c.text))
    return about_fact(Truth::unknown, c.fact,
                      fmt::format("whether {} contains {} is unknown{}", c.fact, c.text, where));
  const bool in = set->members.contains(c.text);
  return about_fact(
      in ? Truth::yes : Truth::no, c.fact,
      fmt::format("{} {} {}{}", c.fact, in ? "contains" : "does not contain", c.text, where));
}

Leaf below(const Condition& c, const Fact& fact) {
  const auto* number = std::get_if<std::string>(&fact.value);
  const auto order = number == nullptr ? std::nullopt : version::compare_release(*number, c.text);
  if (!order)
    return about_fact(Truth::unknown, c.fact,
                      fmt::format("{} is {}{}; it matters whether it is below {}", c.fact,
                                  fact.known() ? "not a number" : "unknown", cited(fact), c.text));
  return about_fact(*order < 0 ? Truth::yes : Truth::no, c.fact,
                    fmt::format("{} is {}, {} {}{}", c.fact, *number,
                                *order < 0 ? "below" : "not below", c.text, cited(fact)));
}

Outcome single(Leaf leaf) {
  const Truth truth = leaf.truth;
  return {truth, {std::move(leaf)}};
}

Outcome all_of(const Condition& c, const Evidence& evidence) {
  Outcome out{Truth::yes, {}};
  for (const Condition& part : c.parts) {
    Outcome one = evaluate(part, evidence);
    if (one.truth == Truth::no) return one;  // the one that does not hold decides alone
    out.truth = both(out.truth, one.truth);
    out.leaves.insert(out.leaves.end(), one.leaves.begin(), one.leaves.end());
  }
  return out;
}

Outcome any_of(const Condition& c, const Evidence& evidence) {
  Outcome out{Truth::no, {}};
  for (const Condition& part : c.parts) {
    Outcome one = evaluate(part, evidence);
    if (one.truth == Truth::yes) return one;  // the one that holds decides alone
    if (one.truth == Truth::unknown && out.truth == Truth::no) out.leaves.clear();
    if (one.truth >= out.truth)
      out.leaves.insert(out.leaves.end(), one.leaves.begin(), one.leaves.end());
    out.truth = either(out.truth, one.truth);
  }
  return out;
}

}  // namespace

Outcome evaluate(const Condition& c, const Evidence& evidence) {
  switch (c.kind) {
    case Kind::all:
      return all_of(c, evidence);
    case Kind::any:
      return any_of(c, evidence);
    case Kind::negation: {
      Outcome out = evaluate(c.parts.front(), evidence);
      out.truth = negated(out.truth);
      return out;
    }
    case Kind::is:
      return single(is(c, evidence.facts.get(c.fact)));
    case Kind::contains:
      return single(contains(c, evidence.facts.get(c.fact)));
    case Kind::below:
      return single(below(c, evidence.facts.get(c.fact)));
    case Kind::range:
      return single(evaluate(*evidence.knowledge.range(c.text), evidence.inventory));
    case Kind::unknown:
      return single({Truth::unknown, Reason::unknown_fact, c.text, "", manifest::Basis::inferred});
  }
  return {};
}

}  // namespace checker::judge
