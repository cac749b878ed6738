#pragma once
// Schedule+ text as a calendar of today (RFC 5545). The text itself is delivered too, so that
// nothing hangs on this.
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "base/text.hpp"

namespace migrator::schedule {

struct CalendarOptions {
  unsigned code_page = 850;
  std::string time_zone = "UTC";  // of every time in the text
  std::string stamp;              // DTSTAMP: "19980602T063900Z", of the message
  std::string seed;               // what the UIDs are made of, with the place in the text
};

struct Calendar {
  std::string text;         // lines end in CR LF; empty when nothing has a place in a calendar
  std::size_t entries = 0;  // VEVENT and VTODO
  std::vector<std::string> warnings;  // what had no place in it
};

/// The same bytes every time. Errc::malformed and Errc::limit as of ScheduleReader, and over 8 MiB
/// of text or 50,000 objects.
base::Result<Calendar> to_icalendar(const base::Blob& schedule, const CalendarOptions& options);

}  // namespace migrator::schedule
