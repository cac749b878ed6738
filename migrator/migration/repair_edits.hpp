#pragma once
// Edits of a file that is copied: pieces replaced, everything between as it was.
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "migrator/migration/repair.hpp"

namespace migrator::migration {

/// Mends of one file that are held at once; the rest of a file with more stays as it is, and that
/// is said. Pointers that follow moved blocks have no such limit.
constexpr std::size_t kMaxEdits = 1u << 20;

struct Edit {
  std::uint64_t offset = 0, length = 0;  // what is replaced
  std::string text;                      // by this, line end included
};

/// Where the byte at `offset` of the original stands in the copy. `edits` in their order; something
/// inserted at `offset` itself comes before it.
std::uint64_t moved(const std::vector<Edit>& edits, std::uint64_t offset);

/// Writes `file` with its edits (in order, not overlapping) to `path`. With `crlf` a line feed
/// alone gets its carriage return, and the last line its end. The file has its final name, and is
/// on the disk, when this returns.
base::Result<void> copy_with(base::Files& files, const base::RandomAccess& file,
                             const std::vector<Edit>& edits, bool crlf,
                             const std::filesystem::path& path);

}  // namespace migrator::migration
