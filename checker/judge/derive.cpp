#include "checker/judge/derive.hpp"

#include <fmt/format.h>

namespace checker::judge {
namespace {

using contract::Fact;
using contract::FactSet;
using manifest::Derivation;
using manifest::FactDeclaration;

Fact fallback(const FactDeclaration& d) {
  if (d.type == FactDeclaration::Type::flag) return {d.fallback == "true", "default"};
  return {d.fallback, "default"};
}

// "Introduced" is the affected part or above it: affected, or fixed since.
Leaf introduced(const Derivation& d, const Evidence& evidence) {
  Leaf leaf = evidence.measured.of(d.range);
  if (leaf.reason == Reason::fixed) leaf.truth = Truth::yes;
  if (leaf.reason == Reason::outside) leaf.truth = Truth::unknown;  // another product's extractor
  return leaf;
}

std::string says(const Derivation& d, const Leaf& leaf, const Evidence& evidence) {
  const std::string& component = evidence.knowledge().range(d.range)->component;
  std::string files;
  for (const auto* file : files_of(evidence.index(), component))
    files += fmt::format("{}{} {}", files.empty() ? "" : ", ", component,
                         file->file_version ? version::to_string(*file->file_version)
                                            : "without a readable version");
  if (files.empty()) files = component + " was not found";
  switch (leaf.truth) {
    case Truth::yes:
      return "this extractor carries them: " + files;
    case Truth::no:
      return "this extractor does not carry them: " + files;
    case Truth::unknown:
      return "nobody knows whether this extractor carries them: " + files;
  }
  return "";
}

void decide(contract::Facts& facts, const Derivation& d, const Evidence& evidence) {
  Fact fact = facts.get(d.fact);
  auto* set = std::get_if<FactSet>(&fact.value);
  if (set == nullptr || set->members.contains(d.member)) return;
  if (facts.members("migration.excluded").members.contains(d.member)) return;
  if (evaluate(d.when, {evidence.measured, facts}, Trace::none).truth != Truth::yes) return;
  const Leaf leaf = introduced(d, evidence);
  set->unknown.erase(d.member);
  if (leaf.truth == Truth::yes) set->members.insert(d.member);
  if (leaf.truth == Truth::unknown) set->unknown.insert(d.member);
  fact.set_from(d.member, says(d, leaf, evidence));
  facts.set(d.fact, std::move(fact));
}

}  // namespace

contract::Facts derive(const Evidence& evidence, const std::set<std::string>& told) {
  contract::Facts facts = evidence.facts;
  if (facts.word("operation") == "migration")
    for (const FactDeclaration& d : evidence.knowledge().facts)
      if (!d.fallback.empty() && !facts.get(d.name).known()) facts.set(d.name, fallback(d));
  for (const Derivation& d : evidence.knowledge().derivations)
    if (!told.contains(d.fact)) decide(facts, d, evidence);
  return facts;
}

}  // namespace checker::judge
