#pragma once
// Inventory files: the NDJSON that `sidestep scan -o` has written, on this
// machine or another.
#include "checker/inventory/inventory.hpp"
#include "checker/inventory/rows.hpp"

namespace checker::inventory {

/// Hands over the records of the file, line by line, as far as the filter of `options` lets them.
/// nullopt: `path` is no inventory file. A line that cannot be read is Errc::malformed, naming it.
/// Half an inventory must not pass for a whole one: where rows are missing, or were left out on
/// purpose, a record that is `closed` comes last.
base::Result<std::optional<Header>> read_inventory_file(
    const std::filesystem::path& path, const ScanOptions& options,
    const std::function<bool(FileRecord record)>& take);

}  // namespace checker::inventory
