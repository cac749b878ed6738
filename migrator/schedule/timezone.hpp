#pragma once
// Wall-clock times of a zone for calendars: in UTC, and the zone's own rules as iCalendar.
#include <optional>
#include <string>

#include "migrator/message/message.hpp"

namespace migrator::schedule {

/// "19980602T063900Z"; nullopt for a zone that the system's tzdata does not know. A time that
/// happens twice is taken as the first one.
std::optional<std::string> utc_stamp(const LocalTime& time, const std::string& zone);

/// A VTIMEZONE (RFC 5545 §3.6.5), unfolded, with every change of the clock from `first_year` to the
/// end of `last_year`, at most 100 years. Empty for a zone that is not known.
std::string vtimezone(const std::string& zone, int first_year, int last_year);

}  // namespace migrator::schedule
