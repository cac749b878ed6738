#pragma once
// The control file of one start of the wizard.
#include <string>
#include <vector>

#include "base/result.hpp"
#include "contract/rewrite/draft.hpp"
#include "contract/rewrite/wanted.hpp"

namespace contract::rewrite {

/// Which rule asked for what; "" where none did.
struct Reasons {
  std::string steps, content, runs;
};

struct ControlText {
  std::string name;  // "1-extract.txt"
  Step step = Step::one_step;
  std::string text;
  std::vector<Change> changes;
  bool marked = false;  // File is to be filled in after step one
};

/// Writes the file for `step` of a run that can be said (Wanted::cannot is empty). `notes` stand at
/// its top, `always` even where nothing else has changed. Errc::unsupported where what was written,
/// read again, does not say what it should.
base::Result<ControlText> write_step(const contract::ControlDocument& original, const Run& run,
                                     Step step, const Wanted& wanted, const Reasons& reasons,
                                     const std::vector<std::string>& notes,
                                     const std::vector<std::string>& always);

}  // namespace contract::rewrite
