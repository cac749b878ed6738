#pragma once
// Columns: rows of text for people (aligned) and for spreadsheets (CSV).
#include <string>
#include <string_view>
#include <vector>

namespace checker::report {

using Row = std::vector<std::string>;

/// Aligned columns, two blanks apart. The rows come in blocks, each as wide as the widest so far,
/// so that a table of any length needs the memory of one block.
class AlignedTable {
 public:
  explicit AlignedTable(Row head) : rows_{std::move(head)} {}
  void add(Row row, std::string& out);
  void finish(std::string& out);
  bool is_empty() const { return !begun_; }

 private:
  std::vector<Row> rows_;
  std::vector<std::size_t> widths_;
  bool begun_ = false;
};

/// RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
std::string csv_line(const Row& row);

/// Words with a blank between them.
std::string joined(const std::vector<std::string>& words);

}  // namespace checker::report
