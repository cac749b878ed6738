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
