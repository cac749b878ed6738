#include "migrator/schedule/recurrence.hpp"

#include <bit>
#include <chrono>

namespace migrator::schedule {
namespace {

using std::chrono::year_month_day;

constexpr int kLongestSearch = 4 * 366;  // days; 29 February comes at least so often, but in 1900
constexpr std::string_view kDays[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

std::optional<std::int64_t> number(const ScheduleObject& object, std::string_view name,
                                   std::int64_t least, std::int64_t most) {
  const ScheduleProperty* property = object.find(name);
  const auto value = property == nullptr ? std::nullopt : parse_schedule_number(property->value);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

// What a rule asks of a day; a mask of all bits asks nothing.
struct Days {
  std::int64_t month_days = -1, week_days = -1, months = -1;
  std::int64_t which = 0;  // of the month's days among week_days; 0: all, 5: the last
};

bool set(std::int64_t mask, unsigned bit) { return (mask >> bit & 1) != 0; }

unsigned weekday(std::chrono::sys_days day) { return std::chrono::weekday(day).c_encoding(); }

bool meets(const Days& days, std::chrono::sys_days day) {
  const year_month_day date(day);
  if (!set(days.months, unsigned{date.month()} - 1)) return false;
  if (!set(days.month_days, unsigned{date.day()} - 1)) return false;
  if (!set(days.week_days, weekday(day))) return false;
  if (days.which == 0) return true;
  const auto others = [&](int step) {
    std::int64_t count = 0;
    for (auto at = day + std::chrono::days(step); year_month_day(at).month() == date.month();
         at += std::chrono::days(step))
      count += set(days.week_days, weekday(at)) ? 1 : 0;
    return count;
  };
  return days.which == 5 ? others(1) == 0 : others(-1) == days.which - 1;
}

std::string list(std::int64_t mask, unsigned bits) {
  std::string out;
  for (unsigned bit = 0; bit < bits; ++bit)
    if (set(mask, bit)) out += (out.empty() ? "" : ",") + std::to_string(bit + 1);
  return out;
}

std::string day_list(std::int64_t mask) {
  std::string out;
  for (unsigned bit = 0; bit < 7; ++bit)
    if (set(mask, bit)) out += (out.empty() ? "" : ",") + std::string(kDays[bit]);
  return out;
}

// The numbers of an object's rule; `good` is false once one was missing.
struct Numbers {
  const ScheduleObject& object;
  bool good = true;
  std::int64_t of(std::string_view name, std::int64_t least, std::int64_t most) {
    const auto value = number(object, name, least, most);
    good = good && value.has_value();
    return value.value_or(least);
  }
};

std::optional<std::string> rule_of(const ScheduleObject& object, Days& days) {
  Numbers in{object};
  const auto interval = [&](std::string_view name, std::int64_t most) {
    return ";INTERVAL=" + std::to_string(in.of(name, 1, most));
  };
  const auto month_days = [&] {
    days.month_days = in.of("DayOfMonthMask", 1, 0x7FFFFFFF);
    return ";BYMONTHDAY=" + list(days.month_days, 31);
  };
  const auto months = [&] {
    days.months = in.of("MonthOfYearMask", 1, 0xFFF);
    return ";BYMONTH=" + list(days.months, 12);
  };
  const auto week_days = [&] {
    days.week_days = in.of("DayOfWeekMask", 1, 0x7F);
    return ";BYDAY=" + day_list(days.week_days);
  };
  const auto which = [&] {
    days.which = in.of("WeekInterval", 1, 5);
    return ";BYSETPOS=" + (days.which == 5 ? std::string("-1") : std::to_string(days.which));
  };
  std::string rule;
  switch (in.of("RecurringType", 1, 64)) {
    case 7:
      rule = "FREQ=YEARLY" + interval("YearInterval", 999) + months() + month_days();
      break;
    case 12:
      rule = "FREQ=MONTHLY" + interval("MonthInterval", 99) + month_days();
      break;
    case 48: {
      rule = "FREQ=WEEKLY" + interval("WeekInterval", 99);
      const auto first = static_cast<std::size_t>(in.of("DayOfWeekStart", 0, 6));
      rule += ";WKST=" + std::string(kDays[first]) + week_days();
      break;
    }
    case 51:
      rule = "FREQ=YEARLY" + months() + week_days();
      // BYSETPOS would count through the year; in one month it counts there.
      if (std::popcount(static_cast<std::uint64_t>(days.months)) == 1)
        rule += which();
      else
        in.good = false;
      break;
    case 56:
      rule = "FREQ=MONTHLY" + interval("MonthInterval", 99) + week_days() + which();
      break;
    case 64:
      rule = "FREQ=DAILY" + interval("DayInterval", 999);
      break;
    default:
      return std::nullopt;
  }
  return in.good ? std::optional(rule) : std::nullopt;
}

std::optional<LocalTime> time_of(const ScheduleObject& object, std::string_view name) {
  const ScheduleProperty* property = object.find(name);
  return property == nullptr ? std::nullopt : parse_schedule_time(property->value);
}

}  // namespace

std::optional<Recurrence> recurrence_of(const ScheduleObject& object) {
  Days days;
  const auto rule = rule_of(object, days);
  auto start = time_of(object, "StartRecurringDate");
  if (!start) start = time_of(object, "StartDate");
  if (!rule || !start) return std::nullopt;
  auto day = std::chrono::sys_days(std::chrono::year(start->year) /
                                   std::chrono::month(static_cast<unsigned>(start->month)) /
                                   std::chrono::day(static_cast<unsigned>(start->day)));
  for (int tries = 0; !meets(days, day); ++tries, day += std::chrono::days(1))
    if (tries == kLongestSearch) return std::nullopt;
  const year_month_day date(day);
  LocalTime first{int{date.year()}, static_cast<int>(unsigned{date.month()}),
                  static_cast<int>(unsigned{date.day()})};
  if (const ScheduleProperty* clock = object.find("StartRecurringTime")) {
    const auto minutes = parse_schedule_clock(clock->value);
    if (!minutes) return std::nullopt;
    first.hour = *minutes / 60;
    first.minute = *minutes % 60;
  }
  return Recurrence{first, *rule, time_of(object, "EndRecurringDate")};
}

}  // namespace migrator::schedule
