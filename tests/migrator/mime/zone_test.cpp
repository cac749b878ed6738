#include "migrator/mime/zone.hpp"

#include <doctest/doctest.h>

namespace migrator::mime {
namespace {

struct Row {
  LocalTime time;
  std::string zone, date;
  std::int64_t unix_seconds;
};

std::string show(const base::Result<Moment>& moment) {
  return moment ? moment->date + " = " + std::to_string(moment->unix_seconds)
                : "error: " + moment.error().message;
}

}  // namespace

TEST_CASE("the wall clock stays, and the offset is that day's") {
  const Row rows[] = {
      {{1998, 6, 2, 8, 39, 0}, "UTC", "Tue, 02 Jun 1998 08:39:00 +0000", 896776740},
      {{1998, 6, 2, 8, 39, 0}, "Europe/Berlin", "Tue, 02 Jun 1998 08:39:00 +0200", 896769540},
      {{1998, 12, 2, 8, 39, 0}, "Europe/Berlin", "Wed, 02 Dec 1998 08:39:00 +0100", 912584340},
      {{1999, 1, 1, 0, 0, 0}, "America/New_York", "Fri, 01 Jan 1999 00:00:00 -0500", 915166800},
      {{1999, 1, 1, 0, 0, 0}, "Asia/Kolkata", "Fri, 01 Jan 1999 00:00:00 +0530", 915129000},
      {{1999, 1, 1, 0, 0, 0}, "America/St_Johns", "Fri, 01 Jan 1999 00:00:00 -0330", 915161400},
      // Twice: 01:30 EDT, then 01:30 EST. The first one.
      {{1998, 10, 25, 1, 30, 0}, "America/New_York", "Sun, 25 Oct 1998 01:30:00 -0400", 909293400},
      // Never: 02:00 EST became 03:00 EDT. The same moment as 03:30 EDT.
      {{1998, 4, 5, 2, 30, 0}, "America/New_York", "Sun, 05 Apr 1998 02:30:00 -0500", 891761400},
      {{1969, 12, 31, 23, 59, 59}, "UTC", "Wed, 31 Dec 1969 23:59:59 +0000", -1},
      {{2000, 2, 29, 12, 0, 0}, "UTC", "Tue, 29 Feb 2000 12:00:00 +0000", 951825600},
      // New York's mean time was -4:56:02 before 18 November 1883.
      {{1880, 1, 1, 0, 0, 0}, "America/New_York", "Thu, 01 Jan 1880 00:00:00 -0456", -2840123040},
  };
  for (const Row& row : rows) {
    CAPTURE(row.date);
    CHECK(show(moment(row.time, row.zone)) == row.date + " = " + std::to_string(row.unix_seconds));
  }
}

TEST_CASE("a zone that does not exist is a mistake of usage") {
  for (const std::string zone : {"Mars/Olympus", "", "../../etc/passwd", "Europe"}) {
    CAPTURE(zone);
    const auto wrong = moment({}, zone);
    REQUIRE(!wrong);
    CHECK(wrong.error().code == base::Errc::usage);
  }
}

}  // namespace migrator::mime
