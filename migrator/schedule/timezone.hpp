#pragma once
// Wall-clock times of a zone for calendars: in UTC, and the zone's own rules as iCalendar.
#include <optional>
#include <string>

#include "migrator/message/message.hpp"

namespace migrator::schedule {

/// "19980602T063900Z"; nullopt for a zone that the system's tzdata does not know. A time that
/// happens twice is taken as the first one.
std::optional<std::string> utc_stamp(const LocalTime& time, const std::string& zone);

/// Beyond these a year of the source is a mistake.
inline constexpr int kFirstYear = 1970, kLastYear = 2100;

/// The years that a calendar speaks of.
struct Years {
  int first = 0, last = 0;
  bool endless = false;  // something happens again and again, without an end
};

/// A VTIMEZONE (RFC 5545 §3.6.5), unfolded, with every change of the clock from the year before
/// `first` to the end of `last`; beyond, or when it is endless, the last rule of the zone as an
/// RRULE where it has one. `first` and `last` are taken as within kFirstYear and kLastYear. Empty
/// for a zone that is not known.
std::string vtimezone(const std::string& zone, Years years);

}  // namespace migrator::schedule
