#pragma once
// Rows: the NDJSON of an inventory, written and read. It is what `sidestep
// scan` prints, what stands in an inventory file, and what the locked-down
// child that opens containers sends.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

/// What stands in the first line of an inventory file.
struct Header {
  std::string version;  // of the program that wrote it
  std::string time;     // "1999-09-30T12:00:00Z"
  std::string host;
  std::vector<std::string> roots;
  /// How many rows follow; nullopt: whoever wrote it could not come back to the first line.
  std::optional<std::uint64_t> rows;
  /// What was left out on purpose.
  Filter filter;
  bool unopened = false;  // containers were not opened (--depth 0)

  /// Why this inventory cannot tell that a file of one of these names is not there; "" when it can.
  std::string leaves_out(const std::vector<std::string>& names) const;
};

/// The most bytes of one line. A version block has 64 KiB at most, but an image may have one for
/// each of many languages: what would be longer is written without its strings, and says so.
inline constexpr std::size_t kMaxRow = 4u << 20;

/// Appends one line. Where a table or a key stands twice in a file, the first is written: it is the
/// one that Windows finds. A path that is not UTF-8 is written with U+FFFD in the places of its odd
/// bytes, and as it is, in hexadecimal, as `path_bytes`.
void write_row(const FileRecord& record, bool strings, std::string& out);
/// As long with a number of rows as without: it is written when the rows are.
void write_header(const Header& header, std::string& out);

/// Reads what write_row() has written; a key that this version does not know is an error. `where`
/// begins each message ("old.ndjson line 3").
base::Result<FileRecord> read_row(std::string_view line, const std::string& where);
/// nullopt: not the first line of an inventory file.
base::Result<std::optional<Header>> read_header(std::string_view line, const std::string& where);

/// Whether this line is one of an inventory: its header, or a row.
bool is_header(std::string_view line);
bool is_row(std::string_view line);

}  // namespace checker::inventory
