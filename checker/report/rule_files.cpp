#include "checker/report/rule_files.hpp"

#include <algorithm>

namespace checker::report {

std::vector<std::string> components_asked(const manifest::Rule& rule,
                                          const manifest::Knowledge& knowledge) {
  std::vector<std::string> out;
  std::vector<std::string> ranges = rule.affects;
  for (std::string& id : ranges_in(rule.trigger)) ranges.push_back(std::move(id));
  for (const std::string& id : ranges) {
    const manifest::Range* range = knowledge.range(id);
    if (range == nullptr) continue;
    out.push_back(range->component);
    if (range->recognised_by) out.push_back(range->recognised_by->component);
  }
  for (std::string& name : components_in(rule.trigger)) out.push_back(std::move(name));
  return out;
}

std::vector<const inventory::FileRecord*> files_asked(const manifest::Rule& rule,
                                                      const CheckReport& report) {
  std::vector<const inventory::FileRecord*> out;
  for (const std::string& name : components_asked(rule, report.evidence.knowledge()))
    for (const auto* file : judge::files_of(report.evidence.index(), name))
      if (std::ranges::find(out, file) == out.end()) out.push_back(file);
  return out;
}

}  // namespace checker::report
