#pragma once
// What became of a wizard's run.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "contract/rewrite/wanted.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::wizard {

/// One start of the wizard, and what was looked at after it.
struct StepReport {
  std::size_t run = 1;
  contract::rewrite::Step step = contract::rewrite::Step::one_step;
  std::filesystem::path control;      // the file that it was told
  std::optional<int> code;            // that it ended with; none: it was not started now
  bool before = false;                // it was done by an earlier run of ours
  std::filesystem::path set;          // the packing list to go on with; empty: none
  std::filesystem::path mended;       // that set, where it is a mended copy
  std::filesystem::path passwords{};  // Ccmail.password, which the extraction of a DB8 has left
  std::optional<migration::Verification> verification{};  // of `set`
};

struct Report {
  std::filesystem::path state;
  std::string components;  // "Mailmig.exe 5.5.2521.0 and Mlmig32.dll 5.5.2521.0"
  std::vector<StepReport> steps;
  std::vector<std::string> notices;   // what there is to know; no exit code
  std::vector<std::string> warnings;  // what is odd
  bool complete = false;              // every step is done
  std::optional<base::Error> stopped;

  /// 0 all done · 1 with warnings · 2 errors of the wizard's, or a bad set.
  int exit_code() const;
  /// The sets that were made, in the order of the runs.
  std::vector<std::filesystem::path> sets() const;
};

/// {"report", "state", "components", "steps": [{run, step, control, code, before, set, mended,
/// verification}], "notices", "warnings", "complete", "error", "exit"}
base::Json to_json(const Report& report);

}  // namespace migrator::wizard
