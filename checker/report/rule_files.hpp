#pragma once
// The files that a rule asks for: where its answer can be looked up.
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// The measured files of the components whose versions `rule` asks for, each once, in the order in
/// which the rule names them; none where no version decides or nothing was found.
std::vector<const inventory::FileRecord*> files_asked(const manifest::Rule& rule,
                                                      const CheckReport& report);

}  // namespace checker::report
