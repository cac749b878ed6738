#include "migrator/schedule/recurrence.hpp"

#include <bit>
#include <chrono>

#include "migrator/schedule/calendar_line.hpp"

namespace migrator::schedule {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kLongestSearch = 4 * 366;  // days in step; 29 February mostly comes so often

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

unsigned weekday(sys_days day) { return std::chrono::weekday(day).c_encoding(); }

bool meets(const Days& days, sys_days day) {
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
    if (set(mask, bit)) out += (out.empty() ? "" : ",") + std::string(kWeekdays[bit]);
  return out;
}

// The weeks, months or years of which every `every`th counts, from the one that holds the start.
struct Step {
  enum class Unit { day, week, month, year } unit = Unit::day;
  std::int64_t every = 1;
  unsigned week_start = 0;
};

// The first day of the period, `step.every` periods on.
sys_days next_period(const Step& step, sys_days day) {
  using namespace std::chrono;
  const year_month_day date(day);
  const int every = static_cast<int>(step.every);
  switch (step.unit) {
    case Step::Unit::week:
      return day - days((weekday(day) + 7 - step.week_start) % 7) + weeks(every);
    case Step::Unit::month:
      return sys_days((date.year() / date.month() + months(every)) / 1);
    case Step::Unit::year:
      return sys_days((date.year() + years(every)) / January / 1);
    case Step::Unit::day:
      break;
  }
  return day + days(every);
}

std::optional<sys_days> first_day(const Days& days, const Step& step, sys_days start) {
  const Step one{step.unit, 1, step.week_start};
  sys_days day = start, end = next_period(one, start), next = next_period(step, start);
  for (int tries = 0; tries <= kLongestSearch; ++tries, day += std::chrono::days(1)) {
    if (day == end) {
      day = next;
      end = next_period(one, day);
      next = next_period(step, day);
    }
    if (int{year_month_day(day).year()} > kMostYear) return std::nullopt;
    if (meets(days, day)) return day;
  }
  return std::nullopt;
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

std::optional<std::string> rule_of(const ScheduleObject& object, Days& days, Step& step) {
  Numbers in{object};
  const auto interval = [&](std::string_view name, std::int64_t most, Step::Unit unit) {
    step = {unit, in.of(name, 1, most)};
    return ";INTERVAL=" + std::to_string(step.every);
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
      rule =
          "FREQ=YEARLY" + interval("YearInterval", 999, Step::Unit::year) + months() + month_days();
      break;
    case 12:
      rule = "FREQ=MONTHLY" + interval("MonthInterval", 99, Step::Unit::month) + month_days();
      break;
    case 48: {
      rule = "FREQ=WEEKLY" + interval("WeekInterval", 99, Step::Unit::week);
      const auto first = static_cast<std::size_t>(in.of("DayOfWeekStart", 0, 6));
      step.week_start = static_cast<unsigned>(first);
      rule += ";WKST=" + std::string(kWeekdays[first]) + week_days();
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
      rule =
          "FREQ=MONTHLY" + interval("MonthInterval", 99, Step::Unit::month) + week_days() + which();
      break;
    case 64:
      rule = "FREQ=DAILY" + interval("DayInterval", 999, Step::Unit::day);
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
  Step step;
  const auto rule = rule_of(object, days, step);
  auto start = time_of(object, "StartRecurringDate");
  if (!start) start = time_of(object, "StartDate");
  if (!rule || !start) return std::nullopt;
  const auto day = first_day(days, step,
                             sys_days(std::chrono::year(start->year) /
                                      std::chrono::month(static_cast<unsigned>(start->month)) /
                                      std::chrono::day(static_cast<unsigned>(start->day))));
  if (!day) return std::nullopt;
  const year_month_day date(*day);
  LocalTime first{int{date.year()}, static_cast<int>(unsigned{date.month()}),
                  static_cast<int>(unsigned{date.day()})};
  if (const ScheduleProperty* clock = object.find("StartRecurringTime")) {
    const auto minutes = parse_schedule_clock(clock->value);
    if (!minutes) return std::nullopt;
    first.hour = *minutes / 60;
    first.minute = *minutes % 60;
  }
  const auto until = time_of(object, "EndRecurringDate");
  if (until && to_time14(*until).substr(0, 8) < to_time14(first).substr(0, 8)) return std::nullopt;
  return Recurrence{first, *rule, until};
}

}  // namespace migrator::schedule
