#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "checker/report/findings.hpp"
#include "checker/report/html/sections.hpp"
#include "checker/report/html/words.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report::html {
namespace {

using judge::Finding;
using judge::Reason;
using judge::Verdict;
using manifest::Severity;

bool is_note(const Finding& f) { return f.rule->severity == Severity::advice; }

Markup entry(const std::string& name, const Markup& value) {
  return value.empty() ? Markup() : element("dt", name) + element("dd", value);
}

// What the application log's event says, in words; "" where no manifest tells, or more than one
// event could be meant.
std::string meaning_of(const CheckReport& report, std::uint64_t id, const std::string& source) {
  const manifest::Event* found = nullptr;
  for (const manifest::Event& event : report.evidence.knowledge().events) {
    const bool fits = source.empty() || event.source.empty() || event.source == source;
    if (event.id != id || !fits) continue;
    if (found != nullptr) return "";
    found = &event;
  }
  return found == nullptr ? "" : ": " + found->meaning;
}

// How it shows to whoever runs the migration.
Markup seen_as(const CheckReport& report, const manifest::Rule& rule) {
  const std::string of = rule.event_source.empty() ? "" : " of " + rule.event_source;
  std::vector<Markup> items;
  for (const std::uint64_t id : rule.events)
    items.push_back(fmt::format("event {}{}{}", id, of, meaning_of(report, id, rule.event_source)));
  if (!rule.codes.empty()) items.push_back("error " + listed(rule.codes));
  return list("ul", items);
}

// A remedy that is still open, or that the plan takes.
Markup way_out(const CheckReport& report, const Finding& f, const manifest::Remedy& remedy) {
  const std::vector<WayOut> open = ways_out(report);
  const auto still = std::ranges::any_of(open, [&](const WayOut& way) {
    return way.text == remedy.text && std::ranges::count(way.cures, f.rule->id) > 0;
  });
  Markup out = remedy.text;
  if (!still)
    out += Markup(" ") + element("strong", is_to_be_run(report.planned.plan)
                                               ? "(the plan does this)"
                                               : "(the best of the plans does this)");
  if (remedy.loss == "content") out += " (loses content)";
  if (remedy.loss == "items") out += " (loses items)";
  return out;
}

Markup ways(const CheckReport& report, const Finding& f) {
  std::vector<Markup> items;
  for (const auto& remedy : f.rule->remedies) items.push_back(way_out(report, f, remedy));
  return list("ul", items);
}

Markup badge(const Finding& f) {
  return element("span", {{"class", "badge " + finding_class(f)}}, word_for(f));
}

Markup in_full(const CheckReport& report, std::size_t i) {
  const Finding& f = report.planned.meant[i];
  const std::vector<Markup> because(f.because.begin(), f.because.end());
  Markup entries = entry("Because", list("ul", because)) +
                   entry("Seen as", seen_as(report, *f.rule)) + entry("Source", source_in_words(f));
  if (!report.planned.plan.passes.empty())
    entries += entry("Planned", with_the_plan(report.planned.under_plan[i], report.planned.plan));
  entries += entry("Ways out", ways(report, f));
  const std::string id = anchor(*f.rule);
  return element(
      "article",
      {{"id", id}, {"class", "finding " + finding_class(f)}, {"aria-labelledby", id + "-heading"}},
      element(
          "h3", {{"id", id + "-heading"}},
          badge(f) + " " + element("span", {{"class", "rule"}}, f.rule->id) + " " + f.rule->title) +
          element("p", f.rule->summary) + element("dl", entries));
}

// What would have to be known, by the words in which a person is asked for it.
std::string open_facts(const CheckReport& report, const Finding& f) {
  std::vector<std::string> out;
  if (f.reason == Reason::missing_file) out.push_back("a file that was not found");
  if (f.reason == Reason::unreadable) out.push_back("a version that cannot be read");
  if (f.reason == Reason::grey_range) out.push_back("a version that nobody has placed");
  for (const std::string& name : f.open_facts) {
    const auto* fact = report.evidence.knowledge().fact(name);
    out.push_back(fact == nullptr || fact->question.empty() ? name : fact->question);
  }
  return fmt::format("{}", fmt::join(out, " "));
}

template <class Wanted>
std::vector<std::size_t> those(const CheckReport& report, Wanted wanted) {
  std::vector<std::size_t> out;
  for (const std::size_t i : open_findings(report))
    if (wanted(report.planned.meant[i])) out.push_back(i);
  return out;
}

Markup what_may_strike(const CheckReport& report) {
  const auto found = report::may_strike(report);
  if (found.empty()) return {};
  Markup rows;
  for (const std::size_t i : found) {
    const Finding& f = report.planned.meant[i];
    rows += row({f.rule->id, f.rule->title, open_facts(report, f)});
  }
  return element("details",
                 element("summary", fmt::format("{} known problem{} may strike", found.size(),
                                                found.size() == 1 ? "" : "s")) +
                     table("What may strike single items or users, and what would have to be known",
                           head_row({"Rule", "What happens", "What would settle it"}), rows));
}

Markup notes(const CheckReport& report) {
  std::vector<Markup> items;
  for (const std::size_t i : those(
           report, [](const Finding& f) { return is_note(f) && f.verdict == Verdict::applies; })) {
    const manifest::Rule& rule = *report.planned.meant[i].rule;
    items.push_back(element("strong", rule.id) + " " + rule.title);
  }
  return items.empty() ? Markup() : element("h3", "What to know beforehand") + list("ul", items);
}

Markup untold(const CheckReport& report) {
  std::size_t quiet = 0;
  for (const Finding& f : report.planned.meant)
    quiet += is_note(f) && f.verdict == Verdict::unknown ? 1u : 0u;
  Markup out;
  if (quiet > 0)
    out += element("p", fmt::format("{} more notes depend on facts that nobody has given.", quiet));
  if (const auto absent = not_judged(report); !absent.empty())
    out +=
        element("p", fmt::format("Not judged, for the server's own files were not found ({}): {}.",
                                 absent.size(), listed(absent)));
  return out;
}

// Reasons of what is clear, for people.
std::string heading_of(Reason reason) {
  switch (reason) {
    case Reason::fixed:
      return "Fixed in the files that were found";
    case Reason::not_yet_introduced:
      return "Came later than the files that were found";
    case Reason::not_applicable:
      return "About other operations or data";
    case Reason::outside:
      return "About other products";
    default:
      return std::string(judge::to_string(reason));
  }
}

// A blocking rule that is clear, and why.
Markup clear_line(const Finding& f) {
  return element("strong", f.rule->id) + " " + f.rule->title +
         ". It does not strike: " + fmt::format("{}", fmt::join(f.because, "; ")) + ".";
}

Markup clear_lines(const CheckReport& report, const std::vector<std::size_t>& findings) {
  std::vector<Markup> items;
  for (const std::size_t i : findings) items.push_back(clear_line(report.planned.meant[i]));
  return list("ul", items);
}

}  // namespace

Markup reasons_section(const CheckReport& report) {
  Markup out;
  for (const std::size_t i : those(report, told_in_full)) out += in_full(report, i);
  if (out.empty()) out = element("p", kNothingKnown) + clear_lines(report, spared(report));
  return section("why", "Why", out);
}

Markup remarks_section(const CheckReport& report) {
  return section("remarks", "What may strike single items or users",
                 what_may_strike(report) + notes(report) + untold(report));
}

Markup clear_section(const CheckReport& report) {
  std::map<Reason, std::vector<std::string>> others;
  for (const Finding& f : report.planned.meant)
    if (f.verdict == Verdict::clear && f.rule->severity != Severity::block)
      others[f.reason].push_back(f.rule->id);
  Markup out = clear_lines(report, otherwise_clear(report)), groups;
  for (const auto& [reason, rules] : others)
    groups += element("dt", fmt::format("{} ({})", heading_of(reason), rules.size())) +
              element("dd", listed(rules));
  if (!groups.empty())
    out +=
        element("details", element("summary", "All other rules that are clear, by their reason") +
                               element("dl", groups));
  return section("clear", "What is clear", out);
}

}  // namespace checker::report::html
