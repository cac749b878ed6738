#pragma once
// Everything the manifests say, read and held against itself.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "checker/manifest/level.hpp"
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

/// A member of a set that is present exactly where a component is new enough: the extractor carries
/// personal lists from the version on in which Q214836 came.
struct Derivation {
  std::string fact, member, range;
  Condition when;
};

struct Knowledge {
  std::vector<contract::Plan::ManifestUsed> manifests;
  std::vector<FactDeclaration> facts;
  std::vector<Range> ranges;
  std::vector<Rule> rules;  // sorted by id
  std::vector<Derivation> derivations;
  std::vector<Product> products;

  const Range* range(std::string_view id) const;
  const Rule* rule(std::string_view id) const;
  const FactDeclaration* fact(std::string_view name) const;
  const Product* product(std::string_view id) const;
  std::vector<std::string> fact_names() const;
  /// Every component that a rule, derivation or product speaks of, each once.
  std::vector<std::string> components() const;
};

struct Loaded {
  Knowledge knowledge;
  std::vector<base::Error> problems;  // one for each manifest that was left out, with its place
};

/// Reads every *.json below the folders, but *.schema.json. A manifest that is
/// wrong is left out whole and named in `problems`; the others stand.
Loaded load(const std::vector<std::filesystem::path>& folders);

/// Where this program's own manifests are: share/sidestep/manifests beside its bin folder, else the
/// source tree that it was built from.
std::filesystem::path own_manifests();

}  // namespace checker::manifest
