#include "checker/report/rule_files.hpp"

#include <algorithm>

namespace checker::report {

std::vector<const inventory::FileRecord*> files_asked(const manifest::Rule& rule,
                                                      const CheckReport& report) {
  std::vector<const inventory::FileRecord*> out;
  for (const std::string& name : report.evidence.knowledge().components_asked(rule))
    for (const auto* file : judge::files_of(report.evidence.index(), name))
      if (std::ranges::find(out, file) == out.end()) out.push_back(file);
  return out;
}

}  // namespace checker::report
