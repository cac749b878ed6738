#include "checker/report/check_report.hpp"

namespace checker::report {
namespace {

using base::Json;

Json version_or_null(const std::optional<Version>& version) {
  return version ? Json(version::to_string(*version)) : Json(nullptr);
}

Json components(const judge::Evidence& evidence) {
  Json out = Json::array();
  for (const std::string& component : evidence.knowledge.components()) {
    const auto files = judge::files_of(evidence.inventory, component);
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

std::string_view kind_of(manifest::Remedy::Kind kind) {
  switch (kind) {
    case manifest::Remedy::Kind::set_fact:
      return "set";
    case manifest::Remedy::Kind::leave_out:
      return "leave-out";
    case manifest::Remedy::Kind::package:
      return "package";
    case manifest::Remedy::Kind::by_hand:
      return "by-hand";
  }
  return "by-hand";
}

Json remedies(const manifest::Rule& rule) {
  Json out = Json::array();
  for (const auto& r : rule.remedies)
    out.push_back({{"kind", kind_of(r.kind)},
                   {"text", r.text},
                   {"basis", to_string(r.basis)},
                   {"rank", r.rank}});
  return out;
}

Json finding(const judge::Finding& f, const judge::Finding& under_plan) {
  return {{"rule", f.rule->id},
          {"verdict", judge::to_string(f.verdict)},
          {"reason", judge::to_string(f.reason)},
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

}  // namespace

Json to_json(const CheckReport& report) {
  const plan::Planned& planned = report.planned;
  Json findings = Json::array(), questions = Json::array();
  for (std::size_t i = 0; i < planned.meant.size(); ++i)
    findings.push_back(finding(planned.meant[i], planned.under_plan[i]));
  for (const auto& q : planned.questions)
    questions.push_back({{"fact", q.fact}, {"question", q.text}, {"settles", q.settles}});
  return {{"operation", contract::to_json(report.evidence.facts)},
          {"components", components(report.evidence)},
          {"findings", std::move(findings)},
          {"questions", std::move(questions)},
          {"plan", contract::to_json(planned.plan)},
          {"warnings", report.warnings}};
}

}  // namespace checker::report
