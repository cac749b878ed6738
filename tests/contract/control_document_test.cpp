#include "contract/control_document.hpp"

#include <doctest/doctest.h>

using contract::ControlDocument;

TEST_CASE("the text of a document is the bytes that it was read from") {
  const std::string rows[] = {"",
                              "\n",
                              "\r\n\r\n",
                              "Mode,CCMAIL",
                              "! a comment\r\nMode, ccmail \r\n\r\nFile,C:\\M\\ \r\n\x1A",
                              "Mode,CCMAIL\nFile,x\r\nno comma\n",
                              "\xEF\xBB\xBFMode,CCMAIL\n",
                              std::string("a\0b,c\n", 6),
                              "\r\r\n,\n,,\n \t!x"};
  for (const std::string& row : rows) {
    CAPTURE(row);
    CHECK(ControlDocument::parse(row).text() == row);
  }
}

TEST_CASE("lines are told apart; keywords in any case, values without blanks around them") {
  using Kind = contract::ControlLine::Kind;
  const auto document =
      ControlDocument::parse("! c\n\n pOnAme , Petaling Jaya \r\nnonsense\nPubic,1\n\x1A\n");
  const auto& lines = document.lines();
  REQUIRE(lines.size() == 5);
  const Kind kinds[] = {Kind::comment, Kind::nothing, Kind::pair, Kind::other, Kind::pair};
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(lines[i].kind == kinds[i]);
  CHECK(lines[2].is("POName"));
  CHECK(lines[2].word == "pOnAme");
  CHECK(document.value("POName") == "Petaling Jaya");
  CHECK(lines[4].keyword == nullptr);
}

TEST_CASE("new lines end as the file's lines do, and stand before a DOS end mark") {
  struct Row {
    std::string before, after;
  };
  const Row rows[] = {
      {"Mode,CCMAIL\r\n", "Mode,CCMAIL\r\nPublic,FALSE\r\n"},
      {"Mode,CCMAIL\n", "Mode,CCMAIL\nPublic,FALSE\n"},
      {"Mode,CCMAIL", "Mode,CCMAIL\nPublic,FALSE\n"},
      {"Mode,CCMAIL\r\n! the end\r\n\x1A", "Mode,CCMAIL\r\nPublic,FALSE\r\n! the end\r\n\x1A"},
      {"Mode,CCMAIL\n\x1AMode,FILE\n", "Mode,CCMAIL\nPublic,FALSE\n\x1AMode,FILE\n"},
      {"Mode,CCMAIL\x1Arest", "Mode,CCMAIL\nPublic,FALSE\n\x1Arest"},
      {"", "Public,FALSE\r\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.before);
    auto document = ControlDocument::parse(row.before);
    document.append("Public,FALSE");
    CHECK(document.text() == row.after);
  }
}

TEST_CASE("nothing behind a DOS end mark is a line, wherever the mark stands") {
  struct Row {
    std::string text;
    std::size_t lines;
    bool follows;
  };
  const Row rows[] = {{"Mode,CCMAIL\r\n\x1A", 1, false},
                      {"Mode,CCMAIL\r\n\x1A\r\n \x1A", 1, false},
                      {"Mode,CC\x1AMAIL\nFile,x\n", 1, true},
                      {"\x1AMode,CCMAIL", 0, true},
                      {"Mode,CCMAIL\n", 1, false}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto document = ControlDocument::parse(row.text);
    CHECK(document.lines().size() == row.lines);
    CHECK(document.has_text_after_end() == row.follows);
    CHECK(document.text() == row.text);
  }
}

TEST_CASE("a line that is replaced keeps its end; one that is erased takes it along") {
  auto document = ControlDocument::parse("Mode,CCMAIL\r\nFile,a\nPOName,b");
  document.replace(1, "File,c");
  document.replace(2, "POName,d");
  CHECK(document.text() == "Mode,CCMAIL\r\nFile,c\nPOName,d");
  document.erase(1);
  document.erase(99);
  CHECK(document.text() == "Mode,CCMAIL\r\nPOName,d");
}
