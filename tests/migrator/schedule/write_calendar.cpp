// Writes a calendar that has everything, for programs that are not ours to read.
#include <cstdio>

#include "migrator/schedule/icalendar.hpp"

namespace {

constexpr const char* kSchedule =
    "SCHEDULE+2 EXPORT VERSION 103\r\n"
    "SingleAppointments:\r\n{\r\nStart: 07-18-1999 09:00\r\nEnd: 07-18-1999 10:00\r\n"
    "Text: \"Gr\x81n, dock; B\"\r\nNotes: \"one\\\r\n\\\r\ntwo\"\r\nWhere: \"Pier\"\r\n"
    "AlarmAmount: 15\r\nAlarmTypeUnit: 0\r\nCompany: \"Rope\"\r\n}\r\n"
    "SingleEvents:\r\n{\r\nStartDate: 12-24-1998\r\nEndDate: 12-25-1998\r\n}\r\n"
    "RecurringAppointments:\r\n{\r\nRecurringType: 48\r\nStartRecurringDate: 01-04-1999\r\n"
    "StartRecurringTime: 09:00\r\nEndRecurringTime: 10:30\r\nDayOfWeekMask: 20\r\n"
    "DayOfWeekStart: 0\r\nWeekInterval: 2\r\nText: \"Crew\"\r\nEndRecurringDate: 12-31-1999\r\n"
    "Exceptions:\r\n{\r\nInstanceDate: 01-07-1999\r\nDeleted: T\r\n}\r\n}\r\n"
    "SingleTasks:\r\n{\r\nEndDate: 3-5-1996\r\nCompletedDate: 3-6-1996\r\nPriority: 8243\r\n}\r\n";

}  // namespace

int main() {
  const auto made = migrator::schedule::to_icalendar(
      base::Blob::of(kSchedule), {850, "Europe/Berlin", "19980602T063900Z", "seed"});
  if (!made) return 1;
  std::fwrite(made->text.data(), 1, made->text.size(), stdout);
  return 0;
}
