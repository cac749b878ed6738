#include "checker/report/diagnosis_lines.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;
using diagnose::Candidate;
using symptoms::SeenEvent;

Json event_json(const SeenEvent& event) {
  return {{"event", event.id}, {"source", text_or_null(event.source)}};
}

Json events_json(const DiagnosisReport& report, const std::vector<std::size_t>& events) {
  Json out = Json::array();
  for (const std::size_t i : events) out.push_back(event_json(report.symptoms.events[i]));
  return out;
}

// Codes for programs: their values, however somebody typed them.
Json codes_json(const DiagnosisReport& report, const std::vector<std::size_t>& codes) {
  Json out = Json::array();
  for (const std::size_t i : codes) out.push_back(symptoms::code_text(report.symptoms.codes[i]));
  return out;
}

Json counted(const SeenEvent& event) {
  Json out = event_json(event);
  out["times"] = event.times;
  out["first"] = text_or_null(event.first.shown);
  out["last"] = text_or_null(event.last.shown);
  return out;
}

Json seen(const DiagnosisReport& report) {
  const diagnose::EventLore lore(report.knowledge);
  Json events = Json::array(), codes = Json::array();
  for (const SeenEvent& event : report.symptoms.events) {
    Json one = counted(event);
    const auto* const about = lore.about(event);
    one["meaning"] = about != nullptr ? Json(about->meaning) : Json(nullptr);
    one["follow_up"] = lore.is_follow_up(event);
    events.push_back(std::move(one));
  }
  for (const std::uint32_t code : report.symptoms.codes) codes.push_back(symptoms::code_text(code));
  return {{"events", std::move(events)}, {"codes", std::move(codes)}};
}

Json logs(const DiagnosisReport& report) {
  Json out = Json::array();
  for (const auto& log : report.logs) {
    Json others = Json::object(), events = Json::array();
    for (const SeenEvent& event : log.symptoms.events) events.push_back(counted(event));
    for (const auto& [name, count] : log.other_sources) others[name] = count;
    out.push_back({{"path", log.path},
                   {"kind", log.kind},
                   {"complete", log.complete},
                   {"events", std::move(events)},
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
                {"codes", codes_json(report, candidate.codes)}}},
              {"follow_ups", events_json(report, candidate.follow_ups)},
              {"not_seen", candidate.unseen},
              {"rivals", candidate.rivals},
              {"to_confirm", to_confirm(report, candidate)}};
  out["verdict"] = finding != nullptr ? Json(judge::to_string(finding->verdict)) : Json(nullptr);
  out["reason"] = finding != nullptr ? Json(judge::to_string(finding->reason)) : Json(nullptr);
  out["because"] = reasons(report, candidate);
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
          {"complete", !is_incomplete(report)},
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
            {"codes", codes_json(report, d.unknown_codes)},
            {"ruled_out",
             {{"events", events_json(report, d.ruled_out_events)},
              {"codes", codes_json(report, d.ruled_out_codes)}}}}},
          {"warnings", report.warnings},
          {"tool", report.stamp.tool_version},
          {"made", report.stamp.made},
          {"facts_as_of", text_or_null(facts_as_of(report.knowledge))}};
}

}  // namespace checker::report
