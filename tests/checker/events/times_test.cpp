#include "checker/events/times.hpp"

#include <doctest/doctest.h>

using namespace checker::events;

TEST_CASE("times of one log are put in order, months first unless a day says otherwise") {
  struct Row {
    std::string earlier, later;
  };
  const Row rows[] = {
      {"6/1/99 11:59:59 AM", "6/1/99 12:00:00 PM"},
      {"6/1/99 12:30:00 AM", "6/1/99 1:00:00 AM"},
      {"12/31/99 11:00:00 PM", "1/1/00 1:00:00 AM"},
      {"1999-06-01 12:00:05", "1999-06-01T12:00:06"},
      {"6/1/1999", "6/1/1999 00:01"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.earlier);
    CHECK(time_key(row.earlier).month_first < time_key(row.later).month_first);
  }
  CHECK(time_key("31/5/99 12:00").day_first < time_key("1/6/99 12:00").day_first);
  CHECK(time_key("31/5/99 12:00").shows_day_first);
  CHECK(time_key("01.06.1999 12:00").shows_day_first);
  CHECK_FALSE(time_key("6/13/99 12:00").shows_day_first);
  for (const std::string none : {"", "noon", "6/1", "6/1-99", "123456/1/1", "6/1/99999"}) {
    CAPTURE(none);
    CHECK(time_key(none).month_first.empty());
  }
}

TEST_CASE("a period is the same in whatever order its times come") {
  Period up, down;
  const std::string times[] = {"5/2/99 1:00 PM", "5/2/99 2:00 PM", "6/1/99 1:00 AM"};
  for (const std::string& time : times) up.take(time, time_key(time));
  for (int i = 2; i >= 0; --i) down.take(times[i], time_key(times[i]));
  CHECK(up.first(false, false).shown == times[0]);
  CHECK(up.last(false, false).shown == times[2]);
  CHECK(down.first(false, false).shown == times[0]);
  CHECK(down.last(false, false).shown == times[2]);
  CHECK(up.first(true, false).shown == times[2]);  // the 6th of January
}
