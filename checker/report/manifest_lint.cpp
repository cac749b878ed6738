#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/manifest_report.hpp"

namespace checker::report {
namespace {

// Where a remark is about: said apart, or where its message begins ("mine.json#/rules/3 …").
std::string place_of(const manifest::Remark& remark) {
  const auto pointer = remark.message.find("#/");
  if (!remark.where.empty() || pointer == std::string::npos) return remark.where;
  return remark.message.substr(0, remark.message.find_first_of(" :", pointer));
}

using base::Json;
using manifest::Remark;

std::size_t count(const std::vector<Remark>& remarks, Remark::Level level) {
  return static_cast<std::size_t>(std::ranges::count(remarks, level, &Remark::level));
}

std::string counted(std::size_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

std::string lines(const std::vector<Remark>& remarks) {
  std::string out;
  for (const Remark& r : remarks)
    out += fmt::format("{}: {}{}{}\n", to_string(r.level), base::printable(r.where),
                       r.where.empty() ? "" : ": ", base::printable(r.message));
  return out;
}

Json rows(const std::vector<Remark>& remarks) {
  Json out = Json::array();
  for (const Remark& r : remarks)
    out.push_back({{"level", to_string(r.level)}, {"where", place_of(r)}, {"message", r.message}});
  return out;
}

std::string tally(const std::vector<Remark>& remarks) {
  return fmt::format("{}, {}", counted(count(remarks, Remark::Level::error), "error"),
                     counted(count(remarks, Remark::Level::warning), "warning"));
}

}  // namespace

std::string to_text(const manifest::Linted& linted) {
  std::string out = lines(linted.remarks);
  if (linted.account.records > 0) out += to_string(linted.account) + "\n";
  return out + fmt::format("{}, {}, {}: {}\n", counted(linted.manifests, "manifest"),
                           counted(linted.rules, "rule"), counted(linted.cases, "case"),
                           tally(linted.remarks));
}

Json to_json(const manifest::Linted& linted) {
  const manifest::Account& a = linted.account;
  return {{"errors", count(linted.remarks, Remark::Level::error)},
          {"warnings", count(linted.remarks, Remark::Level::warning)},
          {"remarks", rows(linted.remarks)},
          {"manifests", linted.manifests},
          {"rules", linted.rules},
          {"cases", linted.cases},
          {"records",
           {{"total", a.records},
            {"from_records", a.from_records},
            {"undecided", a.undecided},
            {"rules", a.rules()},
            {"defects", a.defects},
            {"requirements", a.requirements},
            {"advisories", a.advisories},
            {"collections", a.collections}}}};
}

std::string to_text(const CasesReport& report) {
  std::string out = lines(report.remarks);
  for (const cases::Failure& f : report.failures) {
    out += fmt::format("FAILED {}\n", base::printable(f.where));
    out += paragraph("  ", f.name);
    out += paragraph("  ", fmt::format("{}: expected {}, is {}", f.asked, f.expected, f.found));
    for (const std::string& because : f.because) out += paragraph("    ", because);
  }
  return out + fmt::format("{} in {}, {}: {} failed\n", counted(report.cases, "case"),
                           counted(report.files, "file"),
                           counted(report.expectations, "expectation"), report.failures.size());
}

Json to_json(const CasesReport& report) {
  Json failures = Json::array();
  for (const cases::Failure& f : report.failures)
    failures.push_back({{"where", f.where},
                        {"case", f.name},
                        {"asked", f.asked},
                        {"expected", f.expected},
                        {"found", f.found},
                        {"because", f.because}});
  return {{"cases", report.cases},
          {"expectations", report.expectations},
          {"failures", std::move(failures)},
          {"remarks", rows(report.remarks)}};
}

}  // namespace checker::report
