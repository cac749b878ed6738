#pragma once
// The report of a run, counted from the ledger.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "contract/control_file.hpp"
#include "migrator/ledger/ledger.hpp"
#include "migrator/migration/set.hpp"
#include "migrator/survey/left_out.hpp"

namespace migrator::run {

struct Report {
  /// Rejected items and warnings are named up to this many; the ledger has them all.
  static constexpr std::size_t kMost = 1000;

  std::string job;
  std::filesystem::path source{};  // as given; empty: not said
  std::string destination;         // "" for an extraction
  std::filesystem::path state;
  std::vector<ledger::Tally> tallies;
  ledger::Tally total;
  std::vector<ledger::Rejected> rejected;
  std::vector<ledger::Warning> warnings;
  std::uint64_t warning_count = 0;
  std::optional<std::filesystem::path> recovery;      // where there is one
  std::optional<std::filesystem::path> recovery_set;  // what of it is imported, once corrected
  std::optional<std::filesystem::path> set;           // the packing list of a set that stays
  std::optional<migration::Verification> verification;
  bool remote = false;       // the destination is a server
  bool dry_run = false;      // nothing was written; steps were judged in one
  ledger::Extras extras;     // of what was delivered
  bool complete = false;     // everything that was to be done is done
  bool nothing_new = false;  // complete since an earlier run: this one had nothing to do
  bool interrupted = false;  // the watch stopped it
  /// The source, where it had no set.json and one was drafted from what lies there.
  std::optional<std::filesystem::path> drafted;
  /// What lies in a source that was surveyed, and was not read.
  std::vector<survey::LeftOut> left_out;
  bool extracted_only = false;         // the set is what was asked for: nothing was to be imported
  std::optional<base::Error> stopped;  // what ended the run before its end
  std::vector<ledger::Count> counts;   // by kind, state and reason
  /// Of a run by a control file: its name, its warnings, and what of it is ignored.
  std::string control_name;
  std::vector<contract::ControlProblem> control;
  /// How many items are in a state; of one kind, or of all; for one reason, or for any.
  std::uint64_t items(ledger::State which, std::optional<ledger::ItemKind> kind = {},
                      std::optional<ledger::Reason> reason = {}) const;

  /// 0 all delivered · 1 with warnings (also of the control file), or something that may hold mail
  /// was left out · 2 items rejected, pending or failed: the codes of Mailmig.exe in batch
  /// (Q198957).
  int exit_code() const;
  /// Whether read = delivered + filtered + rejected + pending, for every owner and in total.
  bool adds_up() const;
};

/// Reads tallies, rejected items and warnings from the ledger into the report.
base::Result<void> count(ledger::Ledger& ledger, Report& report);

/// {"mailboxes": [{name, read, delivered, filtered, rejected, pending}], "boards": […],
/// "directory": {…}, "total": {…}}; total counts everything, the directory too.
base::Json tallies_json(const std::vector<ledger::Tally>& tallies, const ledger::Tally& total);
/// {"attachments": {"programs", "macros"}, "placements"}
base::Json extras_json(const ledger::Extras& extras);
base::Json to_json(const migration::Verification& verification);
base::Json to_json(const Report& report);

}  // namespace migrator::run
