#pragma once
// The audit log: one record a line, each sealed by a hash that covers the one
// before it, so that no record can be changed, moved or taken out of the middle
// unnoticed. It is only ever appended to (docs/audit.md).
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/json.hpp"

namespace checker::audit {

/// Appends `content`, an object, as one record: with `schema`, `seq` (1, 2, …), `previous` (the
/// hash of the record before it, 64 zeros for the first) and `hash` (SHA-256 of the canonical text
/// of all the rest) added. Durable when it returns; a crash leaves the log without it, or with a
/// cut line that the next record names in `torn`. Waits for others that append. Gives the record's
/// hash.
///
/// A new log can be read by its owner alone. Errc::malformed when what the file holds is no audit
/// log, or its last record was changed: nothing is added then. Errc::conflict when somebody else
/// has held it for ten seconds.
base::Result<std::string> append(base::Files& files, const std::filesystem::path& log,
                                 base::Json content);

/// Whether append() would find a log that it can add to; makes an empty one where there is none.
/// Asked before a run, so that none is made that cannot be recorded.
base::Result<void> try_append(const std::filesystem::path& log);

/// What a log amounts to.
struct Chain {
  std::uint64_t records = 0;
  std::string first_time, last_time;  // of the records, as they say themselves
  std::string last_hash;
  std::vector<std::uint64_t> torn;  // lines that a crash cut short, each named by a later record
  bool cut_at_end = false;          // lines at the end are cut, and no record names them yet
  bool has_expected = false;        // `expected` was met among the hashes
  /// The first place where the chain does not hold, and nothing after it was looked at.
  std::optional<base::Error> fault;
};

/// Reads the whole log, a line at a time. `expected`: a hash that was noted elsewhere, or "". That
/// records were taken off the end can only be seen with one. An error: the file cannot be read.
/// `seen` is told of each record that holds, as its line, from the first on.
base::Result<Chain> verify(const std::filesystem::path& log, const std::string& expected = "",
                           const std::function<void(std::string_view line)>& seen = {});

}  // namespace checker::audit
