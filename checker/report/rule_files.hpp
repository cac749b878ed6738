#pragma once
// The files that a rule asks for: where its answer can be looked up.
#include <string>
#include <vector>

#include "checker/report/check_report.hpp"

namespace checker::report {

/// The components whose versions `rule` asks for, those by which a range is recognised as well; in
/// the order in which it names them.
std::vector<std::string> components_asked(const manifest::Rule& rule,
                                          const manifest::Knowledge& knowledge);

/// The measured files of the components whose versions `rule` asks for, each once, in the order in
/// which the rule names them; none where no version decides or nothing was found.
std::vector<const inventory::FileRecord*> files_asked(const manifest::Rule& rule,
                                                      const CheckReport& report);

}  // namespace checker::report
