#pragma once
// Everything the manifests say, read and held against itself.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/manifest/catalogue.hpp"
#include "checker/manifest/event.hpp"
#include "checker/manifest/level.hpp"
#include "checker/manifest/records.hpp"
#include "checker/manifest/rule.hpp"
#include "contract/plan.hpp"

namespace checker::manifest {

/// A name that an operation may use, and what it may hold.
struct FactDeclaration {
  enum class Type { word, flag, set, number, text };
  std::string name;
  Type type = Type::text;
  std::vector<std::string> values;  // of word and set
  std::string question;             // how to ask a person for it
  std::string fallback;             // the value when nobody says anything; "" : unknown
};
std::string_view to_string(FactDeclaration::Type type);

/// A member of a set that is present exactly where a component is new enough: the extractor carries
/// personal lists from the version on in which Q214836 came.
struct Derivation {
  std::string fact, member, range;
  Condition when;
};

struct Knowledge {
  std::vector<contract::Plan::ManifestUsed> manifests;
  std::map<std::string, std::string> facts_as_of;  // by manifest id, where one states it
  Catalogue<FactDeclaration, &FactDeclaration::name> facts;
  Catalogue<Range, &Range::id> ranges;
  Catalogue<Rule, &Rule::id> rules;  // sorted by id
  std::vector<Derivation> derivations;
  Catalogue<Product, &Product::id> products;
  std::vector<Record> records;
  std::vector<Event> events;

  /// Null when nothing has this name.
  const Range* range(std::string_view id) const { return ranges.find(id); }
  const Rule* rule(std::string_view id) const { return rules.find(id); }
  const FactDeclaration* fact(std::string_view name) const { return facts.find(name); }
  const Product* product(std::string_view id) const { return products.find(id); }
  std::vector<std::string> fact_names() const;
  /// Every component that a rule, derivation or product speaks of, each once.
  std::vector<std::string> components() const;
  /// The components whose versions `rule` asks for, those by which a range is recognised as well;
  /// in the order in which it names them.
  std::vector<std::string> components_asked(const Rule& rule) const;
};

struct Loaded {
  Knowledge knowledge;
  std::vector<base::Error> problems;  // one for each manifest that was left out, with its place
};

/// Reads every manifest below the folders: *.json, but *.schema.json, *.cases.json, *.fixes.json,
/// and nothing of profiles/, which holds data of the migrator.
/// A place may be a file as well. A manifest may use what any other declares, in whatever order
/// they are read. One that is wrong is left out whole and named in `problems`, and so is what
/// cannot do without it; the others stand.
Loaded load(const std::vector<std::filesystem::path>& folders);

}  // namespace checker::manifest
