#pragma once
// Which level a machine is at, and whether that is the expected one.
#include <optional>
#include <string>
#include <vector>

#include "checker/judge/evaluate.hpp"

namespace checker::judge {

enum class Relation { at, after, before, unknown };
std::string_view to_string(Relation relation);

struct ComponentLevel {
  std::string component, path;
  std::optional<Version> file_version;
  /// The level that `relation` is to: the highest whose file is not newer than this one (or the
  /// lowest of all, before it); the expected one where one is given. "after SP2" is not SP2.
  std::string level;
  Relation relation = Relation::unknown;
};

struct ProductLevel {
  const manifest::Product* product = nullptr;
  std::string level;  // "" when unknown
  enum class State { uniform, mixed, unknown } state = State::unknown;
  std::size_t known = 0, of = 0;  // components with a version that decides, and all there are
  std::vector<ComponentLevel> components;  // those found
};
std::string_view to_string(ProductLevel::State state);

/// The level of one product. Of several files of a component the one in Bin counts, else each.
ProductLevel level_of(const manifest::Product& product, const Inventory& inventory);

struct Expectation {
  enum class Answer { at = 0, at_or_after = 1, before = 2, too_few = 3 };  // the exit codes
  Answer answer = Answer::too_few;
  ProductLevel found;  // relations are to the expected level
};

/// Compares with level `level` of the product. Two known files at least must decide it (or all that
/// the level states): two files do not make a level, but one is no evidence at all.
Expectation expect(const manifest::Product& product, const manifest::Level& level,
                   const Inventory& inventory);

}  // namespace checker::judge
