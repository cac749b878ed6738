#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "checker/report/check_report.hpp"
#include "checker/report/findings.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/level_report.hpp"
#include "checker/report/next_steps.hpp"
#include "checker/report/plan_text.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using judge::Finding;
using judge::Verdict;

std::string painted_headline(const CheckReport& report, const Paint& paint) {
  std::string text = paragraph("", headline(report));
  const auto colon = text.find(':');
  const std::string word = text.substr(0, colon);
  using enum contract::PlanStatus;
  const auto status = report.planned.plan.status;
  return (status == clear     ? paint.good(word)
          : status == blocked ? paint.bad(word)
                              : paint.care(word)) +
         text.substr(std::min(colon, text.size()));
}

std::string opening(const CheckReport& report, const Paint& paint) {
  std::string out = painted_headline(report, paint);
  if (!report.planned.conflict.empty())
    out += paragraph("", fmt::format("Every plan that is allowed breaks one of: {}.",
                                     fmt::join(report.planned.conflict, ", ")));
  for (const MixedLevels& mixed : mixed_levels(report))
    out += paragraph(paint.care("mixed: "), mixed.text + ".");
  for (const std::string& warning : report.warnings)
    out += paragraph(paint.care("warning: "), warning);
  return out;
}

std::string measured(const CheckReport& report, const Paint& paint) {
  std::string out = "\n" + paint.heading("What was measured\n"), missing;
  for (const auto& [component, files] : measured_components(report)) {
    if (files.empty()) missing += (missing.empty() ? "" : ", ") + component;
    for (const auto* file : files)
      out += paragraph(fmt::format("  {:<14}", component),
                       fmt::format("{:<13} {}",
                                   file->file_version ? version::to_string(*file->file_version)
                                                      : std::string(to_string(file->version_state)),
                                   file->path));
  }
  if (!missing.empty()) out += paragraph("  not found     ", missing);
  for (const judge::ProductLevel& product : report.levels)
    out += paragraph("  level         ",
                     fmt::format("{}: {}", product.product->id, in_words(product)));
  return out;
}

// Two things apart: the program that has the defects, and ours, which has not.
std::string engines(const CheckReport& report, const Paint& paint) {
  if (report.planned.plan.passes.empty()) return "";
  return "\n" + paint.heading("Two engines, two answers\n") +
         paragraph("  Mailmig would:         ", mailmig_would(report)) +
         paragraph("  Sidestep's own engine: ", own_engine(report));
}

std::string next(const CheckReport& report, const Paint& paint) {
  std::string out;
  for (const NextStep& step : next_actions(report))
    out += paragraph("  - ", step.text) + broken(step.command, 6);
  return out.empty() ? "" : "\n" + paint.heading("What happens next\n") + out;
}

std::string other_ways(const CheckReport& report, const Paint& paint) {
  std::string out;
  for (const WayOut& way : ways_out(report))
    out += paragraph("  - ", fmt::format("{} [{}]", way.text, fmt::join(way.cures, ", ")));
  return out.empty() ? ""
                     : "\n" + paint.heading("Other ways out") + " [and what they cure]\n" + out;
}

std::string questions(const CheckReport& report, const Paint& paint) {
  if (report.planned.questions.empty()) return "";
  std::string out = "\n" + paint.heading("Questions") +
                    " (an answer, given with --set FACT=VALUE, may settle the rules named)\n";
  int number = 0;
  for (const auto& q : report.planned.questions)
    out += paragraph(fmt::format("  {}. ", ++number),
                     fmt::format("{} [{}; {}]", q.text, q.fact, some_of(q.settles)));
  return out;
}

// Where all of this comes from, and how new it is.
std::string account(const CheckReport& report, const Paint& paint) {
  const auto& knowledge = report.evidence.knowledge();
  std::map<std::string, std::vector<std::string>> by_version;
  for (const auto& used : knowledge.manifests) by_version[used.version].push_back(used.id);
  const std::string as_of = facts_as_of(knowledge);
  std::string out = "\n" + paint.heading("About this report\n") +
                    paragraph("  ", fmt::format("Made by sidestep {} at {}.",
                                                report.stamp.tool_version, report.stamp.made));
  if (!as_of.empty())
    out += paragraph("  ", fmt::format("The newest of its facts are of {}. Manifests:", as_of));
  for (const auto& [version, ids] : by_version)
    out += paragraph(fmt::format("  {:<7} ", version), fmt::format("{}", fmt::join(ids, ", ")));
  return out + paragraph("  ", kNamesNote);
}

}  // namespace

std::string to_text(const CheckReport& report, bool colour) {
  const Paint paint(colour);
  return opening(report, paint) + reasons_text(report, paint) +
         plan_text(report.planned.plan, paint) + next(report, paint) + engines(report, paint) +
         other_ways(report, paint) + alternatives_text(report.planned, paint) +
         questions(report, paint) + remarks_text(report, paint) + measured(report, paint) +
         clear_text(report, paint) + account(report, paint);
}

std::string to_brief_text(const CheckReport& report, bool colour) {
  const Paint paint(colour);
  std::string out = opening(report, paint) + "\n";
  std::vector<const Finding*> told;
  std::size_t ids = 8;
  for (const std::size_t i : open_findings(report)) {
    const Finding& f = report.planned.meant[i];
    if (!told_in_full(f) && f.verdict != Verdict::applies) continue;
    told.push_back(&f);
    ids = std::max(ids, width(f.rule->id));
  }
  for (const Finding* f : told)
    out += paragraph(fmt::format("  {:<{}} {}", f->rule->id, ids, painted_word(*f, paint)),
                     f->rule->title);
  return out + plan_text(report.planned.plan, paint) + engines(report, paint);
}

}  // namespace checker::report
