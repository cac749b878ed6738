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
