#pragma once
// An inventory in words: a table for people, CSV for spreadsheets. One row a
// file, in the order in which the files come. (NDJSON: inventory/rows.hpp.)
#include <string>
#include <vector>

#include "checker/inventory/inventory.hpp"
#include "checker/report/columns.hpp"

namespace checker::report {

/// Aligned columns; control characters in names are shown as \xNN.
class ScanTable {
 public:
  ScanTable();
  void add(const inventory::FileRecord& file, std::string& out);
  /// The rows that are still held; "No executable images." when there were none at all.
  void finish(std::string& out);
  bool is_empty() const { return table_.is_empty(); }

 private:
  AlignedTable table_;
};

std::string csv_header();
void append_csv(const inventory::FileRecord& file, std::string& out);

/// What a person should know of a file besides its number; "" when there is nothing.
std::string remark(const inventory::FileRecord& file);

}  // namespace checker::report
