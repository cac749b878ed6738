#include "checker/report/sarif.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "base/text.hpp"
#include "checker/report/account.hpp"
#include "checker/report/findings.hpp"
#include "checker/report/rule_files.hpp"
#include "checker/report/summary.hpp"

namespace checker::report {
namespace {

using base::Json;
using inventory::FileRecord;
using judge::Finding;
using judge::Reason;
using judge::Verdict;
using manifest::Rule;
using manifest::Severity;

/// The measured files by their place in the run's `artifacts`.
using Places = std::map<const FileRecord*, std::size_t>;

Json message(std::string_view text) { return {{"text", sarif_text(text)}}; }

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::block:
      return "error";
    case Severity::degrade:
      return "warning";
    case Severity::advice:
      break;
  }
  return "note";
}

std::string_view kind_of(const Finding& f) {
  if (f.verdict == Verdict::applies)
    return f.rule->severity == Severity::advice ? "informational" : "fail";
  if (f.verdict == Verdict::unknown) return "open";
  const bool elsewhere = f.reason == Reason::not_applicable || f.reason == Reason::outside;
  return elsewhere ? "notApplicable" : "pass";
}

std::string ways_out(const Rule& rule) {
  if (rule.remedies.empty()) return "No way out is stated. Source: " + rule.source;
  std::string out = "Ways out:";
  for (const auto& remedy : rule.remedies) out += "\n- " + sarif_text(remedy.text);
  return out + "\nSource: " + sarif_text(rule.source);
}

Json descriptor(const Rule& rule) {
  return {{"id", rule.id},
          {"shortDescription", message(rule.title)},
          {"fullDescription", message(rule.summary.empty() ? rule.title : rule.summary)},
          {"help", {{"text", ways_out(rule)}}},
          {"defaultConfiguration", {{"level", level_of(rule.severity)}}},
          {"properties",
           {{"kind", to_string(rule.kind)},
            {"severity", to_string(rule.severity)},
            {"concerns", to_string(rule.concern)},
            {"events", rule.events},
            {"codes", rule.codes},
            {"source", rule.source}}}};
}

Json locations(const Finding& f, const CheckReport& report, const Places& places) {
  Json out = Json::array();
  for (const FileRecord* file : files_asked(*f.rule, report)) {
    Json artifact = {{"uri", file_uri(file->path)}};
    if (const auto place = places.find(file); place != places.end())
      artifact["index"] = place->second;
    out.push_back({{"physicalLocation", {{"artifactLocation", std::move(artifact)}}}});
  }
  return out;
}

std::string in_words(const Finding& f) {
  std::string out = f.rule->title + ": " + std::string(judge::to_string(f.verdict));
  if (f.verdict != Verdict::applies) out += " (" + std::string(judge::to_string(f.reason)) + ")";
  out += ".";
  if (f.verdict == Verdict::applies) out += " " + f.rule->summary;
  if (!f.because.empty()) out += fmt::format(" Because: {}.", fmt::join(f.because, "; "));
  return out;
}

Json result(std::size_t i, const CheckReport& report, const Places& places) {
  const Finding& f = report.planned.meant[i];
  const Finding& under_plan = report.planned.under_plan[i];
  const std::string_view kind = kind_of(f);
  Json out = {{"ruleId", f.rule->id},
              {"ruleIndex", i},
              {"kind", kind},
              {"level", kind == "fail" ? level_of(f.rule->severity) : "none"},
              {"message", message(in_words(f))}};
  if (Json where = locations(f, report, places); !where.empty())
    out["locations"] = std::move(where);
  out["partialFingerprints"] = {{"sidestepRule/v1", f.rule->id}};
  out["properties"] = {{"verdict", judge::to_string(f.verdict)},
                       {"reason", judge::to_string(f.reason)},
                       {"basis", to_string(f.basis)},
                       {"under_plan", judge::to_string(under_plan.verdict)},
                       {"because", f.because},
                       {"because_under_plan", under_plan.because}};
  return out;
}

Json artifacts(const CheckReport& report, Places& places) {
  Json out = Json::array();
  for (const auto& [component, files] : measured_components(report))
    for (const FileRecord* file : files) {
      if (!places.emplace(file, out.size()).second) continue;
      Json one = {{"location", {{"uri", file_uri(file->path)}}}, {"roles", {"analysisTarget"}}};
      if (!file->sha256.empty()) one["hashes"] = {{"sha-256", file->sha256}};
      one["properties"] = {
          {"component", component},
          {"file_version",
           file->file_version ? Json(version::to_string(*file->file_version)) : Json(nullptr)}};
      out.push_back(std::move(one));
    }
  return out;
}

Json tool(const CheckReport& report) {
  Json rules = Json::array(), manifests = Json::array();
  for (const Finding& f : report.planned.meant) rules.push_back(descriptor(*f.rule));
  for (const auto& m : report.planned.plan.manifests)
    manifests.push_back(
        {{"name", m.id}, {"version", m.version}, {"properties", {{"sha256", m.sha256}}}});
  return {{"driver",
           {{"name", "Sidestep"},
            {"version", report.stamp.tool_version},
            {"semanticVersion", report.stamp.tool_version},
            {"rules", std::move(rules)}}},
          {"extensions", std::move(manifests)}};
}

Json invocation(const CheckReport& report) {
  Json out = {{"executionSuccessful", true},
              {"exitCode", static_cast<int>(report.planned.plan.status)},
              {"endTimeUtc", report.stamp.made}};
  Json warnings = Json::array();
  for (const std::string& warning : report.warnings)
    warnings.push_back({{"level", "warning"}, {"message", message(warning)}});
  if (!warnings.empty()) out["toolExecutionNotifications"] = std::move(warnings);
  return out;
}

}  // namespace

Json to_sarif(const CheckReport& report) {
  const contract::Plan& plan = report.planned.plan;
  Places places;
  Json files = artifacts(report, places);
  Json results = Json::array();
  for (std::size_t i = 0; i < report.planned.meant.size(); ++i)
    results.push_back(result(i, report, places));
  Json mixed = Json::array();
  for (const MixedLevels& one : mixed_levels(report)) mixed.push_back(base::printable(one.text));
  Json run = {{"tool", tool(report)},
              {"invocations", Json::array({invocation(report)})},
              {"artifacts", std::move(files)},
              {"results", std::move(results)},
              {"properties",
               {{"headline", headline(report)},
                {"mixed_levels", std::move(mixed)},
                {"plan_status", to_string(plan.status)},
                {"plan_digest", plan_digest(plan)},
                {"facts_as_of", facts_as_of(report.evidence.knowledge())},
                {"note", kNamesNote}}}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
}

}  // namespace checker::report
