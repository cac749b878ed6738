#pragma once
// What can be mended in the secondary files of a set, and where pointers that lead nowhere belong.
// Works on primary files whose rows have been mended.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "migrator/migration/block_map.hpp"
#include "migrator/migration/folder.hpp"
#include "migrator/migration/repair_edits.hpp"
#include "migrator/migration/row_reader.hpp"

namespace migrator::migration {

/// A mended primary file of the set.
struct MendedPrimary {
  std::string name;  // true name
  std::shared_ptr<const base::RandomAccess> file;
};

/// A descriptor with a misspelt word, read as what it must mean.
std::optional<Descriptor> spelt_descriptor(std::string_view line);

class BlockMender {
 public:
  /// All must outlive the mender.
  BlockMender(const Folder& folder, const base::CodePage& page,
              const std::vector<std::string>& secondaries)
      : folder_(folder), page_(page), secondaries_(secondaries) {}

  /// Reads all rows, and decides.
  base::Result<void> look(const std::vector<MendedPrimary>& primaries);

  /// Edits of a secondary file, in order; none for one that stays as it is.
  const std::vector<Edit>& edits(const std::string& true_name) const;
  /// Where the pointer in a column of the row at `offset` of a primary should lead, when not where
  /// it does.
  std::optional<Pointer> pointer(const std::string& primary, std::uint64_t offset,
                                 std::size_t field) const;
  const std::vector<Change>& changes() const { return changes_; }
  /// True names of the files that rows lead to, or mean to, whether the packing list names them.
  std::set<std::string> led_to() const;
  /// Secondaries with more to mend than was mended (kMaxEdits).
  const std::set<std::string>& too_many() const { return too_many_; }
  /// Whether rows still need a secondary that is not there.
  bool needs(const std::string& name) const;

 private:
  struct Bad {  // a pointer that leads to no block
    std::size_t primary = 0;
    std::uint64_t row = 0, line = 0;
    std::size_t field = 0;                  // its column
    std::string text;                       // as it stands
    std::string secondary;                  // where it should be, true name; "" not known
    std::optional<std::uint64_t> wanted;    // the offset that it gives
    std::uint64_t after = 0;                // the good pointer before it, in the same secondary
    std::optional<std::uint64_t> before{};  // the good pointer after it
    bool mended = false;
  };
  struct Orphan {
    std::string secondary;
    std::uint64_t offset = 0;
    bool message = true;  // begins with a Body
    bool operator==(const Orphan&) const = default;
  };
  base::Result<void> read_rows(std::size_t primary, const MendedPrimary& file);
  base::Result<void> take_row(std::size_t primary, RowReader& rows, const Section& section,
                              const Row& row);
  base::Result<void> take_pointer(std::size_t primary, const Row& row, std::size_t field);
  base::Result<bool> leads_to_block(const std::string& name, std::uint64_t offset);
  void bad(std::size_t primary, const Row& row, std::size_t field, std::string secondary,
           std::optional<std::uint64_t> wanted);
  base::Result<std::shared_ptr<const SecondaryFile>> open(const std::string& true_name);
  base::Result<void> mend_file(const std::string& name);
  base::Result<void> mend_header(const SecondaryFile& file);
  base::Result<bool> mend_chain(const SecondaryFile& file, std::uint64_t start);
  base::Result<bool> mend_descriptor(const SecondaryFile& file, std::uint64_t offset);
  base::Result<bool> stands_whole(const SecondaryFile& file, std::uint64_t offset);
  base::Result<bool> may_end(const SecondaryFile& file, std::uint64_t end);
  bool wanted(const std::string& name, std::uint64_t from, std::uint64_t to) const;
  base::Result<bool> is_plain(const SecondaryFile& file, std::uint64_t from, std::uint64_t to);
  base::Result<bool> set_length(const SecondaryFile& file, const Block& block, std::uint64_t next);
  base::Result<bool> cut_length(const SecondaryFile& file, const Block& block, std::uint64_t other);
  base::Result<bool> extend_length(const SecondaryFile& file, const Block& block);
  base::Result<bool> mend_inner_length(const SecondaryFile& file, const Block& block);
  void mend_names(const SecondaryFile& file, const std::vector<Block>& blocks);
  void replace(const SecondaryFile& file, std::uint64_t offset, std::uint64_t data,
               const Descriptor& now, int event, std::string rule, std::string what,
               std::string was);
  base::Result<void> find_orphans(const std::string& name);
  void settle_pointers(const std::vector<MendedPrimary>& primaries);
  bool settle_moved(const std::string& secondary, const std::vector<MendedPrimary>& primaries);
  void lead(Bad& one, const Orphan& orphan, const std::vector<MendedPrimary>& primaries,
            std::string what);
  std::vector<Orphan> candidates(const Bad& one) const;

  const Folder& folder_;
  const base::CodePage& page_;
  const std::vector<std::string>& secondaries_;               // true names
  std::map<std::string, std::vector<std::uint64_t>> starts_;  // of chains, by secondary
  std::map<std::string, BlockMap> maps_;
  std::map<std::string, std::map<std::uint64_t, Edit>> edits_;
  mutable std::map<std::string, std::vector<Edit>> in_order_;
  std::vector<Bad> bad_;
  std::vector<Orphan> orphans_;
  std::map<std::tuple<std::string, std::uint64_t, std::size_t>, Pointer> pointers_;
  std::map<std::string, std::uint64_t> last_good_;           // in the primary being read
  std::map<std::string, std::vector<std::size_t>> waiting_;  // bad rows since, by secondary
  std::map<std::string, std::vector<std::uint64_t>> wants_;  // offsets in all pointers of rows
  std::set<std::string> too_many_;
  std::set<std::string> even_;  // secondaries with as many rows without a block as blocks without
  std::uint64_t unread_ = 0;    // rows whose pointer cannot be seen: they may mean any block
  std::set<std::string> missing_;  // secondaries that values need, in lower case
  std::uint64_t searched_ = 0;     // bytes, for descriptors
  std::shared_ptr<const SecondaryFile> last_opened_;
  std::vector<Change> changes_;
};

}  // namespace migrator::migration
