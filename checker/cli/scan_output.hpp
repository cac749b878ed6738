#pragma once
// What a scan writes: a table, CSV, or NDJSON, which in a file is an inventory.
#include <string>
#include <vector>

#include "checker/cli/output.hpp"
#include "checker/inventory/rows.hpp"
#include "checker/report/scan_rows.hpp"

namespace checker::cli {

class ScanOutput {
 public:
  /// `format`: table, ndjson or csv; `to_file`: not to standard output; `roots`: how the paths
  /// begin. `out` is borrowed.
  ScanOutput(std::string format, bool to_file, const inventory::ScanOptions& options,
             std::vector<std::string> roots, Output& out);

  /// What the threads of the scan can do by themselves.
  inventory::Render render() const;
  /// Whether this becomes an inventory, which another machine will take for the place itself.
  bool is_inventory() const { return to_file_ && format_ == "ndjson"; }
  base::Result<void> begin();
  base::Result<void> add(const inventory::Batch& batch);
  base::Result<void> add(const inventory::FileRecord& file);
  /// `complete`: every PATH was read.
  base::Result<void> finish(bool complete);

 private:
  std::string header_text() const;
  base::Result<void> write(std::string_view text) { return out_.write(base::bytes_of(text)); }

  std::string format_;
  bool to_file_, strings_;
  inventory::Header header_;
  Output& out_;
  std::uint64_t rows_ = 0;
  report::ScanTable table_;
};

/// The format that the end of a file's name means: ".ndjson", ".jsonl", ".csv"; else "table".
std::string format_of(const std::string& output);

}  // namespace checker::cli
