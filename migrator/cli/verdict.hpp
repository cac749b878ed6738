#pragma once
// What happened, in words: the first sentence of the closing page, and what every reason means.
#include <string>

#include "migrator/run/report.hpp"

namespace migrator::cli {

/// Whether the bytes of what was rejected could be kept: a file that cannot be read has none.
enum class Kept { none, some, all };
Kept kept_bytes(const run::Report& report);

/// "All 1,240 messages, 12 lists and 40 directory entries arrived." or what else became of them; of
/// a dry run what would.
std::string verdict(const run::Report& report);
/// What was filtered, by reason; "" for nothing.
std::string filtered(const run::Report& report);
/// Programs and macros among the attachments, and messages that stand on several boards; "" without
/// any.
std::string extras(const run::Report& report);
/// For each reason for which something was rejected what it means and what to do; "" without any.
std::string reasons(const run::Report& report);

}  // namespace migrator::cli
