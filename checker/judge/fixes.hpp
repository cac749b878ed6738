#pragma once
// Which fixes a file includes, which it lacks, and which nobody can tell.
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/inventory/index.hpp"
#include "checker/manifest/fixes.hpp"

namespace checker::judge {

/// The rows of fix tables by the file that they are of.
class FixIndex {
 public:
  struct Entry {
    const manifest::FixTable* table;
    const manifest::FixArticle* article;
    const manifest::FixRow* row;
  };
  /// All rows that one article, of one release, has for a file: of all languages and branches.
  using Fix = std::vector<Entry>;

  /// Borrows the tables, which must outlive it and not change.
  explicit FixIndex(const std::vector<manifest::FixTable>& tables);
  explicit FixIndex(std::vector<manifest::FixTable>&&) = delete;

  /// The fixes of a file, its name compared without case, in the order of the articles.
  const std::vector<Fix>& of(std::string_view file) const;

 private:
  std::unordered_map<std::string, std::vector<Fix>> fixes_;  // in lower case
};

struct FixAnswer {
  enum class State { includes, lacks, unknown } state = State::unknown;
  const manifest::FixArticle* article = nullptr;
  const manifest::FixRow* row = nullptr;  // the one that decided, or the first that could not
  std::string by;                         // includes, lacks: "version", "date and size", "date"
  std::string why;                        // unknown: the reason

  void decide(State decided, const char* how, const FixIndex::Entry& entry);
};

struct FileFixes {
  std::string component;  // as the tables spell it
  const inventory::FileRecord* file = nullptr;
  std::vector<FixAnswer> answers;  // one for each article (and release) of its branch
};

/// What the tables say of one file. Of one branch and component later builds contain earlier fixes;
/// nothing is concluded over branches, machines, languages, version lines, or the components that
/// share a file.
std::vector<FixAnswer> fixes_of(const inventory::FileRecord& file, const FixIndex& index);

/// All files of an inventory that a table names. Of several of one name those in Bin count.
std::vector<FileFixes> fixes_of(const inventory::Index& index, const FixIndex& fixes);

}  // namespace checker::judge
