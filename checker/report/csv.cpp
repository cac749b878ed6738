#include "checker/report/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "checker/report/account.hpp"
#include "checker/report/columns.hpp"
#include "checker/report/rule_files.hpp"
#include "checker/report/summary.hpp"

namespace checker::report {
namespace {

using judge::Finding;

template <class List>
std::string cell(const List& list) {
  return base::printable(fmt::format("{}", fmt::join(list, "; ")));
}

std::string remedies(const manifest::Rule& rule) {
  std::vector<std::string> texts;
  for (const auto& remedy : rule.remedies) texts.push_back(remedy.text);
  return cell(texts);
}

std::string files(const manifest::Rule& rule, const CheckReport& report) {
  std::vector<std::string> texts;
  for (const auto* file : files_asked(rule, report))
    texts.push_back(
        file->path + " " +
        (file->file_version ? version::to_string(*file->file_version) : "(no version)"));
  return cell(texts);
}

// What all rows end with.
Row account(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  std::vector<std::string> mixed;
  for (const MixedLevels& one : mixed_levels(report)) mixed.push_back(one.text);
  return {cell(mixed),
          std::string(to_string(plan.status)),
          plan_digest(plan),
          "sidestep " + report.stamp.tool_version,
          report.stamp.made,
          facts_as_of(report.evidence.knowledge()),
          cell(manifest_versions(plan)),
          std::string(kNamesNote)};
}

Row row(const Finding& f, const Finding& under_plan, const CheckReport& report) {
  const manifest::Rule& rule = *f.rule;
  return {rule.id,
          std::string(judge::to_string(f.verdict)),
          std::string(judge::to_string(f.reason)),
          std::string(to_string(rule.kind)),
          std::string(to_string(rule.severity)),
          std::string(to_string(f.basis)),
          std::string(judge::to_string(under_plan.verdict)),
          base::printable(rule.title),
          cell(f.because),
          cell(under_plan.because),
          cell(rule.events),
          cell(rule.codes),
          base::printable(rule.source),
          remedies(rule),
          files(rule, report)};
}

}  // namespace

std::string to_csv(const CheckReport& report) {
  const plan::Planned& planned = report.planned;
  std::string out =
      csv_line({"rule",         "verdict",     "reason",      "kind",     "severity",
                "basis",        "under_plan",  "title",       "because",  "because_under_plan",
                "events",       "codes",       "source",      "remedies", "files",
                "mixed_levels", "plan_status", "plan_digest", "tool",     "made",
                "facts_as_of",  "manifests",   "note"});
  const Row last = account(report);
  for (std::size_t i = 0; i < planned.meant.size(); ++i) {
    Row cells = row(planned.meant[i], planned.under_plan[i], report);
    cells.insert(cells.end(), last.begin(), last.end());
    out += csv_line(cells);
  }
  return out;
}

}  // namespace checker::report
