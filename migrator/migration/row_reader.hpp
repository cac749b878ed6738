#pragma once
// Rows of sections as what they mean, or as a defect that says where and why not.
#include <deque>
#include <functional>
#include <map>
#include <variant>

#include "migrator/migration/folder.hpp"
#include "migrator/migration/message_row.hpp"
#include "migrator/migration/primary.hpp"

namespace migrator::migration {

/// A header value in an Other block (a long list of recipients) and a long note: more is damage.
constexpr std::uint64_t kMaxValue = 16u << 20;

struct Defect {
  std::string reason;  // "bad-row", "bad-pointer", "missing-file", "bad-section", …
  Finding finding;
  std::optional<std::uint64_t> sequence;  // when the note above the row could be read
};

struct ReadMessage {
  Message message;
  std::optional<std::uint64_t> sequence;
  std::string secondary;  // true name of the file that holds its body; "" without one
  std::vector<Finding> odd;
};

struct ReadList {
  PersonalList list;
  bool is_entry = false;    // an `entry` row: one person; name and note only from a note of ours
  bool says_empty = false;  // a note of ours says that the list has no members
  std::vector<Finding> odd;
};

struct ReadEntry {
  DirectoryEntry entry;
  std::vector<Finding> odd;
};

class RowReader {
 public:
  /// Both must outlive the reader. `name` is the primary file.
  RowReader(const Folder& folder, const base::CodePage& page, std::string name)
      : folder_(folder), page_(page), name_(std::move(name)) {}

  /// Errors are those of reading files; whatever is wrong with the set is a Defect.
  base::Result<std::variant<ReadMessage, Defect>> message(const Section& section, const Row& row);
  base::Result<std::variant<ReadList, Defect>> list(const Section& section, const Row& row);
  std::variant<ReadEntry, Defect> entry(const Section& section, const Row& row) const;
  const std::string& name() const { return name_; }
  /// Is told of every chain of blocks, and every single block, that a row leads to.
  using Watch = std::function<void(const Row&, const SecondaryFile&, const std::vector<Block>&)>;
  void watch(Watch watch) { watch_ = std::move(watch); }
  /// Counts the blocks that rows lead to, by true name of their file, and bounds them
  /// (SecondaryFile::count). `steps` must outlive the reader.
  void count(std::map<std::string, std::uint64_t>& steps) { steps_ = &steps; }
  /// Tells the watch where the pointers of a row lead that cannot be read otherwise: as far as its
  /// fields are known. Errors are those of reading files.
  base::Result<void> follow_all(const Row& row);

 private:
  struct Chain {
    std::shared_ptr<const SecondaryFile> file;  // null: the row has no body
    std::vector<Block> blocks;
  };
  using Failed = std::optional<Defect>;

  Defect defect(const Row& row, std::string reason, int event, std::string message) const;
  Failed unusable(const Section& section, const Row& row, std::size_t least) const;
  base::Result<std::variant<std::shared_ptr<const SecondaryFile>, Defect>> secondary(
      const Row& row, const Pointer& pointer);
  base::Result<Failed> follow_body(const Row& row, Chain& chain, ReadMessage& out);
  base::Result<Failed> follow_value(const Row& row, const Pointer& pointer, std::string& bytes,
                                    std::vector<Finding>& odd);
  base::Result<Failed> values(const Row& row, std::size_t count, std::vector<std::string>& out,
                              std::vector<Finding>& odd);
  base::Result<std::optional<base::Json>> note(const Row& row, std::vector<Finding>& odd);
  std::string decode(const Row& row, const std::string& bytes, std::vector<Finding>& odd) const;
  void remark(const Row& row, std::vector<Finding>& odd, std::string message) const;
  void keep_extra_columns(const Section& section, const Row& row, ReadMessage& out) const;
  void apply_note(const Row& row, const base::Json& note, const std::vector<Descriptor>& chain,
                  std::vector<PartHead>& heads, ReadMessage& out) const;

  const Folder& folder_;
  const base::CodePage& page_;
  std::string name_;
  Watch watch_;
  std::map<std::string, std::uint64_t>* steps_ = nullptr;
  std::deque<std::pair<std::string, std::shared_ptr<const SecondaryFile>>> recent_;
};

}  // namespace migrator::migration
