#pragma once
// Repairs a set of migration files: a mended copy in another folder, and a list of what was changed
// and why. Bytes of mail are never changed; where there is more than one way to mend something, it
// stays as it is, and is said.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::migration {

struct Change {
  std::string file;
  std::uint64_t line = 0;    // of the original, 1-based; 0: not a line
  std::uint64_t offset = 0;  // byte of the original .SEC, where that is the place
  int event = 0;             // what the wizard would have logged
  std::string rule;          // the article whose damage it was, where there is one
  std::string what;          // "the title line has two fields again"
  std::string was, now;      // UTF-8; shortened where they are long; "" for nothing
};

/// A fault that the copy still has.
struct Stay {
  Finding fault;
  std::string why;  // it was not mended
};

struct Repair {
  std::filesystem::path packing_list;  // of the copy
  std::vector<Change> changes;
  std::vector<Stay> stays;
  Verification before, after;
};

struct RepairOptions {
  std::optional<unsigned> code_page;  // for a set that names none that can be used
};

/// Writes the mended copy into `folder`, which must be new or empty. Its packing list comes last:
/// without one, the copy is not whole. Files without a change are copied byte for byte.
/// Errc::conflict: the folder is not empty, or the one of the set. Errc::usage: a code page that is
/// not known. Other errors are those of reading and writing.
base::Result<Repair> repair(base::Files& files, const std::filesystem::path& packing_list,
                            const std::filesystem::path& folder, const RepairOptions& options);

}  // namespace migrator::migration
