#include "checker/operation/operation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"

namespace checker::operation {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using contract::Fact;
using contract::FactSet;
using manifest::FactDeclaration;
using manifest::Knowledge;
using Type = FactDeclaration::Type;

Error bad_value(const FactDeclaration& d, std::string_view value) {
  constexpr std::size_t kShown = 80;  // enough to recognise it
  value = value.substr(0, kShown);
  auto near = base::nearest(value, d.values);
  if (near == value) near.reset();  // the word is right, its type is not
  return {Errc::usage,
          fmt::format("{} cannot be \"{}\"{}", d.name, base::printable(value),
                      near ? "; did you mean " + *near + "?" : ""),
          d.values.empty() ? "" : fmt::format("it is one of {}", fmt::join(d.values, ", "))};
}

Result<const FactDeclaration*> declared(const Knowledge& knowledge, const std::string& name) {
  if (const auto* d = knowledge.fact(name)) return d;
  const auto near = base::nearest(name, knowledge.fact_names());
  return Error{Errc::usage,
               fmt::format("there is no fact \"{}\"{}", base::printable(name),
                           near ? "; did you mean " + *near + "?" : ""),
               "manifests/operation.json lists the facts"};
}

bool is_number(std::string_view text) { return version::compare_release(text, "0").has_value(); }

Result<void> check(const Fact& fact, const FactDeclaration& d) {
  if (!fact.known()) return {};
  const auto allowed = [&](const std::string& value) {
    return std::ranges::find(d.values, value) != d.values.end();
  };
  if (const auto* set = std::get_if<FactSet>(&fact.value)) {
    if (d.type != Type::set) return bad_value(d, to_string(fact));
    for (const auto* members : {&set->members, &set->unknown})
      for (const std::string& member : *members)
        if (!allowed(member)) return bad_value(d, member);
    return {};
  }
  const bool flag = std::holds_alternative<bool>(fact.value);
  const auto* word = std::get_if<std::string>(&fact.value);
  if ((d.type == Type::flag) != flag || d.type == Type::set) return bad_value(d, to_string(fact));
  if (d.type == Type::word && !allowed(*word)) return bad_value(d, *word);
  if (d.type == Type::number && !is_number(*word)) return bad_value(d, *word);
  return {};
}

Fact parse_value(const FactDeclaration& d, std::string_view text) {
  if (text == "unknown") return {};
  if (d.type == Type::flag && (text == "true" || text == "false")) return {text == "true", {}};
  if (d.type != Type::set) return {std::string(text), {}};
  FactSet set;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    const auto member = base::trim(text.substr(0, end));
    if (!member.empty()) set.members.insert(std::string(member));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {std::move(set), {}};
}

// What the operator did not name in a whole set.
void exclude_the_rest(Operation& operation, const FactDeclaration& d) {
  const Fact& content = operation.facts.get(d.name);
  const auto* set = std::get_if<FactSet>(&content.value);
  if (set == nullptr || operation.facts.get("migration.excluded").known()) return;
  FactSet rest;
  for (const std::string& member : d.values)
    if (!set->members.contains(member) && !set->unknown.contains(member))
      rest.members.insert(member);
  operation.facts.set("migration.excluded", {std::move(rest), content.from});
}

}  // namespace

Result<Operation> from_control_file(const std::filesystem::path& file) {
  auto control = contract::read_control_file(file);
  if (!control) return std::move(control).error();
  Operation out;
  out.facts = std::move(control->facts);
  for (const auto& p : control->problems)
    out.warnings.push_back(fmt::format("{}{}: {}", file.filename().string(),
                                       p.line > 0 ? fmt::format(":{}", p.line) : "", p.message));
  return out;
}

Result<Operation> from_facts(const contract::Facts& facts, const std::string& where,
                             const Knowledge& knowledge) {
  Operation out;
  for (const auto& [key, value] : facts) {
    auto declaration = declared(knowledge, key);
    if (!declaration) return std::move(declaration).error();
    if (auto fine = check(value, **declaration); !fine) return fine.error();
    Fact fact = value;
    if (fact.from.empty()) fact.from = where + ":" + key;
    out.facts.set(key, std::move(fact));
    if ((*declaration)->type == Type::set) out.told.insert(key);
  }
  return out;
}

Result<Operation> from_json(const std::filesystem::path& file, const Knowledge& knowledge) {
  auto json = base::read_json(file);
  if (!json) return std::move(json).error();
  const std::string name = file.filename().string();
  auto facts = contract::facts_from_json(*json, name);
  if (!facts) return std::move(facts).error();
  auto out = from_facts(*facts, name, knowledge);
  if (!out) return std::move(out).error().during(file.string());
  return out;
}

Result<void> set(Operation& operation, const std::string& assignment, const Knowledge& knowledge) {
  const auto equals = assignment.find('=');
  if (equals == std::string::npos)
    return Error{Errc::usage, "--set " + assignment + ": should be FACT=VALUE"};
  auto declaration = declared(knowledge, assignment.substr(0, equals));
  if (!declaration) return base::Error(declaration.error()).during("--set");
  const FactDeclaration& d = **declaration;
  Fact fact = parse_value(d, std::string_view(assignment).substr(equals + 1));
  if (auto fine = check(fact, d); !fine) return base::Error(fine.error()).during("--set");
  fact.from = "--set " + assignment;
  operation.facts.set(d.name, std::move(fact));
  if (d.type == Type::set) operation.told.insert(d.name);
  // A set named anew replaces what a control file had left out.
  if (d.name == "migration.content") operation.facts.set("migration.excluded", {});
  return {};
}

void complete(Operation& operation, const Knowledge& knowledge) {
  contract::Facts& facts = operation.facts;
  if (!facts.get("operation").known())
    for (const auto& [name, fact] : facts)
      if (fact.known() && name.starts_with("migration.")) {
        facts.set("operation", {std::string("migration"), "follows from " + name});
        break;
      }
  if (operation.told.contains("migration.content"))
    if (const auto* d = knowledge.fact("migration.content")) exclude_the_rest(operation, *d);
}

}  // namespace checker::operation
