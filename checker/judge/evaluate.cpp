#include "checker/judge/evaluate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <compare>
#include <map>

#include "base/text.hpp"

namespace checker::judge {
namespace {

using contract::Fact;
using contract::FactSet;
using manifest::Condition;
using Kind = Condition::Kind;

std::string cited(const Fact& fact) { return fact.from.empty() ? "" : " (" + fact.from + ")"; }

// A leaf about a fact; its line is made where somebody will read it.
template <class Line>
Leaf about_fact(Truth truth, const std::string& fact, Trace trace, Line line) {
  const Reason reason = truth == Truth::unknown ? Reason::unknown_fact
                        : truth == Truth::yes   ? Reason::applies
                                                : Reason::not_applicable;
  return {truth, reason, trace == Trace::full ? line() : std::string(), fact,
          manifest::Basis::stated};
}

// Whether the fact is one of `words`, which the line calls `wanted`.
template <class Holds>
Leaf is(const Condition& c, const Fact& fact, const std::string& wanted, Trace trace, Holds holds) {
  if (!fact.known())
    return about_fact(Truth::unknown, c.fact, trace, [&] {
      return fmt::format("{} is unknown{}; it matters whether it is {}", c.fact, cited(fact),
                         wanted);
    });
  return about_fact(holds() ? Truth::yes : Truth::no, c.fact, trace, [&] {
    return fmt::format("{} is {}{}", c.fact, to_string(fact), cited(fact));
  });
}

Leaf is_one_of(const Condition& c, const Fact& fact, Trace trace) {
  const auto* word = std::get_if<std::string>(&fact.value);
  return is(c, fact, trace == Trace::full ? fmt::format("{}", fmt::join(c.names, " or ")) : "",
            trace,
            [&] { return word != nullptr && std::ranges::find(c.names, *word) != c.names.end(); });
}

Leaf contains(const Condition& c, const Fact& fact, Trace trace) {
  const auto* set = std::get_if<FactSet>(&fact.value);
  const auto where = [&] {
    const std::string from = fact.from_of(c.text);
    return from.empty() ? "" : " (" + from + ")";
  };
  if (set == nullptr || set->unknown.contains(c.text))
    return about_fact(Truth::unknown, c.fact, trace, [&] {
      return fmt::format("whether {} contains {} is unknown{}", c.fact, c.text, where());
    });
  const bool in = set->members.contains(c.text);
  return about_fact(in ? Truth::yes : Truth::no, c.fact, trace, [&] {
    return fmt::format("{} {} {}{}", c.fact, in ? "contains" : "does not contain", c.text, where());
  });
}

Leaf below(const Condition& c, const Fact& fact, Trace trace) {
  const auto* number = std::get_if<std::string>(&fact.value);
  const auto order = number == nullptr ? std::nullopt : version::compare_release(*number, c.text);
  if (!order)
    return about_fact(Truth::unknown, c.fact, trace, [&] {
      return fmt::format("{} is {}{}; it matters whether it is below {}", c.fact,
                         fact.known() ? "not a number" : "unknown", cited(fact), c.text);
    });
  return about_fact(*order < 0 ? Truth::yes : Truth::no, c.fact, trace, [&] {
    return fmt::format("{} is {}, {} {}{}", c.fact, *number, *order < 0 ? "below" : "not below",
                       c.text, cited(fact));
  });
}

Outcome single(Leaf leaf) {
  const Truth truth = leaf.truth;
  return {truth, {std::move(leaf)}};
}

Outcome all_of(const Condition& c, const Evidence& evidence, Trace trace) {
  Outcome out{Truth::yes, {}};
  for (const Condition& part : c.parts) {
    Outcome one = evaluate(part, evidence, trace);
    if (one.truth == Truth::no) return one;  // the one that does not hold decides alone
    out.truth = both(out.truth, one.truth);
    out.leaves.insert(out.leaves.end(), one.leaves.begin(), one.leaves.end());
  }
  return out;
}

Outcome any_of(const Condition& c, const Evidence& evidence, Trace trace) {
  Outcome out{Truth::no, {}};
  for (const Condition& part : c.parts) {
    Outcome one = evaluate(part, evidence, trace);
    if (one.truth == Truth::yes) return one;  // the one that holds decides alone
    if (one.truth == Truth::unknown && out.truth == Truth::no) out.leaves.clear();
    if (one.truth >= out.truth)
      out.leaves.insert(out.leaves.end(), one.leaves.begin(), one.leaves.end());
    out.truth = either(out.truth, one.truth);
  }
  return out;
}

}  // namespace

Leaf extracted_elsewhere(const Evidence& evidence) {
  return {Truth::unknown, Reason::unknown_fact,
          "nobody knows which extractor wrote the files that are to be imported (" +
              evidence.facts.get("migration.phase").from + ")",
          "", manifest::Basis::inferred};
}

std::vector<std::string> judged_components(const manifest::Knowledge& knowledge) {
  std::map<std::string, std::string> out;  // by the name in lower case
  const auto add = [&](const std::string& name) { out.emplace(base::lower(name), name); };
  for (const manifest::Range& range : knowledge.ranges) {
    add(range.component);
    if (range.recognised_by) add(range.recognised_by->component);
  }
  for (const manifest::Rule& rule : knowledge.rules)
    for (const std::string& name : components_in(rule.trigger)) add(name);
  std::vector<std::string> names;
  for (auto& [folded, name] : out) names.push_back(std::move(name));
  return names;
}

Outcome evaluate(const Condition& c, const Evidence& evidence, Trace trace) {
  switch (c.kind) {
    case Kind::all:
      return all_of(c, evidence, trace);
    case Kind::any:
      return any_of(c, evidence, trace);
    case Kind::negation: {
      Outcome out = evaluate(c.parts.front(), evidence, trace);
      out.truth = negated(out.truth);
      return out;
    }
    case Kind::always:
      return {Truth::yes, {}};
    case Kind::is: {
      const Fact& fact = evidence.facts.get(c.fact);
      return single(
          is(c, fact, to_string(c.value), trace, [&] { return fact.value == c.value.value; }));
    }
    case Kind::one_of:
      return single(is_one_of(c, evidence.facts.get(c.fact), trace));
    case Kind::contains:
      return single(contains(c, evidence.facts.get(c.fact), trace));
    case Kind::below:
      return single(below(c, evidence.facts.get(c.fact), trace));
    case Kind::range:
      if (evidence.elsewhere) return single(extracted_elsewhere(evidence));
      return single(evidence.measured.of(c.text));
    case Kind::same_version:
      if (evidence.elsewhere) return single(extracted_elsewhere(evidence));
      return single(same_version(c.names, evidence.index()));
    case Kind::unknown:
      return single({Truth::unknown, Reason::unknown_fact, c.text, "", manifest::Basis::inferred});
  }
  return {};
}

}  // namespace checker::judge
