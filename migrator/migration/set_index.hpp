#pragma once
// Where everything of a set stands: one pass over its primary files, keeping sections, not rows.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "migrator/migration/folder.hpp"
#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/primary.hpp"

namespace migrator::migration {

/// More boards in one section, or accounts in one set, than any post office had.
constexpr std::size_t kMaxAccounts = 1'000'000;

/// A section, and where to find it again.
struct SectionRef {
  std::string file;                    // true name of the primary
  std::uint64_t offset = 0, line = 0;  // of its title line
  /// The rows of a public section of somebody else's set belong to the board in their Folder
  /// column, not to one account.
  bool shared = false;
};

/// Something that is missing as a whole, without a row of its own.
struct Loss {
  Place place;
  Damage damage;
};

struct SetIndex {
  Catalogue catalogue;
  std::vector<SectionRef> directory;
  struct Content {
    std::vector<SectionRef> messages;  // usable ones
    std::vector<SectionRef> lists;     // usable PAB sections
    std::vector<SectionRef> unusable;  // their rows are damage
    std::vector<Loss> losses;
  };
  std::map<std::pair<AccountKind, std::string>, Content> content;
  std::vector<Loss> directory_losses;
};

/// `page` is the code page of `list`.
base::Result<SetIndex> build_index(const Folder& folder, const PackingList& list,
                                   const base::CodePage& page, const std::string& stem);

/// The board of a row in a shared section; `last` is that of the row before, for rows whose fields
/// cannot be told apart.
std::string board_of_row(const Row& row, const base::CodePage& page, const std::string& last);

/// Whether the rows that a file of ours was given are all there: nullopt when they are.
std::optional<std::string> missing_rows(const std::optional<EndNote>& end, const EndNote& found);

}  // namespace migrator::migration
