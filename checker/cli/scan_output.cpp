#include "checker/cli/scan_output.hpp"

#include <algorithm>

#include "base/system.hpp"
#include "base/text.hpp"

namespace checker::cli {

using base::Result;

ScanOutput::ScanOutput(std::string format, bool to_file, const inventory::ScanOptions& options,
                       std::vector<std::string> roots, Output& out)
    : format_(std::move(format)), to_file_(to_file), strings_(options.strings), out_(out) {
  header_ = {SIDESTEP_VERSION, base::utc_now(), base::host_name(), std::move(roots),
             std::nullopt,     options.filter,  options.depth == 0};
}

inventory::Render ScanOutput::render() const {
  if (format_ == "csv") return report::append_csv;
  if (format_ != "ndjson") return {};
  return [strings = strings_](const inventory::FileRecord& file, std::string& text) {
    inventory::write_row(file, strings, text);
  };
}

Result<void> ScanOutput::begin() {
  if (format_ == "csv") return write(report::csv_header());
  return is_inventory() ? write(header_text()) : Result<void>();
}

Result<void> ScanOutput::add(const inventory::Batch& batch) {
  if (!batch.text.empty()) {
    rows_ += static_cast<std::uint64_t>(std::ranges::count(batch.text, '\n'));
    return write(batch.text);
  }
  std::string text;
  for (const inventory::FileRecord& file : batch.records) table_.add(file, text);
  return write(text);
}

Result<void> ScanOutput::add(const inventory::FileRecord& file) {
  inventory::Batch batch;
  if (const auto rendered = render())
    rendered(file, batch.text);
  else
    batch.records.push_back(file);
  return add(batch);
}

Result<void> ScanOutput::finish(bool complete) {
  std::string text;
  if (format_ == "table" && (complete || !table_.is_empty())) table_.finish(text);
  if (auto written = write(text); !written) return written;
  if (is_inventory() && out_.is_replacement()) {
    header_.rows = rows_;
    if (auto done = out_.write_over_start(base::bytes_of(header_text())); !done) return done;
  }
  return out_.finish();
}

std::string ScanOutput::header_text() const {
  std::string out;
  inventory::write_header(header_, out);
  return out;
}

std::string format_of(const std::string& output) {
  const auto ends = [&](std::string_view what) {
    return output.size() > what.size() &&
           base::equals_fold(std::string_view(output).substr(output.size() - what.size()), what);
  };
  if (ends(".ndjson") || ends(".jsonl")) return "ndjson";
  return ends(".csv") ? "csv" : "table";
}

}  // namespace checker::cli
