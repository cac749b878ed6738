#pragma once
// What can be mended in one primary file by itself: titles, headers, quotes, rows, line ends.
#include <memory>
#include <string>
#include <vector>

#include "migrator/migration/primary.hpp"
#include "migrator/migration/repair_edits.hpp"

namespace migrator::migration {

/// Lines that an edit adds (or, where rows that went on over several lines become one, takes away)
/// at a line of the file before it.
struct Shift {
  std::uint64_t line = 0;
  std::int64_t lines = 0;
};

struct PrimaryMend {
  std::vector<Edit> edits;  // in order
  std::vector<Change> changes;
  std::vector<Shift> shifts;
  bool crlf = false;
  bool too_many = false;  // stopped at kMaxEdits: another look goes on
  bool any() const { return crlf || !edits.empty(); }
};

/// One look at a file. What an edit makes readable may need another look.
base::Result<PrimaryMend> mend_primary(std::shared_ptr<const base::RandomAccess> file,
                                       const std::string& name, const base::CodePage& page);

/// The line of the original for a line of the file after all `rounds` of shifts.
std::uint64_t original_line(const std::vector<std::vector<Shift>>& rounds, std::uint64_t line);

/// The text of the logical line at [offset, offset+length), continuations joined, without its end.
base::Result<std::string> logical_line(const base::RandomAccess& file, std::uint64_t offset,
                                       std::uint64_t length);

/// What a change shows of a line.
std::string for_change(std::string_view line, const base::CodePage& page);

}  // namespace migrator::migration
