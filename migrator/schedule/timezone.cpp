#include "migrator/schedule/timezone.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace migrator::schedule {
namespace {

constexpr int kMostYears = 100;

date::sys_seconds new_year(int year) {
  return date::sys_days(date::year(year) / date::January / 1);
}

std::string stamp(date::sys_seconds time) {
  const auto day = date::floor<date::days>(time);
  const date::year_month_day date(day);
  const date::hh_mm_ss<std::chrono::seconds> clock(time - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string offset(std::chrono::seconds seconds) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(seconds).count();
  const auto size = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{:02}{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

std::string observance(const date::sys_info& before, const date::sys_info& now,
                       date::sys_seconds from) {
  const std::string kind = now.save == std::chrono::minutes(0) ? "STANDARD" : "DAYLIGHT";
  return "BEGIN:" + kind + "\r\nDTSTART:" + stamp(from + before.offset) +
         "\r\nTZOFFSETFROM:" + offset(before.offset) + "\r\nTZOFFSETTO:" + offset(now.offset) +
         "\r\nTZNAME:" + now.abbrev + "\r\nEND:" + kind + "\r\n";
}

}  // namespace

std::optional<std::string> utc_stamp(const LocalTime& time, const std::string& zone) {
  try {
    const date::local_seconds wall =
        date::local_days(date::year(time.year) / time.month / time.day) +
        std::chrono::hours(time.hour) + std::chrono::minutes(time.minute) +
        std::chrono::seconds(time.second);
    const auto info = date::locate_zone(zone)->get_info(wall).first;
    return stamp(date::sys_seconds(wall.time_since_epoch() - info.offset)) + "Z";
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string vtimezone(const std::string& zone, int first_year, int last_year) {
  last_year = std::min(last_year, first_year + kMostYears - 1);
  try {
    const date::time_zone* where = date::locate_zone(zone);
    std::string out = "BEGIN:VTIMEZONE\r\nTZID:" + zone + "\r\n";
    date::sys_info before = where->get_info(new_year(first_year));
    out += observance(before, before, new_year(first_year));
    while (before.end < new_year(last_year + 1)) {
      const date::sys_info now = where->get_info(before.end);
      out += observance(before, now, before.end);
      before = now;
    }
    return out + "END:VTIMEZONE\r\n";
  } catch (const std::exception&) {
    return "";
  }
}

}  // namespace migrator::schedule
