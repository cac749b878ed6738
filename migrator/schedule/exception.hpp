#pragma once
// When a changed instance of a series takes place.
#include <optional>

#include "migrator/schedule/schedule_text.hpp"

namespace migrator::schedule {

struct Span {
  LocalTime start, end;  // of days: `end` is the last one
};

/// The exception's Start or StartDate to its End or EndDate, or its InstanceDate (SDK
/// appendxa_78pt: a change repeats the whole item with StartDate and EndDate). A time of day is the
/// one that stands with the date, else the exception's StartRecurringTime and EndRecurringTime,
/// else that of `series`, one instance of it; `clock`: there are times of day. nullopt for a value
/// that cannot be read, and for an end before the start.
std::optional<Span> span_of_exception(const ScheduleObject& exception, const Span& series,
                                      bool clock);

}  // namespace migrator::schedule
