#include "checker/diagnose/symptoms.hpp"

#include <doctest/doctest.h>

using namespace checker::diagnose;

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
      {"100003", "|100003"},    // a misprint stays one
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
  add(symptoms, {8092, "MSExchangeMig", 3, "a", "b"});
  add(symptoms, {8092, "ms exchangemig", 2, "c", "d"});
  add(symptoms, {8092, "", 0, "", ""});
  add(symptoms, {8092, "MSExchangeMigDS", 1, "", ""});
  REQUIRE(symptoms.events.size() == 2);
  CHECK(symptoms.events[1].source == "MSExchangeMigDS");
  CHECK(symptoms.events[0].times == 5);
  CHECK(symptoms.events[0].first == "a");
  CHECK(symptoms.events[0].last == "d");
}

TEST_CASE("an event that was given without its source gets that of the log") {
  Symptoms symptoms;
  add(symptoms, {8092, "", 0, "", ""});
  add(symptoms, {8092, "MSExchangeMig", 2, "a", "b"});
  REQUIRE(symptoms.events.size() == 1);
  CHECK(symptoms.events[0].source == "MSExchangeMig");
  CHECK(symptoms.events[0].times == 2);
}
