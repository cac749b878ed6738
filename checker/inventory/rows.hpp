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
};

/// Appends one line. Where a table or a key stands twice in a file, the first is written: it is the
/// one that Windows finds. A path that is not UTF-8 is written with U+FFFD in the places of its odd
/// bytes, and as it is, in hexadecimal, as `path_bytes`.
void write_row(const FileRecord& record, bool strings, std::string& out);
void write_header(const Header& header, std::string& out);

/// Reads what write_row() has written; a key that this version does not know is an error. `where`
/// begins each message ("old.ndjson line 3").
base::Result<FileRecord> read_row(std::string_view line, const std::string& where);
/// nullopt: not the first line of an inventory file.
base::Result<std::optional<Header>> read_header(std::string_view line, const std::string& where);

/// Whether a file that starts with these bytes is an inventory file.
bool is_inventory_file(base::Bytes start);

}  // namespace checker::inventory
