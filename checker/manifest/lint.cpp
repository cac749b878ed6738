#include "checker/manifest/lint.hpp"

namespace checker::manifest {

std::string_view to_string(Remark::Level level) {
  return level == Remark::Level::error ? "error" : "warning";
}

Linted lint(const Library& library, const std::vector<CaseFile>& cases) {
  Linted out;
  for (const Library::Refused& each : library.refused)
    out.remarks.push_back(error_remark(each.error));
  Declared declared;
  for (const Library::Shelved& each : library.manifests) declared.add(each.manifest);
  lint_facts(library, out.remarks);
  lint_ranges(library, out.remarks);
  lint_rules(library, declared, out.remarks);
  lint_events(library, out.remarks);
  out.account = lint_records(library, out.remarks);
  lint_cases(library, declared, cases, out.remarks);
  for (const Library::Shelved& each : library.manifests) {
    if (each.context) continue;
    ++out.manifests;
    out.rules += each.manifest.rules.size();
  }
  for (const CaseFile& file : cases)
    if (!file.context) out.cases += file.cases.size();
  return out;
}

}  // namespace checker::manifest
