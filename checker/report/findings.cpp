#include "checker/report/findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/rule_files.hpp"

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

// What becomes of it along the plan.
std::string with_the_plan(const Finding& f) {
  switch (f.verdict) {
    case Verdict::clear:
      return "the plan below avoids it";
    case Verdict::checked:
      return "the plan below finds it in time: " + f.because.back();
    case Verdict::unknown:
      return "with the plan below it is unknown";
    case Verdict::applies:
      return "it goes wrong with the plan below, too";
  }
  return "";
}

std::string in_full(const Finding& f, const Finding& under_plan, const Paint& paint) {
  std::string out =
      paragraph(fmt::format("  {:<8} {}", f.rule->id, painted_word(f, paint)), f.rule->title);
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
    out += paragraph("           planned  ", with_the_plan(under_plan));
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

bool is_clear(const CheckReport& report) {
  return report.planned.plan.status == contract::PlanStatus::clear;
}

// The rules that could block and do not, each with its reason.
std::string blocking_and_clear(const CheckReport& report) {
  std::string out;
  for (const Finding& f : report.planned.meant)
    if (f.verdict == Verdict::clear && f.rule->severity == Severity::block)
      out +=
          paragraph(fmt::format("  {:<8} ", f.rule->id),
                    fmt::format("{}: {}", judge::to_string(f.reason), fmt::join(f.because, "; ")));
  return out;
}

bool told_in_full(const Finding& f) {
  return !is_note(f) && (f.verdict == Verdict::applies || f.rule->severity == Severity::block);
}

}  // namespace

std::string word_for(const Finding& f) {
  if (is_note(f)) return "note";
  const bool blocks = f.rule->severity == Severity::block;
  if (f.verdict == Verdict::applies) return blocks ? "BLOCKS" : "STRIKES";
  if (f.verdict == Verdict::clear) return "clear";
  return blocks ? "MAY BLOCK" : "may strike";
}

std::string painted_word(const Finding& f, const Paint& paint) {
  const std::string word = fmt::format("{:<11}", word_for(f));
  return f.verdict == Verdict::applies ? paint.bad(word) : paint.care(word);
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

std::string reasons_text(const CheckReport& report, const Paint& paint) {
  if (is_clear(report)) {
    const std::string clear = blocking_and_clear(report);
    return clear.empty()
               ? ""
               : "\n" + paint.heading("Why: what could block, and why it does not\n") + clear;
  }
  const auto full = [&](std::size_t i) {
    return in_full(report.planned.meant[i], report.planned.under_plan[i], paint);
  };
  return section(
             report,
             "\n" + paint.heading("Why: what would go wrong with the run as you meant it\n"),
             [](const Finding& f) { return f.verdict == Verdict::applies && told_in_full(f); },
             full) +
         section(
             report, "\n" + paint.heading("Why: what may block, for too little is known to say\n"),
             [](const Finding& f) { return f.verdict != Verdict::applies && told_in_full(f); },
             full);
}

std::string remarks_text(const CheckReport& report, const Paint& paint) {
  const auto line = [&](std::size_t i) { return in_a_line(report.planned.meant[i]); };
  std::string out = section(
      report,
      "\n" + paint.heading("What may strike single items or users") +
          " [what would have to be known]\n",
      [](const Finding& f) { return !is_note(f) && !told_in_full(f) && !of_absent_server(f); },
      line);
  out += section(
      report, "\n" + paint.heading("What to know beforehand\n"),
      [](const Finding& f) { return is_note(f) && f.verdict == Verdict::applies; }, line);
  if (!out.empty()) out += "  (`sidestep explain RULE` tells more about each)\n";
  std::size_t quiet = 0;
  std::vector<std::string> absent;
  for (const Finding& f : report.planned.meant) {
    quiet += is_note(f) && f.verdict != Verdict::applies && f.verdict != Verdict::clear ? 1u : 0u;
    if (of_absent_server(f) && !is_note(f)) absent.push_back(f.rule->id);
  }
  if (quiet > 0)
    out += "\n" + paragraph("", fmt::format("{} more notes depend on facts that nobody has given.",
                                            quiet));
  if (!absent.empty())
    out += "\n" + paragraph("", fmt::format("Not judged, for the server's own files were not "
                                            "found: {}.",
                                            fmt::join(absent, ", ")));
  return out;
}

// What is clear: a blocking rule with its reason, the others by their reason.
std::string clear_text(const CheckReport& report, const Paint& paint) {
  std::string out = is_clear(report) ? "" : blocking_and_clear(report);
  std::map<Reason, std::vector<std::string>> others;
  for (const Finding& f : report.planned.meant)
    if (f.verdict == Verdict::clear && f.rule->severity != Severity::block)
      others[f.reason].push_back(f.rule->id);
  for (const auto& [reason, rules] : others) {
    const std::string label = fmt::format("  {} ({}): ", judge::to_string(reason), rules.size());
    const bool far = reason == Reason::not_applicable || reason == Reason::outside;
    out += paragraph(label, far ? "about other operations, data or products"
                                : fmt::format("{}", fmt::join(rules, ", ")));
  }
  return out.empty() ? "" : "\n" + paint.heading("What is clear\n") + out;
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
      for (const std::string& component : components_asked(*f.rule, knowledge))
        if (report.evidence.index().named(component).empty())
          missed.emplace(base::lower(component), component);
  for (auto& [folded, component] : missed) out.push_back({std::move(component), {}});
  return out;
}

}  // namespace checker::report
