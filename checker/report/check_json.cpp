#include "checker/report/check_report.hpp"
#include "checker/report/findings.hpp"
#include "checker/report/level_report.hpp"
#include "checker/report/plan_text.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;

Json version_or_null(const std::optional<Version>& version) {
  return version ? Json(version::to_string(*version)) : Json(nullptr);
}

Json components(const CheckReport& report) {
  Json out = Json::array();
  for (const auto& [component, files] : measured_components(report)) {
    if (files.empty())
      out.push_back({{"component", component},
                     {"path", nullptr},
                     {"file_version", nullptr},
                     {"state", "missing"}});
    for (const auto* file : files)
      out.push_back({{"component", component},
                     {"path", file->path},
                     {"file_version", version_or_null(file->file_version)},
                     {"state", inventory::to_string(file->version_state)}});
  }
  return out;
}

Json remedies(const manifest::Rule& rule) {
  Json out = Json::array();
  for (const auto& r : rule.remedies)
    out.push_back({{"kind", to_string(r.kind)},
                   {"text", r.text},
                   {"basis", to_string(r.basis)},
                   {"rank", r.rank},
                   {"loss", text_or_null(r.loss)},
                   {"effort", text_or_null(r.effort)},
                   {"executor", text_or_null(r.executor)}});
  return out;
}

Json rejected(const plan::Rejected& variation) {
  Json changes = Json::array();
  for (const auto& c : variation.changes)
    changes.push_back({{"fact", c.fact}, {"to", to_string(c.to)}});
  return {{"variation", describe(variation)},
          {"changes", std::move(changes)},
          {"left_out", variation.left_out},
          {"cost", variation.cost},
          {"lost_on", text_or_null(variation.lost_on)},
          {"its", variation.its},
          {"of_plan", variation.of_plan}};
}

Json finding(const judge::Finding& f, const judge::Finding& under_plan) {
  return {{"rule", f.rule->id},
          {"verdict", judge::to_string(f.verdict)},
          {"reason", judge::to_string(f.reason)},
          {"kind", to_string(f.rule->kind)},
          {"severity", to_string(f.rule->severity)},
          {"basis", to_string(f.basis)},
          {"under_plan", judge::to_string(under_plan.verdict)},
          {"title", f.rule->title},
          {"summary", f.rule->summary},
          {"because", f.because},
          {"because_under_plan", under_plan.because},
          {"events", f.rule->events},
          {"source", f.rule->source},
          {"remedies", remedies(*f.rule)}};
}

Json asked(const Asked& a) {
  return {{"paths", a.paths},
          {"control", text_or_null(a.control)},
          {"operation", text_or_null(a.operation)},
          {"set", a.sets},
          {"pin", a.pins},
          {"accept", a.accepted},
          {"packages", a.packages},
          {"manifests", a.manifests},
          {"source", text_or_null(a.source)},
          {"policy", a.policy}};
}

Json account(const CheckReport& report) {
  return {{"schema", kCheckSchema},
          {"tool", "sidestep"},
          {"version", report.stamp.tool_version},
          {"made", report.stamp.made},
          {"facts_as_of", text_or_null(facts_as_of(report.evidence.knowledge()))},
          {"note", kNamesNote}};
}

}  // namespace

Json to_json(const CheckReport& report) {
  const plan::Planned& planned = report.planned;
  Json findings = Json::array(), questions = Json::array();
  for (std::size_t i = 0; i < planned.meant.size(); ++i)
    findings.push_back(finding(planned.meant[i], planned.under_plan[i]));
  for (const auto& q : planned.questions)
    questions.push_back({{"fact", q.fact}, {"question", q.text}, {"settles", q.settles}});
  Json variations = Json::array();
  for (const auto& variation : planned.rejected) variations.push_back(rejected(variation));
  Json levels = std::move(to_json(report.levels).at("products"));
  return {{"report", account(report)},
          {"asked", asked(report.asked)},
          {"headline", headline(report)},
          {"engines", {{"mailmig", mailmig_would(report)}, {"own", own_engine(report)}}},
          {"operation", contract::to_json(report.evidence.facts)},
          {"components", components(report)},
          {"levels", std::move(levels)},
          {"findings", std::move(findings)},
          {"questions", std::move(questions)},
          {"plan", contract::to_json(planned.plan)},
          {"rejected", std::move(variations)},
          {"conflict", planned.conflict},
          {"warnings", report.warnings}};
}

}  // namespace checker::report
