#include "checker/report/findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/rule_files.hpp"
#include "checker/report/words.hpp"

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

// How wide the column of ids has to be.
std::size_t id_width(const CheckReport& report, const std::vector<std::size_t>& those) {
  std::size_t out = 8;
  for (const std::size_t i : those) out = std::max(out, width(report.planned.meant[i].rule->id));
  return out;
}

std::string in_full(const CheckReport& report, std::size_t i, std::size_t ids, const Paint& paint) {
  const Finding& f = report.planned.meant[i];
  const Finding& under_plan = report.planned.under_plan[i];
  std::string out =
      paragraph(fmt::format("  {:<{}} {}", f.rule->id, ids, painted_word(f, paint)), f.rule->title);
  out += paragraph("           ", f.rule->summary);
  std::string_view label = "because";
  for (const std::string& line : f.because) {
    out += paragraph(fmt::format("           {:<9}- ", label), line);
    label = "";
  }
  out += seen_as(*f.rule);
  out += paragraph("           source   ", source_in_words(f));
  const bool planned = !report.planned.plan.passes.empty();
  if (planned && (under_plan.verdict != f.verdict || f.verdict == Verdict::applies))
    out += paragraph("           planned  ", with_the_plan(under_plan, report.planned.plan));
  return out;
}

// A line: what may happen, and what would have to be known.
std::string in_a_line(const Finding& f, std::size_t ids) {
  const std::string open =
      f.open_facts.empty() ? "" : fmt::format(" [{}]", fmt::join(f.open_facts, ", "));
  const std::string reason = f.reason == Reason::unknown_fact || f.verdict == Verdict::applies
                                 ? ""
                                 : fmt::format(" [{}]", judge::to_string(f.reason));
  return paragraph(fmt::format("  {:<{}} ", f.rule->id, ids), f.rule->title + reason + open);
}

std::string lines(const CheckReport& report, const std::vector<std::size_t>& those) {
  std::string out;
  for (const std::size_t i : those)
    out += in_a_line(report.planned.meant[i], std::max<std::size_t>(id_width(report, those), 17));
  return out;
}

template <class Wanted>
std::vector<std::size_t> those(const CheckReport& report, Wanted wanted) {
  std::vector<std::size_t> out;
  for (const std::size_t i : open_findings(report))
    if (wanted(report.planned.meant[i])) out.push_back(i);
  return out;
}

// Rules told in full, below a heading.
std::string told(const CheckReport& report, const std::string& heading,
                 const std::vector<std::size_t>& those, const Paint& paint) {
  if (those.empty()) return "";
  std::string out = "\n" + paint.heading(heading);
  for (const std::size_t i : those) out += in_full(report, i, id_width(report, those), paint);
  return out;
}

// The server's own files are seldom among those of a wizard: what needs them is told together.
bool of_absent_server(const Finding& f) {
  return f.rule->concern == manifest::Concern::server && f.reason == Reason::missing_file;
}

// Rules that could block and do not, each with its reason.
std::string clear_lines(const CheckReport& report, const std::vector<std::size_t>& those) {
  std::string out;
  for (const std::size_t i : those) {
    const Finding& f = report.planned.meant[i];
    out += paragraph(fmt::format("  {:<{}} ", f.rule->id, id_width(report, those)),
                     fmt::format("{}: {}", judge::to_string(f.reason), fmt::join(f.because, "; ")));
  }
  return out;
}

bool is_blocking_and_clear(const Finding& f) {
  return f.verdict == Verdict::clear && f.rule->severity == Severity::block;
}

}  // namespace

std::string with_the_plan(const Finding& f, const contract::Plan& plan) {
  switch (f.verdict) {
    case Verdict::clear:
      return is_to_be_run(plan) ? "the plan below avoids it"
                                : "the best of the plans avoids it, and must not be run all the "
                                  "same";
    case Verdict::checked:
      return "the plan below finds it in time: " + f.because.back();
    case Verdict::unknown:
      return "with the plan below it is unknown";
    case Verdict::applies:
      return "it goes wrong with the plan below, too";
  }
  return "";
}

bool told_in_full(const Finding& f) {
  return f.verdict != Verdict::clear && !is_note(f) &&
         (f.verdict == Verdict::applies || f.rule->severity == Severity::block);
}

std::vector<std::size_t> may_strike(const CheckReport& report) {
  return those(report, [](const Finding& f) {
    return !is_note(f) && !told_in_full(f) && !of_absent_server(f);
  });
}

std::vector<std::string> not_judged(const CheckReport& report) {
  std::vector<std::string> out;
  for (const Finding& f : report.planned.meant)
    if (of_absent_server(f) && !is_note(f)) out.push_back(f.rule->id);
  return out;
}

std::vector<std::size_t> spared(const CheckReport& report) {
  const auto& meant = report.planned.meant;
  std::vector<std::size_t> out;
  if (std::ranges::any_of(meant, told_in_full)) return out;
  for (std::size_t i = 0; i < meant.size(); ++i)
    if (is_blocking_and_clear(meant[i]) &&
        (meant[i].reason == Reason::fixed || meant[i].reason == Reason::not_yet_introduced))
      out.push_back(i);
  return out;
}

std::vector<std::size_t> otherwise_clear(const CheckReport& report) {
  const auto& meant = report.planned.meant;
  const std::vector<std::size_t> told = spared(report);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < meant.size(); ++i)
    if (is_blocking_and_clear(meant[i]) && std::ranges::find(told, i) == told.end())
      out.push_back(i);
  return out;
}

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
  const auto strikes = those(
      report, [](const Finding& f) { return f.verdict == Verdict::applies && told_in_full(f); });
  const auto may = those(
      report, [](const Finding& f) { return f.verdict != Verdict::applies && told_in_full(f); });
  if (strikes.empty() && may.empty())
    return "\n" + paint.heading("Why: what could block, and why it does not\n") +
           paragraph("  ", kNothingKnown) + clear_lines(report, spared(report));
  return told(report, "Why: what would go wrong with the run as you meant it\n", strikes, paint) +
         told(report, "Why: what may block, for too little is known to say\n", may, paint);
}

std::string remarks_text(const CheckReport& report, const Paint& paint) {
  std::string out;
  if (const auto may = may_strike(report); !may.empty())
    out += "\n" + paint.heading("What may strike single items or users") +
           " [what would have to be known]\n" + lines(report, may);
  const auto notes =
      those(report, [](const Finding& f) { return is_note(f) && f.verdict == Verdict::applies; });
  if (!notes.empty())
    out += "\n" + paint.heading("What to know beforehand\n") + lines(report, notes);
  if (!out.empty()) out += "  (`sidestep explain RULE` tells more about each)\n";
  std::size_t quiet = 0;
  for (const Finding& f : report.planned.meant)
    quiet += is_note(f) && f.verdict != Verdict::applies && f.verdict != Verdict::clear ? 1u : 0u;
  if (quiet > 0)
    out += "\n" + paragraph("", fmt::format("{} more notes depend on facts that nobody has given.",
                                            quiet));
  if (const auto absent = not_judged(report); !absent.empty())
    out += "\n" + paragraph("", fmt::format("Not judged, for the server's own files were not "
                                            "found ({}): {}.",
                                            absent.size(), fmt::join(absent, ", ")));
  return out;
}

// What is clear: a blocking rule with its reason, the others by their reason.
std::string clear_text(const CheckReport& report, const Paint& paint) {
  std::string out = clear_lines(report, otherwise_clear(report));
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
      for (const std::string& component : knowledge.components_asked(*f.rule))
        if (report.evidence.index().named(component).empty())
          missed.emplace(base::lower(component), component);
  for (auto& [folded, component] : missed) out.push_back({std::move(component), {}});
  return out;
}

}  // namespace checker::report
