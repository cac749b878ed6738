// Inventory files, line by line.
#include "checker/inventory/rows.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace inventory = checker::inventory;

namespace {

std::string written(const inventory::FileRecord& record) {
  std::string out;
  inventory::write_row(record, true, out);
  return out;
}

void read(std::string_view line) {
  (void)inventory::read_header(line, "line");
  const auto row = inventory::read_row(line, "line");
  if (!row) {
    fuzz::require(row.error().message.find("line") == 0, "an error says where");
    return;
  }
  const std::string once = written(*row);
  const auto again = inventory::read_row(std::string_view(once).substr(0, once.size() - 1), "line");
  fuzz::require(bool(again), "what was written can be read");
  fuzz::require(written(*again) == once, "what was written says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = base::text_of(fuzz::bytes(data, size));
  (void)inventory::is_row(text);
  while (!text.empty()) {
    const auto end = text.find('\n');
    read(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return 0;
}
