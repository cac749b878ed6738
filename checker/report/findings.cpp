#include "checker/report/findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "checker/report/layout.hpp"

namespace checker::report {
namespace {

using judge::Finding;
using judge::Reason;
using judge::Verdict;
using manifest::Severity;

bool is_note(const Finding& f) { return f.rule->severity == Severity::advice; }

std::string seen_as(const manifest::Rule& rule) {
  if (rule.events.empty() && rule.codes.empty()) return "";
  std::string text;
  if (!rule.events.empty())
    text = fmt::format("event {}{}", fmt::join(rule.events, ", "),
                       rule.event_source.empty() ? "" : " of " + rule.event_source);
  if (!rule.codes.empty())
    text += fmt::format("{}error {}", text.empty() ? "" : "; ", fmt::join(rule.codes, ", "));
  return paragraph("           seen as  ", text);
}

std::string in_full(const Finding& f, const Finding& under_plan) {
  std::string out =
      paragraph(fmt::format("  {:<8} {:<11}", f.rule->id, word_for(f)), f.rule->title);
  out += paragraph("           ", f.rule->summary);
  std::string_view label = "because";
  for (const std::string& line : f.because) {
    out += paragraph(fmt::format("           {:<9}- ", label), line);
    label = "";
  }
  out += seen_as(*f.rule);
  out += paragraph("           source   ",
                   fmt::format("{}; the judgement is {}", f.rule->source, to_string(f.basis)));
  if (under_plan.verdict != f.verdict || f.verdict == Verdict::applies)
    out += paragraph(
        "           planned  ",
        fmt::format(
            "under the plan below: {}{}", judge::to_string(under_plan.verdict),
            under_plan.verdict == Verdict::checked ? ": " + under_plan.because.back() : ""));
  return out;
}

// A line: what may happen, and what would have to be known.
std::string in_a_line(const Finding& f) {
  const std::string open =
      f.open_facts.empty() ? "" : fmt::format(" [{}]", fmt::join(f.open_facts, ", "));
  const std::string reason = f.reason == Reason::unknown_fact || f.verdict == Verdict::applies
                                 ? ""
                                 : fmt::format(" [{}]", judge::to_string(f.reason));
  return paragraph(fmt::format("  {:<17} ", f.rule->id), f.rule->title + reason + open);
}

// Findings that `wanted` takes, each told by `tell`, below a heading.
template <class Wanted, class Tell>
std::string section(const CheckReport& report, std::string_view heading, Wanted wanted, Tell tell) {
  std::string out;
  for (const std::size_t i : open_findings(report)) {
    if (!wanted(report.planned.meant[i])) continue;
    if (out.empty()) out = heading;
    out += tell(i);
  }
  return out;
}

// The server's own files are seldom among those of a wizard: what needs them is told together.
bool of_absent_server(const Finding& f) {
  return f.rule->concern == manifest::Concern::server && f.reason == Reason::missing_file;
}

bool told_in_full(const Finding& f) {
  return !is_note(f) && (f.verdict == Verdict::applies || f.rule->severity == Severity::block);
}

// What is clear: a blocking rule with its reason, the others by their reason.
std::string clear_text(const CheckReport& report) {
  std::string blocking;
  std::map<Reason, std::vector<std::string>> others;
  for (const Finding& f : report.planned.meant) {
    if (f.verdict != Verdict::clear) continue;
    if (f.rule->severity == Severity::block)
      blocking +=
          paragraph(fmt::format("  {:<8} ", f.rule->id),
                    fmt::format("{}: {}", judge::to_string(f.reason), fmt::join(f.because, "; ")));
    else
      others[f.reason].push_back(f.rule->id);
  }
  std::string out = blocking;
  for (const auto& [reason, rules] : others) {
    const std::string label = fmt::format("  {} ({}): ", judge::to_string(reason), rules.size());
    const bool far = reason == Reason::not_applicable || reason == Reason::outside;
    out += paragraph(label, far ? "about other operations, data or products"
                                : fmt::format("{}", fmt::join(rules, ", ")));
  }
  return out.empty() ? "" : "\nWhat is clear\n" + out;
}

// The components whose versions a rule asks for.
std::vector<std::string> asked(const manifest::Rule& rule, const manifest::Knowledge& knowledge) {
  std::vector<std::string> out = components_in(rule.trigger);
  std::vector<std::string> ranges = ranges_in(rule.trigger);
  ranges.insert(ranges.end(), rule.affects.begin(), rule.affects.end());
  for (const std::string& id : ranges) out.push_back(knowledge.range(id)->component);
  return out;
}

}  // namespace

std::string word_for(const Finding& f) {
  if (is_note(f)) return "note";
  const bool blocks = f.rule->severity == Severity::block;
  if (f.verdict == Verdict::applies) return blocks ? "BLOCKS" : "STRIKES";
  if (f.verdict == Verdict::clear) return "clear";
  return blocks ? "MAY BLOCK" : "may strike";
}

std::vector<std::size_t> open_findings(const CheckReport& report) {
  const auto& meant = report.planned.meant;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < meant.size(); ++i)
    if (meant[i].verdict != Verdict::clear) open.push_back(i);
  // What these very files are known to have comes before what depends on everything.
  const auto measured = [&](std::size_t i) {
    return report.evidence.measured.strikes(*meant[i].rule);
  };
  std::ranges::stable_sort(open, [&](std::size_t a, std::size_t b) {
    return std::tuple(meant[b].verdict, meant[b].rule->severity, measured(b), meant[a].basis) <
           std::tuple(meant[a].verdict, meant[a].rule->severity, measured(a), meant[b].basis);
  });
  return open;
}

std::string findings_text(const CheckReport& report) {
  const auto full = [&](std::size_t i) {
    return in_full(report.planned.meant[i], report.planned.under_plan[i]);
  };
  const auto line = [&](std::size_t i) { return in_a_line(report.planned.meant[i]); };
  std::string out = section(
      report, "\nWhat would go wrong with the run as you meant it\n",
      [](const Finding& f) { return f.verdict == Verdict::applies && told_in_full(f); }, full);
  out += section(
      report, "\nWhat may block: too little is known to say\n",
      [](const Finding& f) { return f.verdict != Verdict::applies && told_in_full(f); }, full);
  const std::string may = section(
      report, "\nWhat may strike single items or users [what would have to be known]\n",
      [](const Finding& f) { return !is_note(f) && !told_in_full(f) && !of_absent_server(f); },
      line);
  const std::string notes = section(
      report, "\nWhat to know beforehand\n",
      [](const Finding& f) { return is_note(f) && f.verdict == Verdict::applies; }, line);
  std::size_t quiet = 0;
  for (const Finding& f : report.planned.meant)
    quiet += is_note(f) && f.verdict != Verdict::applies && f.verdict != Verdict::clear ? 1u : 0u;
  out += may + notes;
  if (!may.empty() || !notes.empty())
    out += "  (`sidestep manifest show RULE` tells more about each)\n";
  if (quiet > 0)
    out += "\n" + paragraph("", fmt::format("{} more notes depend on facts that nobody has given.",
                                            quiet));
  std::vector<std::string> absent;
  for (const Finding& f : report.planned.meant)
    if (of_absent_server(f) && !is_note(f)) absent.push_back(f.rule->id);
  if (!absent.empty())
    out += "\n" + paragraph("", fmt::format("Not judged, for the server's own files were not "
                                            "found: {}.",
                                            fmt::join(absent, ", ")));
  return out + clear_text(report);
}

std::vector<MeasuredComponent> measured_components(const CheckReport& report) {
  const auto& knowledge = report.evidence.knowledge();
  std::vector<MeasuredComponent> out;
  for (const std::string& component : judge::judged_components(knowledge))
    if (auto files = judge::files_of(report.evidence.index(), component); !files.empty())
      out.push_back({component, std::move(files)});
  std::map<std::string, std::string> missed;  // by the name in lower case
  for (const Finding& f : report.planned.meant)
    if (f.reason == Reason::missing_file && f.verdict != Verdict::clear && !is_note(f) &&
        !of_absent_server(f))
      for (const std::string& component : asked(*f.rule, knowledge))
        if (report.evidence.index().named(component).empty())
          missed.emplace(base::lower(component), component);
  for (auto& [folded, component] : missed) out.push_back({std::move(component), {}});
  return out;
}

}  // namespace checker::report
