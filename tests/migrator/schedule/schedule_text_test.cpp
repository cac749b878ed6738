#include "migrator/schedule/schedule_text.hpp"

#include <doctest/doctest.h>

using namespace migrator;
using namespace migrator::schedule;

namespace {
const std::string kHead = "SCHEDULE+2 EXPORT VERSION 103\r\n";

// Every event as a line.
std::string show(const std::string& text) {
  ScheduleReader reader(base::Blob::of(text));
  std::string out;
  for (;;) {
    auto event = reader.next();
    if (!event) return out + "error " + event.error().message + "\n";
    if (std::holds_alternative<std::monostate>(*event)) return out;
    if (const auto* b = std::get_if<ScheduleBegin>(&*event))
      out += std::to_string(b->line) + " begin " + b->name + " " + std::to_string(b->depth) + "\n";
    if (const auto* e = std::get_if<ScheduleEnd>(&*event))
      out += std::to_string(e->line) + " end " + std::to_string(e->depth) + "\n";
    if (const auto* p = std::get_if<ScheduleProperty>(&*event))
      out += std::to_string(p->line) + " " + p->name + (p->quoted ? "=\"" : "=") + p->value + "\n";
    if (const auto* s = std::get_if<ScheduleStray>(&*event))
      out += std::to_string(s->line) + " stray " + s->text + "\n";
  }
}
}  // namespace

TEST_CASE("Schedule+ text is a stream of objects and properties (SDK appendxa_78pt)") {
  CHECK(show(kHead +
             "Projects:     \r\n{\r\n    Priority:     16945\r\n    Text:   \"Dock \\\"B\\\"\""
             "\r\n}\r\n") ==
        "2 begin Projects 1\n4 Priority=16945\n5 Text=\"Dock \"B\"\n6 end 1\n");
  CHECK(show(kHead) == "");
  CHECK(show(kHead + "RecurringTasks:\r\n{\r\nExceptions:\r\n{\r\nDeleted: T\r\n}\r\n}\r\n") ==
        "2 begin RecurringTasks 1\n4 begin Exceptions 2\n6 Deleted=T\n7 end 2\n8 end 1\n");
}

TEST_CASE("a value goes on after a backslash at the end of its line; two make a line break") {
  CHECK(show(kHead + "A:\r\n{\r\nText: \"one\\\r\n two\"\r\n}\r\n") ==
        "2 begin A 1\n4 Text=\"one two\n6 end 1\n");
  CHECK(show(kHead + "A:\r\n{\r\nText: \"Meeting.\\\r\n\\\r\nBig sale.\"\r\n}\r\n") ==
        "2 begin A 1\n4 Text=\"Meeting.\r\nBig sale.\n7 end 1\n");
}

TEST_CASE("what Q273356 prints is read: blanks after the backslash, doubled ones, a stray line") {
  CHECK(show(kHead + "A:\r\n{\r\n\tText:  \"test \\\\\\\\  x\"\r\nAttendees:\r\n{\r\n"
                     "UserEntryID: \"00/81\\ \r\n 20\"\r\n}\r\n\r\n Connect to \\\\a\r\n}\r\n") ==
        "2 begin A 1\n4 Text=\"test \\\\\\\\  x\n5 begin Attendees 2\n7 UserEntryID=\"00/81 20\n"
        "9 end 2\n11 stray Connect to \\\\a\n12 end 1\n");
}

TEST_CASE("broken Schedule+ text is an error that names its line") {
  struct Row {
    std::string text, error;
  };
  std::string deep = kHead;
  for (int i = 0; i < 20; ++i) deep += "A:\r\n{\r\n";
  const Row rows[] = {
      {"", "line 1: \"SCHEDULE+2 EXPORT VERSION 103\" was expected"},
      {"SCHEDULE+1\r\n", "line 1: \"SCHEDULE+2 EXPORT VERSION 103\" was expected"},
      {kHead + "A:\r\n", "line 2: \"{\" was expected after \"A:\""},
      {kHead + "}\r\n", "line 2: a \"}\" without its \"{\""},
      {kHead + "A:\r\n{\r\nText: \"x\r\n}\r\n", "line 4: the quote of Text never closes"},
      {kHead + "A:\r\n{\r\nText: \"x\\", "line 4: the text ends where this value should go on"},
      {kHead + "A:\r\n{\r\n", "the text ends inside an object"},
      {deep, "line 34: objects inside each other deeper than 16"},
      {kHead + "A:\r\n{\r\nText: " + std::string((1 << 20) + 9, 'x') + "\r\n}\r\n",
       "longer than 1048576 bytes"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.error);
    CHECK(show(row.text).find(row.error) != std::string::npos);
  }
}

TEST_CASE("every prefix of a schedule ends in good order") {
  const std::string whole =
      kHead +
      "RecurringTasks:\r\n{\r\n Text: \"a\\\r\nb\"\r\n Exceptions:\r\n {\r\n  Deleted: T\r\n"
      " }\r\n}\r\nContacts:\r\n{\r\n LastName: \"L\"\r\n}\r\n";
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    ScheduleReader reader(base::Blob::of(whole.substr(0, n)));
    for (int i = 0; i < 100; ++i) {
      auto object = read_schedule_object(reader);
      REQUIRE(i < 3);
      if (!object || !*object) break;
    }
  }
}

TEST_CASE("values mean dates, clocks, truth, numbers and priorities") {
  CHECK(to_time14(*parse_schedule_time("01-18-1999 09:05")) == "19990118090500");
  CHECK(to_time14(*parse_schedule_time("3-5-1996 15:00")) == "19960305150000");
  CHECK(to_time14(*parse_schedule_time("3-2-1996")) == "19960302000000");
  for (const auto* bad :
       {"", "13-1-1996", "2-31-1996", "3-5-96x", "3-5", "3-5-1996 25:00", "3-5--1"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_schedule_time(bad));
  }
  CHECK(parse_schedule_clock("12:30") == 750);
  CHECK_FALSE(parse_schedule_clock("12:60"));
  CHECK(parse_schedule_bool("T") == true);
  CHECK(parse_schedule_bool("f") == false);
  CHECK_FALSE(parse_schedule_bool("TRUE"));
  CHECK(parse_schedule_priority("8243") == "3");
  CHECK(parse_schedule_priority("16672") == "A");
  CHECK(parse_schedule_priority("16691") == "A3");
  CHECK(parse_schedule_priority("17184") == "C");
  CHECK_FALSE(parse_schedule_priority("0"));
  CHECK_FALSE(parse_schedule_priority("99999999"));
}

TEST_CASE("an object without its required properties, or with values of another kind, is told of") {
  const auto faults = [](const std::string& object) {
    ScheduleReader reader(base::Blob::of(kHead + object));
    auto read = read_schedule_object(reader);
    REQUIRE(read);
    REQUIRE(*read);
    std::string out;
    for (const std::string& what : schedule_faults(**read)) out += what + "\n";
    return out;
  };
  CHECK(faults("SingleAppointments:\n{\nStart: 3-5-1996 15:00\nEnd: 3-5-1996 16:00\n}\n") == "");
  CHECK(faults("SingleAppointments:\n{\nStart: 3-5-1996 15:00\n}\n") ==
        "End is missing, which SingleAppointments need\n");
  CHECK(faults("SingleEvents:\n{\nStartDate: 2-31-1996\nEndDate: 3-1-1996\nRing: yes\n}\n") ==
        "StartDate \"2-31-1996\", mm-dd-yyyy was expected\nRing \"yes\", T or F was expected\n");
  CHECK(faults("RecurringTasks:\n{\nRecurringType: 64\nExceptions:\n{\nDeleted: T\n}\n}\n") ==
        "DayInterval is missing, which RecurringTasks need\n"
        "Exceptions in line 5: InstanceDate is missing, which Exceptions need\n");
}
