#pragma once
// Wall-clock time and a zone become a moment, and the Date field that keeps the wall clock.
#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "migrator/message/message.hpp"

namespace migrator::mime {

struct Moment {
  std::int64_t unix_seconds = 0;
  std::string date;  // RFC 5322: "Tue, 02 Jun 1998 08:39:00 +0200"
};

/// The wall clock stays as the source wrote it; the offset is the zone's on that very day, never
/// today's (Q281734). A time that happens twice is taken as the first one. A time that a clock
/// change skips keeps its digits with the offset in force before the change: the same moment as
/// the clock put forward. An offset with seconds (local mean time) loses them, in both fields
/// alike. Errc::usage for a zone that the system's tzdata does not know.
base::Result<Moment> moment(const LocalTime& time, const std::string& zone);

}  // namespace migrator::mime
