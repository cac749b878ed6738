#pragma once
// The closing page of a run, for people.
#include <string>

#include "migrator/run/report.hpp"

namespace migrator::cli {

/// The table read = delivered + filtered + rejected, what was rejected and what is odd, and where
/// everything is.
std::string page(const run::Report& report);

/// Only the table.
std::string table(const std::vector<ledger::Tally>& tallies, const ledger::Tally& total);

/// One finding as a line: place, kind, event, rule, and its words.
std::string finding_line(const migration::Finding& finding);

/// The findings of a verification by file, a line each, and how many there were. Of findings that
/// differ only in names and numbers the first are shown and the others counted.
std::string findings(const migration::Verification& verification);

}  // namespace migrator::cli
