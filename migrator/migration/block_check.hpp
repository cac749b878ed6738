#pragma once
// The secondary files of a set under check: the blocks that rows lead to, and what no row leads to.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "migrator/migration/block_map.hpp"
#include "migrator/migration/findings.hpp"
#include "migrator/migration/folder.hpp"

namespace migrator::migration {

/// Whether the folder has a recovery.json that says what a recovery set is
/// (migrator/run/provenance.hpp).
bool is_recovery_set(const Folder& folder);

class BlockCheck {
 public:
  /// Both must outlive the check.
  BlockCheck(const Folder& folder, Findings& findings)
      : folder_(folder), findings_(findings), partial_(is_recovery_set(folder)) {}

  /// A chain of blocks that a row in `primary` leads to, judged and claimed.
  base::Result<void> chain(const std::string& primary, std::uint64_t line,
                           const SecondaryFile& file, const std::vector<Block>& blocks);
  /// A file that the packing list names, whether rows lead into it or not.
  void expect(const std::string& true_name) { (void)of(true_name); }
  bool knows(const std::string& true_name) const { return files_.contains(true_name); }
  /// Blocks walked so far, by true name of their file: RowReader::count() writes it.
  std::map<std::string, std::uint64_t>& steps() { return steps_; }
  /// What nobody has claimed, in all files met: mail that nothing points to is lost by import.
  base::Result<void> finish();

 private:
  struct Claim {
    std::string primary;
    std::uint64_t line = 0, offset = 0, end = 0;
  };
  struct File {
    BlockMap map;
    std::vector<std::uint64_t> starts;  // of chains
    std::vector<Claim> again;           // claims of what was claimed before
    std::uint64_t judged = 0;           // bytes of texts that were read
  };
  File& of(const std::string& true_name) { return files_[true_name]; }
  void judge_chain(const SecondaryFile& file, const std::vector<Block>& blocks);
  base::Result<void> judge_content(const SecondaryFile& file, const Block& block);
  base::Result<void> judge_body(const SecondaryFile& file, const Block& block);
  base::Result<void> judge_schedule(const SecondaryFile& file, const Block& block);
  void overlap(const std::string& file, const Claim& claim);
  void judge_again(const std::string& name, File& file);
  base::Result<void> finish_file(const std::string& name, File& file);
  void leftover(const std::string& name, const Leftover& one);

  const Folder& folder_;
  Findings& findings_;
  bool partial_;  // a recovery set: what no row leads to was delivered from another
  std::map<std::string, File> files_;           // by true name
  std::map<std::string, std::uint64_t> steps_;  // by true name
};

/// Where the blocks of a secondary file begin: after its header line, or what stands in its place.
/// `good` says whether it is the header line.
base::Result<std::uint64_t> first_block(const SecondaryFile& file, bool& good);

}  // namespace migrator::migration
