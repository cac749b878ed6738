#pragma once
// Products and their levels: which file has which version at which service pack.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "checker/version/version.hpp"

namespace checker::manifest {

/// The version that a source states of a file at a level.
struct Stated {
  Version version;
  /// Only the build was printed ("5.0.1457"): any revision of it is that version.
  bool any_revision = false;

  /// How `found` compares with it.
  std::strong_ordering compare(const Version& found) const;
};

/// "5.0.1457" or "5.0.1457.10".
std::string to_string(const Stated& stated);

struct Level {
  std::string id;                       // "SP3"
  std::map<std::string, Stated> files;  // component → version; only what a source states
  std::string source;                   // "KB Q243604"
  std::string date;                     // of its release, "1999-09-09"; may be empty
  std::string kb;                       // the article that describes it, "KB5032147"; may be empty
  /// A hotfix: the level that it is applied to, and what it replaces files of ("Information
  /// Store"). A later service pack does not need it, and it says nothing of other files.
  std::string base, part;

  bool is_hotfix() const { return !base.empty(); }
};

/// Files that must move together.
struct FileSet {
  std::string name;
  std::vector<std::string> files;
  std::string source;
};

struct Product {
  std::string id;  // "exchange-5.5"
  std::string name;
  std::string branch;                   // how its files' versions begin: "5.5", or "8"
  std::vector<std::string> components;  // whose versions tell the level
  std::vector<Level> levels;            // oldest first
  std::optional<Version> from, below;   // of two products of one branch: where each begins
  std::vector<FileSet> sets;
  /// Files that may be put in place as files, each set all or none: nothing else of the system
  /// has to know of them, such as a registry. What is in no such set is for the vendor's setup.
  std::vector<FileSet> file_only;

  /// Whether a file of this version is one of this product.
  bool holds(const Version& version) const;
  const Level* level(std::string_view wanted) const;
};

base::Result<Product> read_product(const base::Json& json, const std::string& where);

}  // namespace checker::manifest
