#include "checker/report/diagnosis_lines.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;
using diagnose::Candidate;
using diagnose::SeenEvent;

Json event_json(const SeenEvent& event) {
  return {{"event", event.id}, {"source", text_or_null(event.source)}};
}

Json events_json(const DiagnosisReport& report, const std::vector<std::size_t>& events) {
  Json out = Json::array();
  for (const std::size_t i : events) out.push_back(event_json(report.symptoms.events[i]));
  return out;
}

Json seen(const DiagnosisReport& report) {
  const diagnose::EventLore lore(report.knowledge);
  Json events = Json::array(), codes = Json::array();
  for (const SeenEvent& event : report.symptoms.events) {
    Json one = event_json(event);
    const auto* const about = lore.about(event);
    one["times"] = event.times;
    one["first"] = text_or_null(event.first);
    one["last"] = text_or_null(event.last);
    one["meaning"] = about != nullptr ? Json(about->meaning) : Json(nullptr);
    one["follow_up"] = lore.is_follow_up(event);
    events.push_back(std::move(one));
  }
  for (const std::uint32_t code : report.symptoms.codes) codes.push_back(diagnose::code_text(code));
  return {{"events", std::move(events)}, {"codes", std::move(codes)}};
}

Json logs(const DiagnosisReport& report) {
  Json out = Json::array();
  for (const auto& log : report.logs) {
    Json others = Json::object();
    for (const auto& [name, count] : log.other_sources) others[name] = count;
    out.push_back({{"path", log.path},
                   {"kind", log.kind},
                   {"records", log.records},
                   {"taken", log.taken},
                   {"other_sources", std::move(others)},
                   {"unreadable", log.unreadable},
                   {"faults", log.faults},
                   {"notes", log.notes}});
  }
  return out;
}

Json candidate_json(const DiagnosisReport& report, const Candidate& candidate) {
  const auto* const finding = candidate.finding;
  Json out = {{"rule", candidate.rule->id},
              {"title", candidate.rule->title},
              {"severity", to_string(candidate.rule->severity)},
              {"explains",
               {{"events", events_json(report, candidate.events)},
                {"codes", shown_codes(report, candidate.codes)}}},
              {"follow_ups", events_json(report, candidate.follow_ups)},
              {"not_seen", candidate.unseen},
              {"rivals", candidate.rivals},
              {"to_confirm", to_confirm(report, candidate)}};
  out["verdict"] = finding != nullptr ? Json(judge::to_string(finding->verdict)) : Json(nullptr);
  out["reason"] = finding != nullptr ? Json(judge::to_string(finding->reason)) : Json(nullptr);
  out["because"] = finding != nullptr ? Json(finding->because) : Json::array();
  return out;
}

Json candidates(const DiagnosisReport& report, bool ruled_out) {
  Json out = Json::array();
  for (const Candidate& candidate : report.diagnosis.candidates)
    if (candidate.is_ruled_out() == ruled_out) out.push_back(candidate_json(report, candidate));
  return out;
}

}  // namespace

Json to_json(const DiagnosisReport& report) {
  const auto& d = report.diagnosis;
  Json together = Json::array();
  for (const auto& set : d.together) together.push_back(ids_of(report, set));
  return {{"answer", headline(report)},
          {"seen", seen(report)},
          {"logs", logs(report)},
          {"measured", report.measured},
          {"candidates", candidates(report, false)},
          {"ruled_out", candidates(report, true)},
          {"together", std::move(together)},
          {"together_complete", !d.together_cut},
          {"follow_ups", events_json(report, d.follow_ups)},
          {"unexplained",
           {{"events", events_json(report, d.unknown_events)},
            {"other_sources", events_json(report, d.foreign)},
            {"codes", shown_codes(report, d.unknown_codes)}}},
          {"warnings", report.warnings},
          {"tool", report.stamp.tool_version},
          {"made", report.stamp.made},
          {"facts_as_of", text_or_null(facts_as_of(report.knowledge))}};
}

}  // namespace checker::report
