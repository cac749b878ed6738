#include "migrator/schedule/icalendar.hpp"

#include <doctest/doctest.h>

namespace migrator::schedule {
namespace {

const std::string kHead = "SCHEDULE+2 EXPORT VERSION 103\r\n";

CalendarOptions berlin() { return {850, "Europe/Berlin", "19980602T063900Z", "seed"}; }

Calendar calendar(const std::string& objects, const CalendarOptions& options = berlin()) {
  auto made = to_icalendar(base::Blob::of(kHead + objects), options);
  REQUIRE(bool(made));
  return *std::move(made);
}

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

std::string weekly(const std::string& more) {
  return "RecurringAppointments:\r\n{\r\nRecurringType: 48\r\nStartRecurringDate: 01-04-1999\r\n"
         "StartRecurringTime: 09:00\r\nEndRecurringTime: 10:30\r\nDayOfWeekMask: 20\r\n"
         "DayOfWeekStart: 0\r\nWeekInterval: 2\r\nText: \"Crew\"\r\n" +
         more + "}\r\n";
}

}  // namespace

TEST_CASE("an appointment is an event with its zone, alarm and place") {
  const Calendar made = calendar(
      "SingleAppointments:\r\n{\r\nStart: 01-18-1999 09:00\r\nEnd: 01-18-1999 10:00\r\n"
      "Text: \"Gr\x81n, dock; B\\\"\"\r\nNotes: \"one\\\r\n\\\r\ntwo\"\r\nWhere: \"Pier\"\r\n"
      "Ring: T\r\nAlarmAmount: 15\r\nAlarmTypeUnit: 0\r\nBusyType: 0\r\nUnheard: 7\r\n}\r\n");
  CHECK(made.entries == 1);
  CHECK(made.warnings.empty());
  for (const std::string line :
       {"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n",
        "DTSTART:19990328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n",
        "DTSTAMP:19980602T063900Z\r\n", "DTSTART;TZID=Europe/Berlin:19990118T090000\r\n",
        "DTEND;TZID=Europe/Berlin:19990118T100000\r\n", "SUMMARY:Gr\xC3\xBCn\\, dock\\; B",
        "DESCRIPTION:one\\ntwo\r\n", "LOCATION:Pier\r\n", "STATUS:TENTATIVE\r\n",
        "TRIGGER:-PT15M\r\n", "X-SCHEDULE-Unheard:7\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n"}) {
    CAPTURE(line);
    CHECK(has(made.text, line));
  }
}

TEST_CASE("days, tasks and what has no place") {
  const Calendar made = calendar(
      "SingleEvents:\r\n{\r\nStartDate: 12-24-1998\r\nEndDate: 12-25-1998\r\n}\r\n"
      "SingleTasks:\r\n{\r\nEndDate: 3-5-1996\r\nPriority: 16945\r\nPercentCompleted: 40\r\n}\r\n"
      "Contacts:\r\n{\r\nLastName: \"Vole\"\r\n}\r\nProjects:\r\n{\r\n}\r\nProjects:\r\n{\r\n}\r\n"
      "SingleAppointments:\r\n{\r\nStart: 31-31-1999 09:00\r\n}\r\n");
  CHECK(made.entries == 2);
  CHECK(has(made.text, "DTSTART;VALUE=DATE:19981224\r\nDTEND;VALUE=DATE:19981226\r\n"));
  CHECK(has(made.text, "DUE;VALUE=DATE:19960305\r\nPERCENT-COMPLETE:40\r\nPRIORITY:5\r\n"));
  REQUIRE(made.warnings.size() == 3);
  CHECK(has(made.warnings[1], "2 of the schedule's Projects have no place"));
  CHECK(calendar("Projects:\r\n{\r\n}\r\n").text == "");
}

TEST_CASE("what happens again has its rule, beginning on a day that the rule names") {
  struct Row {
    std::string properties, rule, first;
  };
  const Row rows[] = {
      {"RecurringType: 64\r\nDayInterval: 3\r\n", "FREQ=DAILY;INTERVAL=3", "19990106"},
      {"RecurringType: 48\r\nDayOfWeekMask: 2\r\nDayOfWeekStart: 1\r\nWeekInterval: 1\r\n",
       "FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=MO", "19990111"},
      {"RecurringType: 12\r\nDayOfMonthMask: 1073741825\r\nMonthInterval: 2\r\n",
       "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,31", "19990131"},
      {"RecurringType: 7\r\nDayOfMonthMask: 1\r\nMonthOfYearMask: 8\r\nYearInterval: 1\r\n",
       "FREQ=YEARLY;INTERVAL=1;BYMONTH=4;BYMONTHDAY=1", "19990401"},
      {"RecurringType: 56\r\nDayOfWeekMask: 32\r\nMonthInterval: 1\r\nWeekInterval: 5\r\n",
       "FREQ=MONTHLY;INTERVAL=1;BYDAY=FR;BYSETPOS=-1", "19990129"},
      {"RecurringType: 51\r\nDayOfWeekMask: 16\r\nMonthOfYearMask: 1024\r\nWeekInterval: 4\r\n",
       "FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4", "19991125"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.properties);
    const Calendar made = calendar("RecurringEvents:\r\n{\r\nStartRecurringDate: 01-06-1999\r\n" +
                                   row.properties + "}\r\n");
    CHECK(has(made.text, "RRULE:" + row.rule + "\r\n"));
    CHECK(has(made.text, "DTSTART;VALUE=DATE:" + row.first + "\r\n"));
  }
  CHECK(calendar("RecurringEvents:\r\n{\r\nStartRecurringDate: 01-06-1999\r\nRecurringType: 9\r\n"
                 "}\r\n")
            .entries == 0);
}

TEST_CASE("exceptions are left out, and what took their place stands beside") {
  const Calendar made = calendar(
      weekly("EndRecurringDate: 03-31-1999\r\nExceptions:\r\n{\r\nInstanceDate: 01-05-1999\r\n"
             "Deleted: T\r\n}\r\nExceptions:\r\n{\r\nInstanceDate: 01-07-1999\r\n"
             "Start: 01-08-1999 09:00\r\nEnd: 01-08-1999 09:30\r\n}\r\n"));
  CHECK(made.entries == 2);
  for (const std::string line :
       {"DTSTART;TZID=Europe/Berlin:19990105T090000\r\n",
        "DTEND;TZID=Europe/Berlin:19990105T103000\r\n",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;UNTIL=19990331T215959Z\r\n",
        "EXDATE;TZID=Europe/Berlin:19990105T090000\r\n",
        "EXDATE;TZID=Europe/Berlin:19990107T090000\r\n",
        "DTSTART;TZID=Europe/Berlin:19990108T090000\r\n"}) {
    CAPTURE(line);
    CHECK(has(made.text, line));
  }
}

TEST_CASE("an exception takes its own time of day, else that of the series") {
  struct Row {
    std::string properties, start, end;
  };
  const std::string day = "StartDate: 01-12-1999\r\nEndDate: 01-12-1999\r\n";
  const Row rows[] = {
      {day, "19990112T090000", "19990112T103000"},
      {"", "19990107T090000", "19990107T103000"},
      {day + "StartRecurringTime: 11:00\r\nEndRecurringTime: 12:00\r\n", "19990112T110000",
       "19990112T120000"},
      {day + "StartRecurringTime: 11:00\r\n", "19990112T110000", "19990112T123000"},
      {"StartDate: 01-12-1999 15:00\r\nEndDate: 01-12-1999 16:00\r\n", "19990112T150000",
       "19990112T160000"},
      {"Start: 01-12-1999 23:30\r\n", "19990112T233000", "19990113T010000"},
      {"StartDate: 01-12-1999\r\nEndDate: 01-14-1999\r\n", "19990112T090000", "19990114T103000"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.properties);
    const Calendar made = calendar(weekly("Exceptions:\r\n{\r\nInstanceDate: 01-07-1999\r\n" +
                                          row.properties + "Text: \"Moved\"\r\n}\r\n"));
    CHECK(made.entries == 2);
    CHECK(made.warnings.empty());
    CHECK(has(made.text, "DTSTART;TZID=Europe/Berlin:" + row.start +
                             "\r\nDTEND;TZID=Europe/Berlin:" + row.end + "\r\nSUMMARY:Moved"));
  }
  for (const std::string bad : {"StartDate: 13-45-1999\r\n", "StartRecurringTime: 25:00\r\n",
                                "StartDate: 01-12-1999\r\nEndDate: 01-11-1999\r\n"}) {
    CAPTURE(bad);
    const Calendar made =
        calendar(weekly("Exceptions:\r\n{\r\nInstanceDate: 01-07-1999\r\n" + bad + "}\r\n"));
    CHECK(made.entries == 1);
    CHECK(made.warnings.size() == 1);
  }
}

TEST_CASE("an exception of a task is a task") {
  const Calendar made = calendar(
      "RecurringTasks:\r\n{\r\nRecurringType: 64\r\nDayInterval: 1\r\n"
      "StartRecurringDate: 01-01-1999\r\nExceptions:\r\n{\r\nInstanceDate: 01-03-1999\r\n"
      "StartDate: 01-04-1999\r\nEndDate: 01-05-1999\r\n}\r\n}\r\n");
  CHECK(made.entries == 2);
  CHECK(!has(made.text, "VEVENT"));
  CHECK(has(made.text, "DTSTART;VALUE=DATE:19990104\r\nDUE;VALUE=DATE:19990105\r\n"));
}

TEST_CASE("an alarm counts only from what its entry has") {
  struct Row {
    std::string properties, trigger;
  };
  const Row rows[] = {
      {"", ""},
      {"StartDate: 06-02-1998\r\n", "TRIGGER:-PT15M"},
      {"EndDate: 06-02-1998\r\n", ""},
      {"EndDate: 06-02-1998\r\nBeforeEnd: T\r\n", "TRIGGER;RELATED=END:-PT15M"},
      {"StartDate: 06-02-1998\r\nBeforeEnd: T\r\n", ""},
      {"StartDate: 06-02-1998\r\nEndDate: 06-02-1998\r\n", "TRIGGER;RELATED=END:-PT15M"},
      {"StartDate: 06-02-1998\r\nRing: F\r\n", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.properties);
    const Calendar made = calendar("SingleTasks:\r\n{\r\nAlarmAmount: 15\r\nAlarmTypeUnit: 0\r\n" +
                                   row.properties + "}\r\n");
    CHECK(made.warnings.empty());
    CHECK(has(made.text, "BEGIN:VALARM") == !row.trigger.empty());
    CHECK(has(made.text, row.trigger));
    CHECK(has(made.text, "X-SCHEDULE-AlarmAmount:15\r\nX-SCHEDULE-AlarmTypeUnit:0\r\n") ==
          row.trigger.empty());
  }
}

TEST_CASE("what cannot be read stands beside and is counted") {
  const Calendar made = calendar(
      "SingleTasks:\r\n{\r\nEndDate: 13-45-1998\r\nCompletedDate: yesterday\r\n"
      "PercentCompleted: 900\r\nPriority: 77\r\nRing: maybe\r\n}\r\n");
  for (const std::string line :
       {"X-SCHEDULE-EndDate:13-45-1998\r\n", "X-SCHEDULE-CompletedDate:yesterday\r\n",
        "X-SCHEDULE-PercentCompleted:900\r\n", "X-SCHEDULE-Ring:maybe\r\n"}) {
    CAPTURE(line);
    CHECK(has(made.text, line));
  }
  REQUIRE(made.warnings.size() == 1);
  CHECK(has(made.warnings[0], "4 values of the schedule cannot be read"));
  const Calendar series = calendar(weekly("EndRecurringDate: soon\r\n"));
  CHECK(has(series.text, "X-SCHEDULE-EndRecurringDate:soon\r\n"));
  CHECK(series.warnings.size() == 1);
}

TEST_CASE("an end is later than its start, and has four digits") {
  const std::string one = "Start: 07-18-1999 09:00\r\nEnd: 07-18-1999 09:00\r\n";
  CHECK(!has(calendar("SingleAppointments:\r\n{\r\n" + one + "}\r\n").text, "DTEND"));
  const std::string last = "StartDate: 12-31-9999\r\nEndDate: 12-31-9999\r\n";
  CHECK(!has(calendar("SingleEvents:\r\n{\r\n" + last + "}\r\n").text, "DTEND"));
  const auto task = [](const std::string& start, const std::string& due) {
    return calendar("SingleTasks:\r\n{\r\nStartDate: " + start + "\r\nEndDate: " + due +
                    "\r\n}\r\n")
        .text;
  };
  CHECK(has(task("06-02-1998", "06-03-1998"), "0602\r\nDUE;VALUE=DATE:19980603\r\n"));
  // Of one day: no DTSTART that is not before DUE, and nothing lost.
  CHECK(!has(task("06-02-1998", "06-02-1998"), "DTSTART"));
  CHECK(has(task("06-02-1998", "06-02-1998"), "DUE;VALUE=DATE:19980602\r\n"));
  CHECK(has(task("06-02-1998", "06-02-1998"), "X-SCHEDULE-StartDate:06-02-1998\r\n"));
  CHECK(!has(task("06-02-1998", "06-01-1998"), "\nDUE"));
  CHECK(has(task("06-02-1998", "06-01-1998"), "X-SCHEDULE-EndDate:06-01-1998\r\n"));
}

TEST_CASE("a series starts in step with its start, and not after its end") {
  struct Row {
    std::string properties, first;
  };
  const Row rows[] = {
      {"RecurringType: 48\r\nDayOfWeekMask: 2\r\nDayOfWeekStart: 0\r\nWeekInterval: 2\r\n",
       "19990118"},
      {"RecurringType: 48\r\nDayOfWeekMask: 1\r\nDayOfWeekStart: 1\r\nWeekInterval: 2\r\n",
       "19990110"},
      {"RecurringType: 12\r\nDayOfMonthMask: 1\r\nMonthInterval: 3\r\n", "19990401"},
      {"RecurringType: 12\r\nDayOfMonthMask: 128\r\nMonthInterval: 3\r\n", "19990108"},
      {"RecurringType: 7\r\nDayOfMonthMask: 1\r\nMonthOfYearMask: 1\r\nYearInterval: 5\r\n",
       "20040101"},
      {"RecurringType: 7\r\nDayOfMonthMask: 268435456\r\nMonthOfYearMask: 2\r\nYearInterval: 3\r\n",
       "20080229"},
      {"RecurringType: 56\r\nDayOfWeekMask: 2\r\nMonthInterval: 2\r\nWeekInterval: 1\r\n",
       "19990301"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.properties);
    CHECK(has(calendar("RecurringEvents:\r\n{\r\nStartRecurringDate: 01-08-1999\r\n" +
                       row.properties + "}\r\n")
                  .text,
              "DTSTART;VALUE=DATE:" + row.first + "\r\n"));
  }
  const std::string never =
      "RecurringType: 7\r\nDayOfMonthMask: 1\r\nMonthOfYearMask: 1\r\n"
      "YearInterval: 999\r\nStartRecurringDate: 01-08-9500\r\n";
  CHECK(calendar("RecurringEvents:\r\n{\r\n" + never + "}\r\n").entries == 0);
  CHECK(calendar(weekly("EndRecurringDate: 01-05-1999\r\n")).entries == 1);
  const Calendar over = calendar(weekly("EndRecurringDate: 01-04-1999\r\n"));
  CHECK(over.entries == 0);
  REQUIRE(over.warnings.size() == 1);
  CHECK(has(over.warnings[0], "1 of the schedule's RecurringAppointments"));
}

TEST_CASE("a zone is told from the year before, for the years that speak of it, and on") {
  const auto count = [](const std::string& text) {
    std::size_t n = 0;
    for (auto at = text.find("TZOFFSETTO"); at != std::string::npos;
         at = text.find("TZOFFSETTO", at + 1))
      ++n;
    return n;
  };
  const auto meeting = [](const std::string& day) {
    return "SingleAppointments:\r\n{\r\nStart: " + day + " 09:00\r\nEnd: " + day +
           " 10:00\r\n}\r\n";
  };
  const std::string one = calendar(meeting("01-01-1999")).text;
  CHECK(has(one, "DTSTART:19980101T010000\r\n"));  // New Year in UTC
  CHECK(count(one) == 5);
  // One mistyped year spoils nothing.
  CHECK(count(calendar(meeting("01-01-1999") + meeting("07-18-0099")).text) == 5);
  CHECK(has(calendar(meeting("07-18-0099")).text, "BEGIN:VTIMEZONE"));
  CHECK(has(calendar(meeting("01-01-1999") + meeting("07-18-2600")).text,
            "DTSTART:19980329T020000\r\nRRULE:FREQ=YEARLY"));
  // Days need no zone.
  CHECK(!has(
      calendar("SingleEvents:\r\n{\r\nStartDate: 12-24-1998\r\nEndDate: 12-25-1998\r\n}\r\n").text,
      "VTIMEZONE"));
  // UNTIL is a year that is spoken of; without one the zone's last rule goes on.
  CHECK(has(calendar(weekly("EndRecurringDate: 03-31-2015\r\n")).text, "DTSTART:20150329T020000"));
  const std::string endless = calendar(weekly("")).text;
  CHECK(has(endless,
            "BEGIN:DAYLIGHT\r\nDTSTART:19980329T020000\r\n"
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"));
  CHECK(has(endless, "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"));
  CalendarOptions options = berlin();
  options.time_zone = "America/New_York";
  const std::string york = calendar(weekly(""), options).text;
  CHECK(has(york, "BEGIN:DAYLIGHT\r\nDTSTART:20060402T020000\r\nTZOFFSETFROM"));
  CHECK(has(york, "DTSTART:20070311T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n"));
  CHECK(has(york, "DTSTART:20071104T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n"));
  options.time_zone = "Asia/Tokyo";
  CHECK(count(calendar(weekly(""), options).text) == 1);
  options.time_zone = "Europe/Dublin";
  const std::string dublin = calendar(weekly(""), options).text;
  CHECK(has(dublin, "BEGIN:STANDARD\r\nDTSTART:19980101T000000\r\n"));
  CHECK(has(dublin, "TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:IST\r\nEND:DAYLIGHT\r\n"));
}

TEST_CASE("the same schedule is the same calendar, and lines are folded") {
  const std::string text = "SingleTasks:\r\n{\r\nText: \"" + std::string(70, 'x') +
                           std::string(40, '\x81') + "\"\r\n}\r\n";
  CHECK(calendar(text).text == calendar(text).text);
  std::size_t column = 0;
  for (char c : calendar(text).text) {
    column = c == '\n' ? 0 : column + 1;
    CHECK(column <= 76);  // with the CR
  }
  CalendarOptions utc = berlin();
  utc.time_zone = "UTC";
  CHECK(has(calendar(weekly(""), utc).text, "\r\nDTSTART:19990105T090000Z\r\n"));
  CHECK(!to_icalendar(base::Blob::of("nonsense"), berlin()));
  CHECK(!to_icalendar(base::Blob::of(kHead + "A:\r\n{\r\n"), berlin()));
}

}  // namespace migrator::schedule
