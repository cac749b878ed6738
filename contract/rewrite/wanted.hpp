#pragma once
// What the control file of one run has to say, and whether its keywords can.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/control_keywords.hpp"
#include "contract/plan.hpp"

namespace contract::rewrite {

/// One start of the wizard.
enum class Step { one_step, extract, import };
std::string_view to_string(Step step);  // "one-step", "extract", "import"

/// A pass of the plan, seen from the control file that it was made from.
struct Run {
  const contract::Mode& mode;        // of that file
  std::string function;              // of that file: FULL, EXTRACT, IMPORT
  const contract::Facts& by_itself;  // what the file means unchanged, on this machine
  contract::Facts wanted;            // what is to hold during the pass
  bool mailboxes_made = false;       // by a pass before this one
};

struct Wanted {
  std::map<std::string_view, bool> flags;  // keyword: Public, Email, …; without it, as it stands
  std::optional<std::string> destination;  // SERVER, PST; likewise
  std::optional<std::string> post_office;
  /// Why no control file can say it, a sentence each; none: it can.
  std::vector<std::string> cannot;
};

/// The steps that a pass consists of: one, or extract and import.
std::vector<Step> steps_of(const contract::Facts& wanted);

/// What has to differ from the file as it is. Batch mode leaves content out by Public, Email, PAB,
/// Schedule and Mailbox (KB Q198957); all other content comes or stays away with the extractor.
Wanted wanted(const Run& run);

}  // namespace contract::rewrite
