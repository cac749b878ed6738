#include "migrator/mime/zone.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <exception>

namespace migrator::mime {
namespace {

std::string_view weekday(const date::local_days& day) {
  static constexpr std::array<std::string_view, 7> kNames = {"Sun", "Mon", "Tue", "Wed",
                                                             "Thu", "Fri", "Sat"};
  return kNames[date::weekday(day).c_encoding()];
}

std::string_view month(int number) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return kNames[static_cast<std::size_t>(number - 1)];
}

// The zone asked for last, and what held there last: all messages of a run have one zone, and their
// neighbours mostly the same summer or winter.
struct Known {
  std::string name;
  const date::time_zone* zone = nullptr;
  date::sys_info info{};
};

// A day from both its ends no change of the clock is near, so that one offset is in question.
bool within(const Known& known, date::local_seconds wall) {
  const auto utc = date::sys_seconds(wall.time_since_epoch() - known.info.offset);
  return utc - known.info.begin > date::days(1) && known.info.end - utc > date::days(1);
}

// The offset, in whole minutes, that `name` had at this wall-clock time. `first` is also the one
// before a gap and the earlier one of an ambiguous time. Throws for a zone that is not known.
std::chrono::minutes offset_at(const std::string& name, date::local_seconds wall) {
  thread_local Known known;
  const bool same = known.zone != nullptr && known.name == name;
  if (!same) known = {name, date::locate_zone(name), {}};
  if (!same || !within(known, wall)) known.info = known.zone->get_info(wall).first;
  return std::chrono::duration_cast<std::chrono::minutes>(known.info.offset);
}

}  // namespace

base::Result<Moment> moment(const LocalTime& time, const std::string& zone) {
  const date::local_days day{date::year(time.year) /
                             date::month(static_cast<unsigned>(time.month)) /
                             date::day(static_cast<unsigned>(time.day))};
  const date::local_seconds wall = day + std::chrono::hours(time.hour) +
                                   std::chrono::minutes(time.minute) +
                                   std::chrono::seconds(time.second);
  std::chrono::minutes offset{};
  try {
    offset = offset_at(zone, wall);
  } catch (const std::exception&) {
    return base::Error{base::Errc::usage, "time zone \"" + zone + "\" is not known on this system",
                       "name one as the IANA does, such as Europe/Berlin or UTC"};
  }
  const auto minutes = offset.count() < 0 ? -offset.count() : offset.count();
  Moment out;
  out.unix_seconds = (wall.time_since_epoch() - offset).count();
  out.date = fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} {}{:02}{:02}", weekday(day),
                         time.day, month(time.month), time.year, time.hour, time.minute,
                         time.second, offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return out;
}

}  // namespace migrator::mime
