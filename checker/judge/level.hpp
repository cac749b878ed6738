#pragma once
// Which level a machine is at, and whether that is the expected one.
#include <optional>
#include <string>
#include <vector>

#include "checker/inventory/index.hpp"
#include "checker/manifest/knowledge.hpp"

namespace checker::judge {

enum class Relation { at, after, before, unknown };
std::string_view to_string(Relation relation);

enum class LevelState { uniform, mixed, unknown };
std::string_view to_string(LevelState state);

struct ComponentLevel {
  std::string component, path;
  std::optional<Version> file_version;
  /// The level that `relation` is to: the highest whose file is not newer than this one (or the
  /// lowest of all, before it); the expected one where one is given. "after SP2" is not SP2.
  std::string level;
  Relation relation = Relation::unknown;
  std::string why;  // of an unknown one: why
};

/// Files that must move together.
struct SetLevel {
  const manifest::FileSet* set = nullptr;
  std::string level;  // "" when unknown or mixed
  LevelState state = LevelState::unknown;
  std::vector<std::size_t> members;  // those found, places in ProductLevel::components
};

struct ProductLevel {
  const manifest::Product* product = nullptr;
  std::string level;  // of a mixed one the highest; "" when unknown
  using State = LevelState;
  State state = State::unknown;
  /// Of a uniform one: whether all is exactly at the level, or some files are newer.
  Relation relation = Relation::unknown;
  std::vector<std::string> also;      // other service packs that fit these files as well
  std::vector<std::string> hotfixes;  // levels of single parts that are there as well
  std::size_t exact = 0;              // of a uniform one: files that prove it, not left from before
  std::size_t known = 0, of = 0;      // components with a version that decides, and all there are
  std::vector<ComponentLevel> components;  // those found
  std::vector<SetLevel> sets;              // those of which two or more members were found
};

/// The level of one product: the service pack at which every known file is what it states, or is
/// left from an earlier one where it states nothing, or is of a hotfix to it. Of several files of a
/// component the one in Bin counts, else each.
ProductLevel level_of(const manifest::Product& product, const inventory::Index& index);

/// The products of which at least one file was found: a version of theirs, or, when no product has
/// one, a file of that name whose version cannot be read.
std::vector<ProductLevel> levels_found(const manifest::Knowledge& knowledge,
                                       const inventory::Index& index);

struct Expectation {
  enum class Answer { at = 0, at_or_after = 1, before = 2, too_few = 3 };  // the exit codes
  Answer answer = Answer::too_few;
  ProductLevel found;                   // relations are to the expected level
  std::vector<std::string> unreadable;  // paths of files that the level states, without a version
};

/// Compares with level `level` of the product. Two known files at least must decide it (or all that
/// the level states): two files do not make a level, but one is no evidence at all. Nor is anything
/// proved, except that a file is older, where one that the level states is there and has no version
/// that can be read.
Expectation expect(const manifest::Product& product, const manifest::Level& level,
                   const inventory::Index& index);

}  // namespace checker::judge
