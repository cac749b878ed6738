#include <fmt/format.h>

#include "checker/report/html/sections.hpp"
#include "checker/report/summary.hpp"

namespace checker::report::html {
namespace {

Markup manifests(const contract::Plan& plan, const manifest::Knowledge& knowledge) {
  Markup rows;
  for (const auto& used : plan.manifests) {
    const auto as_of = knowledge.facts_as_of.find(used.id);
    rows += row({used.id, used.version,
                 as_of == knowledge.facts_as_of.end() ? "not stated" : as_of->second,
                 code(used.sha256)});
  }
  if (rows.empty()) return element("p", "No manifest was read.");
  return element(
      "details",
      element("summary", fmt::format("{} manifests, each with its digest", plan.manifests.size())) +
          table("Manifests", head_row({"Manifest", "Version", "Facts as of", "SHA-256"}), rows));
}

Markup evidence(const contract::Plan& plan) {
  Markup rows;
  for (const auto& e : plan.evidence)
    rows += row({e.component, e.file_version.empty() ? "none" : e.file_version, code(e.path),
                 e.sha256.empty() ? Markup("not measured") : code(e.sha256)});
  if (rows.empty()) return {};
  return element(
      "details",
      element("summary", "Files as they were when the verdict was given") +
          table("Evidence", head_row({"Component", "Version", "Where", "SHA-256"}), rows));
}

}  // namespace

Markup origin_section(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  const manifest::Knowledge& knowledge = report.evidence.knowledge();
  const std::string as_of = facts_as_of(knowledge);
  const base::Json document = contract::to_json(plan);
  Markup entries =
      element("dt", "Made by") + element("dd", "sidestep " + report.stamp.tool_version);
  entries += element("dt", "Made at") + element("dd", report.stamp.made);
  if (!as_of.empty())
    entries += element("dt", "Facts as of") + element("dd", as_of + ", the newest of them");
  entries +=
      element("dt", "Digest of the plan") + element("dd", code(document.value("digest", "")));
  return section("origin", "About this report",
                 element("p", {{"class", "notice"}}, kNamesNote) + element("dl", entries) +
                     evidence(plan) + manifests(plan, knowledge));
}

}  // namespace checker::report::html
