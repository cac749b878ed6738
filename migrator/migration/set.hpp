#pragma once
// A set of migration files: <PO>.PKL, Directory.PRI, NNNNNNNN.PRI/.SEC (Exchange SDK, appendix A).
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "migrator/message/message.hpp"

namespace migrator::migration {

/// Reads a set, also one that the Migration Wizard or a third party wrote. A set of ours carries
/// what the documented columns cannot hold in "! sidestep:" comment lines, which are read back.
base::Result<std::unique_ptr<Source>> open_set(const std::filesystem::path& packing_list);

/// Writes one file pair of a set. Nothing has its final name before finish().
class SectionWriter {
 public:
  virtual ~SectionWriter() = default;
  /// A message (never a damage). Its sequence travels with it; its place and warnings are told of
  /// by whoever read it, and stay behind.
  virtual base::Result<void> put(const Item& item) = 0;
  virtual base::Result<void> put(const PersonalList& list) = 0;  // before the first message
  /// Durable under its final name when this returns; writing the same account again replaces it.
  virtual base::Result<void> finish() = 0;
};

class DirectoryWriter {
 public:
  virtual ~DirectoryWriter() = default;
  virtual base::Result<void> put(const DirectoryEntry& entry) = 0;
  virtual base::Result<void> finish() = 0;
};

/// Writes a set into a folder. Directory first, then one pair per account, then the packing list,
/// whose presence says that the set is whole.
class SetWriter {
 public:
  SetWriter(base::Files& files, std::filesystem::path folder, const Catalogue& catalogue);
  base::Result<std::unique_ptr<DirectoryWriter>> directory();
  /// `number`, from 1, gives the file names: 00000001.PRI, 00000001.SEC.
  base::Result<std::unique_ptr<SectionWriter>> account(unsigned number, const Account& account);
  /// Writes <post office>.PKL with the directory and all accounts 1 … `accounts`; its path.
  base::Result<std::filesystem::path> finish(unsigned accounts);

 private:
  base::Files& files_;
  std::filesystem::path folder_;
  Catalogue catalogue_;
};

struct Finding {
  enum class Kind { fault, note };  // a note is an oddity that import reads without loss
  Kind kind = Kind::fault;
  std::string file;
  std::uint64_t line = 0;    // 1-based physical line of a .PKL or .PRI; 0: not a line
  std::uint64_t offset = 0;  // byte in a .SEC, where that is the place
  int event = 0;             // what MSExchangeMig would log: 8030, 8054, 8059, …; 0: none known
  std::string rule;          // "Q214822" where the finding is that article's signature
  std::string message;       // what is wrong and what was expected
};

struct Verification {
  /// So many findings are kept; beyond that they are only counted.
  static constexpr std::size_t kMost = 100'000;
  std::vector<Finding> findings;
  std::uint64_t faults = 0, notes = 0;  // of all, also those that are not kept
  std::uint64_t messages = 0, lists = 0, directory_entries = 0;
  bool good() const { return faults == 0; }  // notes do not count
};

/// Checks a set made by anyone and does not stop at the first fault: files, titles, column headers,
/// rows, pointers, blocks, and what no row points to. A fault is what import would lose, or give to
/// the wrong person; whatever import reads without loss is a note (docs/formats/migration-files.md
/// lists both). Bodies are read, attachments are not. Errors are those of reading files.
base::Result<Verification> verify(const std::filesystem::path& packing_list);

}  // namespace migrator::migration
