#include "migrator/schedule/exception.hpp"

#include <initializer_list>

#include "migrator/schedule/calendar_line.hpp"

namespace migrator::schedule {
namespace {

constexpr int kDay = 24 * 60;

struct Given {
  LocalTime time;
  bool clock = false;  // a time of day stands with the date
};

// The first of these that is there; `good` is false when it cannot be read.
std::optional<Given> given(const ScheduleObject& object,
                           std::initializer_list<std::string_view> names, bool& good) {
  for (std::string_view name : names) {
    const ScheduleProperty* property = object.find(name);
    if (property == nullptr) continue;
    const auto time = parse_schedule_time(property->value);
    good = good && time.has_value();
    if (!time) return std::nullopt;
    return Given{*time, base::trim(property->value).find(' ') != std::string_view::npos};
  }
  return std::nullopt;
}

std::optional<int> own_clock(const ScheduleObject& object, std::string_view name, bool& good) {
  const ScheduleProperty* property = object.find(name);
  if (property == nullptr) return std::nullopt;
  const auto minutes = parse_schedule_clock(property->value);
  good = good && minutes.has_value();
  return minutes;
}

int minutes_of(const LocalTime& time) { return time.hour * 60 + time.minute; }

LocalTime at(LocalTime day, int minutes) {
  day.hour = minutes % kDay / 60;
  day.minute = minutes % 60;
  return minutes < kDay ? day : later(day, 1);
}

}  // namespace

std::optional<Span> span_of_exception(const ScheduleObject& exception, const Span& series,
                                      bool clock) {
  bool good = true;
  auto start = given(exception, {"Start", "StartDate", "InstanceDate"}, good);
  auto end = given(exception, {"End", "EndDate"}, good);
  const auto from = own_clock(exception, "StartRecurringTime", good);
  const auto to = own_clock(exception, "EndRecurringTime", good);
  if (!good || !start) return std::nullopt;
  Span out{start->time, end ? end->time : start->time};
  if (clock && !start->clock) out.start = at(out.start, from.value_or(minutes_of(series.start)));
  if (clock && !(end && end->clock)) {
    const bool same_day = day_of(out.end) == day_of(out.start);
    const int length = (minutes_of(series.end) - minutes_of(series.start) + kDay) % kDay;
    if (to || !same_day)
      out.end = at(out.end, to.value_or(minutes_of(series.end)));
    else
      out.end = at(out.start, minutes_of(out.start) + length);
    if (same_day && to && to_time14(out.end) < to_time14(out.start)) out.end = later(out.end, 1);
  }
  return to_time14(out.end) < to_time14(out.start) ? std::nullopt : std::optional(out);
}

}  // namespace migrator::schedule
