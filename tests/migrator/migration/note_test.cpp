#include "migrator/migration/note.hpp"

#include <doctest/doctest.h>

#include "migrator/migration/message_row.hpp"

using namespace migrator;
using namespace migrator::migration;

TEST_CASE("a note is one ASCII line, and only lines that begin as ours are notes") {
  const std::string line = to_note_line(account_note({AccountKind::board, "Caf\xC3\xA9 \"\r\n"}));
  CHECK(line == R"(! sidestep: {"account":{"kind":"board","name":"Caf\u00e9 \"\r\n"}})");
  CHECK_FALSE(parse_note_line("! CodePage"));
  CHECK_FALSE(parse_note_line("sidestep: {}"));
  const auto back = parse_note_line(line);
  REQUIRE(back);
  REQUIRE(*back);
  const auto account = parse_account_note(**back);
  REQUIRE(account);
  CHECK(account->name == "Caf\xC3\xA9 \"\r\n");
}

TEST_CASE("a note that is not understood is an error, never a guess") {
  struct Row {
    std::string note, expected;
  };
  const Row rows[] = {
      {R"({"sequence":3})", "ok"},
      {R"({"sequence":-3})",
       "note#/sequence should be a whole number up to 18446744073709551615, is -3"},
      {R"({"sequnce":3})", "note#/sequnce is not a key this version knows; did you mean sequence?"},
      {R"({"to":[["a","b","c","d"]]})", "note#/to: an address is an array of one to three strings"},
      {R"({"to":[[]]})", "note#/to: an address is an array of one to three strings"},
      {R"({"sent":"1999"})", "note#/sent should be a date of 14 digits, or null"},
      {R"({"extra":[["a"]]})", "note#/extra should be an array of pairs of strings"},
      {R"({"parts":[]})", "note#/parts leaves out block 0"},
      {R"({"parts":[{"block":0,"kind":"text"},{"block":0,"kind":"text"}]})",
       "note#/parts names a block that the message does not have, or one twice"},
      {R"({"parts":[{"block":7,"kind":"text"}]})",
       "note#/parts names a block that the message does not have, or one twice"},
      {R"({"parts":[{"block":0,"kind":"text"}]})", "ok"},
      {R"({"parts":[{"block":0,"kind":"schedule"}]})", "ok"},
      {R"({"parts":[{"block":0,"kind":"document"}]})", "ok"},
      {R"({"parts":[{"block":0,"kind":"documents"}]})",
       "note#/parts/kind should be text, file, schedule or document"},
  };
  Descriptor body;
  body.length = 5;
  for (const Row& row : rows) {
    CAPTURE(row.note);
    const auto json = parse_note_line("! sidestep: " + row.note);
    REQUIRE(json);
    REQUIRE(*json);
    const auto noted = apply_message_note(**json, Message(), {body});
    CHECK((noted ? "ok" : noted.error().message) == row.expected);
  }
  for (const std::string bad : {"", " ", " {", " []", " 3", R"( {"a":1,"a":2})"}) {
    CAPTURE(bad);
    const auto json = parse_note_line("! sidestep:" + bad);
    REQUIRE(json);
    CHECK_FALSE(*json);
  }
}

TEST_CASE("the note of a person says what the row does not, and is read strictly") {
  Person put{{"Ann", "CORK", "SMTP:a@b.example"}, {{"First", "Ann"}, {"Spouse", "Bo"}}};
  const Person seen{{"Ann", "", "SMTP:a@b.example"}, {{"First", "Ann"}}};
  PersonalList book;
  book.name = "Mine";
  const auto note = person_note(put, seen, &book);
  REQUIRE(note);
  CHECK(to_note_line(*note) ==
        R"(! sidestep: {"address_book":{"name":"Mine"},"person":)"
        R"({"details":[["First","Ann"],["Spouse","Bo"]],"post_office":"CORK"}})");
  PersonalList back;
  back.name = kAddressBookName;
  const auto person = apply_person_note(*note, seen, back);
  REQUIRE(person);
  CHECK(*person == put);
  CHECK(back.name == "Mine");
  back.name = kAddressBookName;
  CHECK_FALSE(person_note(seen, seen, &back));
  CHECK_FALSE(person_note(seen, seen, nullptr));
  struct Row {
    std::string note, expected;
  };
  const Row rows[] = {
      {R"({"person":{}})", "ok"},
      {R"({})", "ok"},
      {R"({"list":{}})", "note#/list is not a key this version knows"},
      {R"({"person":{"nom":"x"}})", "note#/person/nom is not a key this version knows"},
      {R"({"person":{"details":[["a"]]}})",
       "note#/person/details should be an array of pairs of strings"},
      {R"({"person":{"details":{}}})",
       "note#/person/details should be an array of pairs of strings"},
      {R"({"address_book":{"members":[]}})",
       "note#/address_book/members is not a key this version knows"},
      {R"({"person":{"name":3}})", "note#/person/name should be a string"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.note);
    const auto json = parse_note_line("! sidestep: " + row.note);
    REQUIRE(json);
    REQUIRE(*json);
    const auto applied = apply_person_note(**json, seen, back);
    CHECK(std::string(applied ? "ok" : applied.error().message).substr(0, row.expected.size()) ==
          row.expected);
  }
}
