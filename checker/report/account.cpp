#include "checker/report/account.hpp"

#include <charconv>
#include <chrono>

namespace checker::report {
namespace {

// The number that `digits` consists of; nullopt where it is none.
std::optional<unsigned> number(std::string_view digits) {
  unsigned out = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, out);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return out;
}

std::optional<std::int64_t> day_seconds(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  const auto year = number(date.substr(0, 4));
  const auto month = number(date.substr(5, 2));
  const auto day = number(date.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day ymd(std::chrono::year(static_cast<int>(*year)),
                                        std::chrono::month(*month), std::chrono::day(*day));
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::sys_days(ymd)).time_since_epoch().count();
}

std::optional<std::int64_t> time_seconds(std::string_view time) {
  if (time.size() != 9 || time[2] != ':' || time[5] != ':' || time[8] != 'Z') return std::nullopt;
  const auto hours = number(time.substr(0, 2));
  const auto minutes = number(time.substr(3, 2));
  const auto seconds = number(time.substr(6, 2));
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
    return std::nullopt;
  return std::int64_t{*hours} * 3600 + *minutes * 60 + *seconds;
}

}  // namespace

std::string plan_digest(const contract::Plan& plan) {
  return contract::to_json(plan).value("digest", "");
}

std::vector<std::string> manifest_versions(const contract::Plan& plan) {
  std::vector<std::string> out;
  for (const auto& m : plan.manifests) out.push_back(m.id + " " + m.version);
  return out;
}

std::optional<std::int64_t> unix_seconds(std::string_view utc) {
  const auto day = day_seconds(utc.substr(0, 10));
  if (!day || utc.size() == 10) return day;
  if (utc[10] != 'T') return std::nullopt;
  const auto time = time_seconds(utc.substr(11));
  if (!time) return std::nullopt;
  return *day + *time;
}

}  // namespace checker::report
