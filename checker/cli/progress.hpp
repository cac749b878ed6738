#pragma once
// Progress: one line on a terminal that says how far a scan has come. Nothing
// is drawn where standard error is no terminal.
#include <string>
#include <thread>
#include <vector>

#include "checker/inventory/inventory.hpp"

namespace checker::cli {

class ProgressLine {
 public:
  /// `paths`: what is scanned; their files are counted, in a thread of its own, to tell the time
  /// that is left. `busy`: the terminal is written to by somebody else, too.
  ProgressLine(const inventory::Progress& progress, std::vector<std::string> paths,
               const inventory::ScanOptions& options, bool busy);
  /// Wipes the line.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  std::atomic<std::uint64_t> total_{0};
  std::atomic<bool> counted_{false};
  std::jthread counter_, drawer_;
};

/// "12,345 of 20,000 files, 8,230 a second, 2 s left"; total 0: not known yet.
std::string progress_text(std::uint64_t done, std::uint64_t total, double seconds);

}  // namespace checker::cli
