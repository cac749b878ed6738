#include "checker/symptoms/symptoms.hpp"

#include <doctest/doctest.h>

using namespace checker::symptoms;

namespace {

std::string event_of(const std::string& text) {
  const auto event = parse_event(text);
  return event ? event->source + "|" + std::to_string(event->id) : "none";
}

std::string code_of(const std::string& text) {
  const auto code = parse_code(text);
  return code ? code_text(*code) : "none";
}

}  // namespace

TEST_CASE("an event is a number, perhaps with its source") {
  struct Row {
    std::string text, event;
  };
  const Row rows[] = {
      {"8092", "|8092"},
      {"MSExchangeMig:8092", "MSExchangeMig|8092"},
      {"ms exchange migds: 283", "ms exchange migds|283"},
      {"3221233564", "|8092"},  // 0xC0001F9C: the whole identifier
      {"1073750016", "|8192"},  // 0x40002000
      {"65535", "|65535"},
      {"65536", "none"},
      {"100003", "none"},
      {"0x1F9C", "none"},
      {"", "none"},
      {":8092", "none"},
      {"8092x", "none"},
      {"-1", "none"},
      {"99999999999", "none"},
      {"MSExchangeMig", "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(event_of(row.text) == row.event);
  }
}

TEST_CASE("error codes are compared by their value") {
  struct Row {
    std::string text, code;
  };
  const Row rows[] = {
      {"0x80040108", "0x80040108"},
      {"80040108", "0x80040108"},
      {"0X80040108", "0x80040108"},
      {"-2147221240", "0x80040108"},
      {"-1018", "0xFFFFFC06"},
      {"c0000005", "0xC0000005"},
      {"00000003", "0x00000003"},
      {"2147746056", "0x80040108"},  // ten figures can only be decimal
      {"4294967295", "0xFFFFFFFF"},
      {"2147483647", "none"},
      {"4294967296", "none"},
      {"8004010800", "none"},
      {"0x451", "0x00000451"},
      {"", "none"},
      {"0x", "none"},
      {"-", "none"},
      {"180040108", "none"},
      {"8004010g", "none"},
      {"-99999999999", "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(code_of(row.text) == row.code);
  }
}

TEST_CASE("an event that is added twice is counted, not doubled") {
  Symptoms symptoms;
  add(symptoms, {8092, "MSExchangeMig", 3, {}, {}});
  add(symptoms, {8092, "ms exchangemig", 2, {}, {}});
  add(symptoms, {8092, "", 0, {}, {}});
  add(symptoms, {8092, "MSExchangeMigDS", 1, {}, {}});
  REQUIRE(symptoms.events.size() == 2);
  CHECK(symptoms.events[1].source == "MSExchangeMigDS");
  CHECK(symptoms.events[0].times == 5);
}

TEST_CASE("an event that was given without its source gets that of the log, and its times") {
  Symptoms symptoms;
  add(symptoms, {8092, "", 0, {}, {}});
  add(symptoms, {8092, "MSExchangeMig", 2, {"a", "1", false}, {"b", "2", false}});
  REQUIRE(symptoms.events.size() == 1);
  CHECK(symptoms.events[0].source == "MSExchangeMig");
  CHECK(symptoms.events[0].times == 2);
  CHECK(symptoms.events[0].first.shown == "a");
}

TEST_CASE("of several logs first and last are by time, in whichever order the logs come") {
  const SeenEvent older{8092, "", 1, {"a", "1", false}, {"b", "3", false}};
  const SeenEvent newer{8092, "", 1, {"c", "2", false}, {"d", "4", false}};
  for (const bool turned : {false, true}) {
    Symptoms symptoms;
    add(symptoms, turned ? newer : older);
    add(symptoms, turned ? older : newer);
    REQUIRE(symptoms.events.size() == 1);
    CHECK(symptoms.events[0].first.shown == "a");
    CHECK(symptoms.events[0].last.shown == "d");
  }
}

TEST_CASE("times that cannot be compared are not put in an order") {
  const SeenEvent local{8092, "", 1, {"a", "1", false}, {"b", "3", false}};
  struct Row {
    std::string what;
    SeenEvent other;
  };
  const Row rows[] = {
      {"UTC", {8092, "", 1, {"c", "2", true}, {"d", "4", true}}},
      {"no key", {8092, "", 1, {"c", "", false}, {"d", "", false}}},
      {"none", {8092, "", 1, {}, {}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Symptoms symptoms;
    add(symptoms, local);
    add(symptoms, row.other);
    CHECK(symptoms.events[0].times == 2);
    CHECK(symptoms.events[0].first.shown == "");
    CHECK(symptoms.events[0].last.shown == "");
  }
}
