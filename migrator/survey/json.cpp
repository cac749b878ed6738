#include <fmt/format.h>

#include "migrator/survey/report.hpp"

namespace migrator::survey {
namespace {

using base::Json;

Json time_json(const std::optional<LocalTime>& time) {
  if (!time) return nullptr;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time->year, time->month, time->day,
                     time->hour, time->minute, time->second);
}

Json to_json(const MailFacts& mail, ccmail::DateOrder order) {
  const auto& period = mail.period(order);
  return {{"messages", mail.messages},
          {"damaged", mail.damaged},
          {"with_oddities", mail.odd},
          {"with_sizes", mail.sized},
          {"first", time_json(period.first)},
          {"last", time_json(period.last)},
          {"folders", mail.folders},
          {"dates",
           {{"mdy", mail.dates.mdy},
            {"dmy", mail.dates.dmy},
            {"ymd", mail.dates.ymd},
            {"any", mail.dates.either}}}};
}

Json to_json(const DirectoryFacts& directory) {
  return {{"entries", directory.entries},
          {"damaged", directory.damaged},
          {"locations", directory.locations}};
}

Json to_json(const FileRecord& file, ccmail::DateOrder order) {
  Json out = {{"path", file.path},
              {"size", file.size},
              {"kind", to_string(file.what.kind)},
              {"known_by", to_string(file.what.known)},
              {"readable", to_string(file.what.readable)},
              {"says", file.what.says}};
  if (!file.what.database.empty()) out["database"] = file.what.database;
  if (!file.part_of.empty()) out["part_of"] = file.part_of;
  if (file.in_run) out["of_a_run"] = true;
  if (!file.version.empty()) out["export_version"] = file.version;
  if (file.mail) out["mail"] = to_json(*file.mail, order);
  if (file.directory) out["directory"] = to_json(*file.directory);
  return out;
}

}  // namespace

Json to_json(const Survey& survey, const Draft& draft) {
  Json out = {
      {"folder", survey.folder.string()}, {"files", Json::array()}, {"unnamed", Json::array()}};
  for (const FileRecord& file : survey.files) {
    out["files"].push_back(to_json(file, survey.dates.winner()));
    if (file.what.kind == Kind::unknown) out["unnamed"].push_back(file.path);
  }
  out["draft"] = draft.description;
  out["reasons"] = Json::array();
  for (const Reason& reason : draft.reasons)
    out["reasons"].push_back(
        {{"about", reason.about}, {"value", reason.value}, {"why", reason.why}});
  out["left_out"] = Json::array();
  for (const LeftOut& one : draft.left_out)
    out["left_out"].push_back(
        {{"file", one.file}, {"why", one.why}, {"may_hold_mail", one.may_hold_mail}});
  out["cut"] = survey.cut;
  return out;
}

}  // namespace migrator::survey
