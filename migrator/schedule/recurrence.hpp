#pragma once
// When an item of Schedule+ happens again, as a rule of iCalendar.
#include <optional>
#include <string>

#include "migrator/schedule/schedule_text.hpp"

namespace migrator::schedule {

struct Recurrence {
  LocalTime first;   // of the first day that the rule names, with the clock of the start
  std::string rule;  // "FREQ=WEEKLY;INTERVAL=1;WKST=SU;BYDAY=MO", without UNTIL
  std::optional<LocalTime> until;  // the last day on which it may begin
};

/// The RecurringType and what it needs (SDK appendxa_78pt: types 7, 12, 48, 51, 56, 64). nullopt
/// for another type, values that are missing or out of range, a rule that no day in step with the
/// start meets among the next 1,464 such days, and a series that ends before its first day. Our
/// decisions, as the SDK does not say: WeekInterval of a pattern is which one of the month's such
/// days it is, 5 being the last; an item starts on the first day that its rule names, in a week,
/// month or year in step with its start, since calendars count the start as one of them.
std::optional<Recurrence> recurrence_of(const ScheduleObject& object);

}  // namespace migrator::schedule
