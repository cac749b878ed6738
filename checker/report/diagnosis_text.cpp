#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "checker/report/diagnosis_lines.hpp"
#include "checker/report/explain_words.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using diagnose::Candidate;
using symptoms::SeenEvent;

constexpr std::size_t kMostNamed = 40;  // of events that nothing explains
constexpr std::string_view kIndent = "       ";

// "14 times, first 1999-06-01 12:00:05, last 1999-06-01 13:10:00"
std::string how_often(const SeenEvent& event) {
  if (event.times == 0) return "";
  std::string out = event.times == 1 ? "once" : fmt::format("{} times", event.times);
  const std::string &first = event.first.shown, &last = event.last.shown;
  if (first.empty()) return out;
  return out + (event.times == 1 ? fmt::format(", {}", first)
                                 : fmt::format(", first {}, last {}", first, last));
}

// Where the times of several logs cannot be put in one order, those of each.
std::string how_often_in_each(const DiagnosisReport& report, const SeenEvent& event) {
  std::string out = how_often(event);
  if (event.times == 0 || !event.first.shown.empty()) return out;
  for (const auto& log : report.logs)
    for (const SeenEvent& each : log.symptoms.events)
      if (each.id == event.id && !each.first.shown.empty() &&
          manifest::folded_source(each.source) == manifest::folded_source(event.source))
        out += fmt::format("; in {} {}", log.path, how_often(each));
  return out;
}

bool is_known(const DiagnosisReport& report, std::size_t event) {
  const auto& d = report.diagnosis;
  return std::ranges::find(d.unknown_events, event) == d.unknown_events.end() &&
         std::ranges::find(d.foreign, event) == d.foreign.end();
}

// What manifests know of, with its meaning; the rest is told at the end.
std::string seen(const DiagnosisReport& report) {
  const diagnose::EventLore lore(report.knowledge);
  std::string out;
  for (std::size_t i = 0; i < report.symptoms.events.size(); ++i) {
    const SeenEvent& event = report.symptoms.events[i];
    if (!is_known(report, i)) continue;
    std::string text = event.source;
    if (const std::string often = how_often_in_each(report, event); !often.empty())
      text += (text.empty() ? "" : ", ") + often;
    if (const auto* about = lore.about(event); about != nullptr)
      text += (text.empty() ? "" : ": ") + about->meaning;
    out += paragraph(fmt::format("  event {:<6}", event.id), text.empty() ? "given" : text);
  }
  for (const std::uint32_t code : report.symptoms.codes)
    out += paragraph("  error ", shown_code(report, code));
  return out.empty() ? "" : "\nWhat was seen\n" + out;
}

std::string log_line(const events::EventLog& log) {
  std::uint64_t passed = 0;
  std::vector<std::pair<std::uint64_t, std::string>> others;
  for (const auto& [name, count] : log.other_sources) {
    passed += count;
    others.emplace_back(count, name);
  }
  std::ranges::sort(others, std::greater<>());
  if (others.size() > 5) others.resize(5);
  std::string text = fmt::format("{}; {} record{} read, {} of sources known here", log.kind,
                                 log.records, log.records == 1 ? "" : "s", log.taken);
  if (passed > 0) {
    text += fmt::format("; {} of others were passed over (", passed);
    std::string names;
    for (const auto& [count, name] : others)
      names += fmt::format("{}{} {}", names.empty() ? "" : ", ", name.empty() ? "no source" : name,
                           count);
    text += names + (log.other_sources.size() > others.size() ? ", …)" : ")");
  }
  std::string out = paragraph("  ", fmt::format("{}: {}.", log.path, text));
  if (log.unreadable > 0)
    out += paragraph("    ", fmt::format("{} could not be read:", log.unreadable));
  for (const std::string& fault : log.faults) out += paragraph("    - ", fault);
  if (log.unreadable > log.faults.size())
    out += paragraph("    - ", fmt::format("and {} more", log.unreadable - log.faults.size()));
  for (const std::string& note : log.notes) out += paragraph("    note: ", note);
  return out;
}

std::string logs(const DiagnosisReport& report) {
  std::string out;
  for (const auto& log : report.logs) out += log_line(log);
  return out.empty() ? "" : "\nLogs\n" + out;
}

std::string listed_or(const std::vector<std::string>& words, std::string_view otherwise) {
  return words.empty() ? std::string(otherwise) : listed(words);
}

std::string explains(const DiagnosisReport& report, const Candidate& candidate) {
  std::vector<std::string> words;
  for (const std::string& event : shown_events(report, candidate.events))
    words.push_back("event " + event);
  for (const std::string& code : shown_codes(report, candidate.codes))
    words.push_back("error " + code);
  std::string out = listed(words);
  if (!candidate.follow_ups.empty())
    out += fmt::format("; {} fits it", listed(shown_events(report, candidate.follow_ups)));
  return out;
}

std::string because(const DiagnosisReport& report, const Candidate& candidate) {
  std::string out;
  for (const std::string& line : reasons(report, candidate))
    out += paragraph(std::string(kIndent) + "           - ", line);
  return out;
}

std::string candidate_text(const DiagnosisReport& report, const Candidate& candidate,
                           const std::string& lead) {
  std::string out = paragraph(lead, candidate.rule->id + "  " + candidate.rule->title);
  out += paragraph(std::string(kIndent) + "explains   ", explains(report, candidate));
  if (!candidate.unseen.empty())
    out += paragraph(std::string(kIndent) + "not seen   ",
                     fmt::format("event {}", fmt::join(candidate.unseen, ", ")));
  if (const std::string text = standing(report, candidate); !text.empty())
    out +=
        paragraph(std::string(kIndent) + (report.measured ? "here       " : "that run   "), text) +
        because(report, candidate);
  std::string_view label = "to confirm ";
  for (const std::string& line : to_confirm(report, candidate)) {
    out += paragraph(fmt::format("{}{}- ", kIndent, label), line);
    label = "           ";
  }
  return out;
}

std::string candidates(const DiagnosisReport& report) {
  std::string out;
  int number = 0;
  for (const Candidate& candidate : report.diagnosis.candidates) {
    if (candidate.is_ruled_out()) continue;
    const std::string lead = fmt::format("  {:>2}.  ", ++number);
    out += candidate_text(report, candidate, lead);
  }
  return out.empty() ? "" : "\nWhich known problems fit, the best first\n" + out;
}

std::string ruled_out(const DiagnosisReport& report) {
  std::string out;
  for (const Candidate& candidate : report.diagnosis.candidates)
    if (candidate.is_ruled_out()) out += candidate_text(report, candidate, "   -   ");
  return out.empty() ? "" : "\nWhat fits and is ruled out\n" + out;
}

std::string together(const DiagnosisReport& report) {
  const auto& sets = report.diagnosis.together;
  if (sets.empty() || (sets.size() == 1 && sets.front().size() == 1)) return "";
  std::string out = sets.front().size() == 1
                        ? "\nEach of these alone explains all that can be explained\n"
                        : "\nThe smallest sets that explain all that can be explained\n";
  for (const auto& set : sets)
    out += paragraph("  - ", fmt::format("{}", fmt::join(ids_of(report, set), " and ")));
  if (report.diagnosis.together_cut) out += "  - and others\n";
  return out;
}

std::string follow_ups(const DiagnosisReport& report) {
  const diagnose::EventLore lore(report.knowledge);
  std::string out;
  for (const std::size_t i : report.diagnosis.follow_ups) {
    const SeenEvent& event = report.symptoms.events[i];
    std::vector<std::string> ids;
    for (const auto* rule : lore.rules_naming(event)) ids.push_back(rule->id);
    out += paragraph(fmt::format("  {:<6}", event.id),
                     fmt::format("alone it points at nothing; it is logged with {}",
                                 listed_or(ids, "no problem known here")));
  }
  return out.empty() ? "" : "\nFollow-ups\n" + out;
}

std::string unexplained(const DiagnosisReport& report) {
  const auto& d = report.diagnosis;
  std::string out;
  const auto row = [&](std::string_view what, std::vector<std::string> words) {
    if (words.empty()) return;
    const std::size_t all = words.size();
    if (all > kMostNamed) words.resize(kMostNamed);
    out += paragraph(
        fmt::format("  {} ", what),
        listed(words) + (all > kMostNamed ? fmt::format(" and {} more", all - kMostNamed) : ""));
  };
  const auto events = [&](const std::vector<std::size_t>& which) {
    std::vector<std::string> words;
    for (const std::size_t i : which) words.push_back(shown(report.symptoms.events[i]));
    return words;
  };
  row("events that no rule names:", events(d.unknown_events));
  row("events of sources that nothing here knows:", events(d.foreign));
  row("errors that no rule names:", shown_codes(report, d.unknown_codes));
  row("events whose known causes are all ruled out:", shown_events(report, d.ruled_out_events));
  row("errors whose known causes are all ruled out:", shown_codes(report, d.ruled_out_codes));
  return out.empty() ? "" : "\nWhat nothing here explains\n" + out;
}

std::string closing(const DiagnosisReport& report) {
  if (report.diagnosis.candidates.empty()) return "";
  std::string out = "\n";
  if (report.measured && std::ranges::all_of(report.diagnosis.candidates, &Candidate::is_ruled_out))
    out += paragraph("",
                     "Were these the files when the events were logged? A newer one may have "
                     "been put in place since.");
  if (!report.measured)
    out += paragraph("",
                     "Nothing was measured: with the folder of the component files as PATH, "
                     "each problem is judged on that machine.");
  return out + paragraph("", "`sidestep explain RULE` tells what to do about each.");
}

}  // namespace

std::string to_text(const DiagnosisReport& report) {
  std::string out = paragraph("", headline(report));
  for (const std::string& warning : report.warnings) out += paragraph("warning: ", warning);
  return out + seen(report) + logs(report) + candidates(report) + ruled_out(report) +
         together(report) + follow_ups(report) + unexplained(report) + closing(report);
}

}  // namespace checker::report
