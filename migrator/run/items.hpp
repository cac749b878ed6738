#pragma once
// The report of items: one row for each item of a ledger, for people with a
// spreadsheet (CSV) and for programs (NDJSON). Written as it is read.
#include <filesystem>
#include <optional>
#include <string>

#include "base/files.hpp"
#include "base/stream.hpp"
#include "migrator/ledger/ledger.hpp"

namespace migrator::run {

enum class ItemsFormat { csv, ndjson };
/// By the name of the file: .csv, .ndjson. Errc::usage for another.
base::Result<ItemsFormat> items_format_of(const std::filesystem::path& file);

/// "delivered"; of a dry run "would-deliver", "would-filter" or "would-reject" where the item does
/// not stand there already; "pending" on its way.
std::string state_words(const ledger::Row& row);

/// Every item in the ledger's order. CSV is RFC 4180 in UTF-8 with a line of column names; a text
/// that a spreadsheet would take for a formula (it begins with = + - @ tab or CR), or that begins
/// with an apostrophe, gets an apostrophe before it. NDJSON has the texts as they are, and the same
/// keys (docs/schema/items.schema.json).
base::Result<void> write_items(ledger::Ledger& ledger, ItemsFormat format, base::ByteSink& out);
/// The same into a file that is whole or not there at all.
base::Result<void> write_items(base::Files& files, ledger::Ledger& ledger, ItemsFormat format,
                               const std::filesystem::path& file);

}  // namespace migrator::run
