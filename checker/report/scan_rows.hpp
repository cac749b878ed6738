#pragma once
// An inventory in words: NDJSON for programs, a table for people, CSV for
// spreadsheets. One row a file, in the order of the inventory.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "checker/inventory/inventory.hpp"

namespace checker::report {

enum class ScanFields { version, all };  // version: without the string tables

/// One row of `sidestep scan`. Where a table or a key stands twice in a file, the first is shown:
/// it is the one that Windows finds.
base::Json to_json(const inventory::FileRecord& file, ScanFields fields);

/// What stands in the first line of an NDJSON file that `-o` writes.
struct ScanHeader {
  std::string time;  // "1999-09-30T12:00:00Z"
  std::string host;
  std::vector<std::string> roots;
};
base::Json to_json(const ScanHeader& header);

using Files = std::vector<inventory::FileRecord>;

/// One JSON object a line.
std::string scan_ndjson(const Files& files, ScanFields fields);
/// Aligned columns; control characters in names are shown as \xNN.
std::string scan_table(const Files& files);
/// RFC 4180 with a line of column names. A cell that a spreadsheet would take for a formula gets an
/// apostrophe in front.
std::string scan_csv(const Files& files);

}  // namespace checker::report
