#include "migrator/migration/lines.hpp"

#include <doctest/doctest.h>

using namespace migrator::migration;

namespace {
std::string show(const std::string& text) {
  LineReader reader(std::make_shared<base::MemoryAccess>(base::bytes_of(text)));
  std::string out;
  for (;;) {
    auto line = reader.next();
    if (!line) return line.error().message;
    if (!*line) return out;
    const char* ends[] = {"crlf", "lf", "none"};
    out += std::to_string((*line)->number) + "@" + std::to_string((*line)->offset) + "+" +
           std::to_string((*line)->length) + " " + (*line)->text + " " +
           ends[static_cast<int>((*line)->end)] + ((*line)->too_long ? " long" : "") + "|";
  }
}
}  // namespace

TEST_CASE("lines know where they stand and how they end") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"", ""},
      {"a\r\nb\r\n", "1@0+3 a crlf|2@3+3 b crlf|"},
      {"a\nb", "1@0+2 a lf|2@2+1 b none|"},
      {"\r\n\r\n", "1@0+2  crlf|2@2+2  crlf|"},
      {"a\rb\r\n", "1@0+5 a\rb crlf|"},
      {"a\r", "1@0+2 a\r none|"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(show(row.text) == row.expected);
  }
}

TEST_CASE("a line over the limit is cut, said to be, and the next line is whole") {
  const std::string most(kMaxLine, 'x');
  const std::string tail = "\r\nb\r\n";
  for (const std::size_t extra : {0u, 1u, 2u, 100'000u}) {
    CAPTURE(extra);
    const std::string text = most + std::string(extra, 'y') + tail;
    LineReader reader(std::make_shared<base::MemoryAccess>(base::bytes_of(text)));
    auto first = reader.next();
    REQUIRE(first);
    REQUIRE(*first);
    CHECK((*first)->too_long == (extra > 0));
    CHECK((*first)->text == most);
    CHECK((*first)->length == kMaxLine + extra + 2);
    auto second = reader.next();
    REQUIRE(second);
    REQUIRE(*second);
    CHECK((*second)->text == "b");
    CHECK((*second)->offset == kMaxLine + extra + 2);
  }
}
