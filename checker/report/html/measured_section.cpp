#include "checker/report/findings.hpp"
#include "checker/report/html/sections.hpp"

namespace checker::report::html {
namespace {

std::string version_of(const inventory::FileRecord& file) {
  return file.file_version ? version::to_string(*file.file_version)
                           : "no version: " + std::string(to_string(file.version_state));
}

Markup files(const CheckReport& report) {
  Markup rows;
  for (const auto& [component, found] : measured_components(report)) {
    if (found.empty()) rows += row({component, element("strong", "not found"), ""});
    for (const auto* file : found) rows += row({component, version_of(*file), code(file->path)});
  }
  if (rows.empty()) return element("p", "None of the files that the rules speak of was found.");
  return table("Files that the rules speak of", head_row({"Component", "Version", "Where"}), rows);
}

Markup operation(const CheckReport& report) {
  Markup rows;
  for (const auto& [name, fact] : report.evidence.facts)
    rows += row({code(name), to_string(fact), fact.from.empty() ? "nobody said" : fact.from});
  if (rows.empty()) return {};
  return element("details", element("summary", "The operation as it was described") +
                                table("Facts of the operation, and where each comes from",
                                      head_row({"Fact", "Value", "From"}), rows));
}

}  // namespace

Markup measured_section(const CheckReport& report) {
  return section("measured", "What was measured", files(report) + operation(report));
}

}  // namespace checker::report::html
