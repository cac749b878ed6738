#include "checker/report/fixes_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checker/report/layout.hpp"
#include "checker/report/words.hpp"

namespace checker::report {
namespace {

using base::Json;
using judge::FileFixes;
using judge::FixAnswer;
using State = judge::FixAnswer::State;

std::string number(const manifest::FixRow& row) {
  if (!row.version) return row.printed;
  std::string text = version::to_string(*row.version);
  if (row.build_only) text.erase(text.rfind('.'));
  return text;
}

std::string day(const manifest::FixRow& row) {
  if (!row.date) return "";
  const std::chrono::year_month_day date(*row.date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Json answer(const FixAnswer& a) {
  Json out = {{"kb", a.article->kb}};
  if (!a.article->release.empty()) out["release"] = a.article->release;
  out["version"] = text_or_null(number(*a.row));
  out["date"] = text_or_null(day(*a.row));
  out["first_in"] = a.article->first_in;
  if (a.state == State::unknown)
    out["why"] = a.why;
  else
    out["by"] = a.by;
  return out;
}

Json all_of(const FileFixes& file, State state) {
  Json out = Json::array();
  for (const FixAnswer& a : file.answers)
    if (a.state == state) out.push_back(answer(a));
  return out;
}

std::string name(const FixAnswer& a) {
  return a.article->release.empty() ? a.article->kb : a.article->kb + " of " + a.article->release;
}

std::string summary(const FileFixes& file) {
  const auto count = [&](State state) {
    return std::ranges::count(file.answers, state, &FixAnswer::state);
  };
  std::vector<std::string> kind;
  if (file.file->machine) kind.push_back(*file.file->machine);
  if (file.file->language) kind.push_back("language " + *file.file->language);
  return fmt::format(
      "{}{}: {} included, {} lacking, {} unknown",
      file.file->file_version ? version::to_string(*file.file->file_version) : "without a version",
      kind.empty() ? "" : " (" + listed(kind) + ")", count(State::includes), count(State::lacks),
      count(State::unknown));
}

// "  includes Q193735 5.5.2402.0, first in Exchange Server 5.5 SP2"
std::string line(const FixAnswer& a, std::size_t width) {
  std::string wanted = number(*a.row).empty() ? day(*a.row) : number(*a.row);
  if (a.by != "version") wanted += " (by " + a.by + ")";
  if (!a.article->first_in.empty()) wanted += ", first in " + listed(a.article->first_in);
  return paragraph(a.state == State::lacks ? "  lacks    " : "  includes ",
                   fmt::format("{:<{}} {}", name(a), width, wanted));
}

std::string decided(const FileFixes& file) {
  std::size_t width = 0;
  for (const FixAnswer& a : file.answers)
    if (a.state != State::unknown) width = std::max(width, name(a).size());
  std::string out;
  for (const State state : {State::lacks, State::includes})
    for (const FixAnswer& a : file.answers)
      if (a.state == state) out += line(a, width);
  return out;
}

// Those of one reason together.
std::string undecided(const FileFixes& file) {
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
  for (const FixAnswer& a : file.answers) {
    if (a.state != State::unknown) continue;
    auto known = std::ranges::find(reasons, a.why, [](const auto& r) { return r.first; });
    if (known == reasons.end()) known = reasons.insert(known, {a.why, {}});
    known->second.push_back(name(a));
  }
  std::string out;
  for (const auto& [why, fixes] : reasons)
    out += paragraph("  unknown  ", fmt::format("{}: {}", listed(fixes), why));
  return out;
}

std::string text_of(const FileFixes& file) {
  return paragraph(file.component + " ", summary(file)) + paragraph("  ", file.file->path) +
         decided(file) + undecided(file);
}

}  // namespace

Json to_json(const std::vector<FileFixes>& files) {
  Json out = Json::array();
  for (const FileFixes& file : files)
    out.push_back({{"component", file.component},
                   {"path", file.file->path},
                   {"file_version", file.file->file_version
                                        ? Json(version::to_string(*file.file->file_version))
                                        : Json(nullptr)},
                   {"machine", file.file->machine ? Json(*file.file->machine) : Json(nullptr)},
                   {"language", file.file->language ? Json(*file.file->language) : Json(nullptr)},
                   {"includes", all_of(file, State::includes)},
                   {"lacks", all_of(file, State::lacks)},
                   {"unknown", all_of(file, State::unknown)}});
  return out;
}

std::string to_text(const std::vector<FileFixes>& files) {
  if (files.empty()) return "no file that a known fix replaces was found\n";
  std::string out;
  for (const FileFixes& file : files) out += text_of(file);
  return out;
}

}  // namespace checker::report
