#include "checker/report/diagnosis_lines.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checker/report/explain_words.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using diagnose::Candidate;
using judge::Reason;
using judge::Verdict;

// "Q214836", "Q214836 and Q214822", "A, B and C".
std::string in_a_row(const std::vector<std::string>& words) {
  if (words.size() < 2) return listed(words);
  return listed({words.begin(), words.end() - 1}) + " and " + words.back();
}

std::string why_cannot(Reason reason) {
  switch (reason) {
    case Reason::fixed:
      return "it has the fix";
    case Reason::not_yet_introduced:
      return "its files are older than the problem";
    case Reason::outside:
      return "its files are of another product";
    default:
      return "what triggers it does not hold";
  }
}

std::string why_unknown(Reason reason, bool measured) {
  switch (reason) {
    case Reason::missing_file:
      return measured ? "a file that would tell was not found" : "no files were given";
    case Reason::unreadable:
      return "a file that would tell cannot be read";
    case Reason::grey_range:
      return "nobody has said whether this version has it";
    default:
      return "it depends on something that nobody has said";
  }
}

// What could not be had: nothing that is ruled out explains anything.
bool is_open(const Candidate& candidate) { return !candidate.is_ruled_out(); }

// What would have to hold, where it must; where it is one way of several, the question.
std::vector<std::string> open_circumstances(const DiagnosisReport& report,
                                            const Candidate& candidate) {
  const auto& trigger = candidate.rule->trigger;
  std::vector<std::string> asked = facts_in(trigger), out;
  if (candidate.finding != nullptr)
    std::erase_if(asked, [&](const std::string& fact) {
      return !candidate.finding->open_facts.contains(fact);
    });
  const auto sure = circumstances(trigger, report.knowledge);
  for (const std::string& name : asked) {
    const auto* const fact = report.knowledge.fact(name);
    if (fact == nullptr || !fact->fallback.empty()) continue;
    const std::size_t before = out.size();
    for (const Circumstance& each : sure)
      if (each.fact == name) out.push_back(each.text);
    if (out.size() == before && !fact->question.empty())
      out.push_back(fmt::format("{} [{}]", fact->question, name));
  }
  return out;
}

// What has known causes, and none that could be had: "event 8092", "error 0x80040108".
std::vector<std::string> left_over(const DiagnosisReport& report) {
  std::vector<std::string> out;
  for (const std::string& event : shown_events(report, report.diagnosis.ruled_out_events))
    out.push_back("event " + event);
  for (const std::string& code : shown_codes(report, report.diagnosis.ruled_out_codes))
    out.push_back("error " + code);
  return out;
}

// What the best sets explain.
std::string all_of_it(const DiagnosisReport& report) {
  const auto& d = report.diagnosis;
  const bool whole = d.unknown_events.empty() && d.foreign.empty() && d.unknown_codes.empty();
  const auto left = left_over(report);
  return std::string(whole ? "what was seen" : "all that can be explained") +
         (left.empty() ? "" : " but " + in_a_row(left));
}

// A sentence about what is left over.
std::string but(const DiagnosisReport& report) {
  const auto left = left_over(report);
  if (left.empty()) return "";
  return fmt::format(" The known causes of {} are ruled out: {} cannot have them.", in_a_row(left),
                     report.measured ? "this machine" : "that run");
}

std::string early(const DiagnosisReport& report) {
  std::vector<std::string> paths;
  for (const auto& log : report.logs)
    if (!log.complete) paths.push_back(log.path);
  if (paths.empty()) return "";
  return fmt::format("NOT READ TO ITS END: {}; what stands in the rest is not known. ",
                     in_a_row(paths));
}

// Several candidates explain the same, each alone.
std::string rivals_headline(const DiagnosisReport& report) {
  std::vector<std::string> ids;
  for (const auto& set : report.diagnosis.together)
    ids.push_back(report.diagnosis.candidates[set.front()].rule->id);
  return fmt::format(
      "{} KNOWN PROBLEMS FIT, each by itself; what was seen does not tell which: {}{}.{}",
      ids.size(), in_a_row(ids), report.diagnosis.together_cut ? " (and others)" : "", but(report));
}

std::string together_headline(const DiagnosisReport& report) {
  const auto& sets = report.diagnosis.together;
  const std::string rest =
      sets.size() == 1 ? "" : fmt::format(" Other sets do so as well; see below.");
  return fmt::format("{} KNOWN PROBLEMS TOGETHER explain {}: {}.{}{}", sets.front().size(),
                     all_of_it(report), in_a_row(ids_of(report, sets.front())), rest, but(report));
}

std::string nothing_headline(const DiagnosisReport& report) {
  const auto& d = report.diagnosis;
  if (report.symptoms.empty())
    return "NOTHING TO EXPLAIN: no event of a source that is known here, and no error code.";
  if (!d.follow_ups.empty() && d.follow_ups.size() == report.symptoms.events.size() &&
      report.symptoms.codes.empty())
    return "ONLY FOLLOW-UPS: events that come with every run, or after other errors, and point at "
           "no problem by themselves. Look for what was logged before them.";
  return "NOTHING KNOWN FITS what was seen.";
}

}  // namespace

std::string shown(const symptoms::SeenEvent& event) { return event_name(event.id, event.source); }

std::vector<std::string> shown_events(const DiagnosisReport& report,
                                      const std::vector<std::size_t>& events) {
  std::vector<std::string> out;
  for (const std::size_t i : events) {
    const auto& event = report.symptoms.events[i];
    // The source only where it is needed to tell two apart.
    const auto same =
        std::ranges::count(report.symptoms.events, event.id, &symptoms::SeenEvent::id);
    out.push_back(same > 1 ? shown(event) : fmt::format("{}", event.id));
  }
  return out;
}

std::string shown_code(const DiagnosisReport& report, std::uint32_t code) {
  const auto typed = report.symptoms.typed.find(code);
  const std::string text = symptoms::code_text(code);
  return typed == report.symptoms.typed.end() ? text : fmt::format("{} ({})", typed->second, text);
}

std::vector<std::string> shown_codes(const DiagnosisReport& report,
                                     const std::vector<std::size_t>& codes) {
  std::vector<std::string> out;
  for (const std::size_t i : codes) out.push_back(shown_code(report, report.symptoms.codes[i]));
  return out;
}

std::vector<std::string> ids_of(const DiagnosisReport& report,
                                const std::vector<std::size_t>& set) {
  std::vector<std::string> out;
  for (const std::size_t i : set) out.push_back(report.diagnosis.candidates[i].rule->id);
  return out;
}

namespace {

std::string answer(const DiagnosisReport& report) {
  const auto& d = report.diagnosis;
  if (d.candidates.empty()) return nothing_headline(report);
  if (std::ranges::none_of(d.candidates, is_open))
    return fmt::format("{} KNOWN PROBLEM{} FIT{}, BUT {} CANNOT HAVE {}: see what is ruled out.",
                       d.candidates.size(), d.candidates.size() == 1 ? "" : "S",
                       d.candidates.size() == 1 ? "S" : "",
                       report.measured ? "THIS MACHINE" : "THIS RUN",
                       d.candidates.size() == 1 ? "IT" : "THEM");
  if (d.together.empty())
    return fmt::format("{} KNOWN PROBLEMS FIT; too many for one set of a few that explains all.",
                       d.candidates.size());
  if (d.together.front().size() > 1) return together_headline(report);
  if (d.together.size() > 1) return rivals_headline(report);
  const auto& rule = *d.candidates[d.together.front().front()].rule;
  return fmt::format("ONE KNOWN PROBLEM explains {}: {}, {}.{}", all_of_it(report), rule.id,
                     rule.title, but(report));
}

}  // namespace

bool is_incomplete(const DiagnosisReport& report) {
  return std::ranges::any_of(report.logs, [](const auto& log) { return !log.complete; });
}

std::string headline(const DiagnosisReport& report) { return early(report) + answer(report); }

std::vector<std::string> reasons(const DiagnosisReport& report, const Candidate& candidate) {
  std::vector<std::string> out;
  if (candidate.finding == nullptr) return out;
  for (const std::string& line : candidate.finding->because) {
    // The judge says so of every file, also where there was nothing to look through.
    constexpr std::string_view kMissing = " was not found";
    if (!report.measured && line.ends_with(kMissing))
      out.push_back(line.substr(0, line.size() - kMissing.size()) + ": no files were given");
    else
      out.push_back(line);
  }
  return out;
}

std::string standing(const DiagnosisReport& report, const Candidate& candidate) {
  if (candidate.finding == nullptr) return "";
  const std::string_view who = report.measured ? "this machine" : "the run that you gave";
  const Reason reason = candidate.finding->reason;
  switch (candidate.finding->verdict) {
    case Verdict::applies:
      return fmt::format("{} has it", who);
    case Verdict::clear:
      return fmt::format("{} cannot have it: {}", who, why_cannot(reason));
    default:
      return fmt::format("{} may have it: {}", who, why_unknown(reason, report.measured));
  }
}

std::vector<std::string> to_confirm(const DiagnosisReport& report, const Candidate& candidate) {
  std::vector<std::string> out;
  const auto* const finding = candidate.finding;
  if (finding != nullptr && finding->verdict != Verdict::unknown) return out;
  const bool files = finding == nullptr || !report.measured ||
                     finding->reason == Reason::missing_file ||
                     finding->reason == Reason::unreadable;
  if (files)
    for (const std::string& id : candidate.rule->affects)
      if (const auto* range = report.knowledge.range(id); range != nullptr)
        out.push_back("the file " + versions_in_prose(*range));
  for (std::string& line : open_circumstances(report, candidate)) out.push_back(std::move(line));
  if (out.size() > kMostToConfirm) out.resize(kMostToConfirm);
  return out;
}

}  // namespace checker::report
