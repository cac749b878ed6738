#include "base/csv.hpp"

#include <doctest/doctest.h>

using base::CsvReader;

namespace {

// "line:a|b" per record, or the error.
std::string read(const std::string& bytes) {
  CsvReader rows(std::make_shared<base::MemoryAccess>(base::bytes_of(bytes)), "x.csv");
  std::string out;
  for (;;) {
    auto row = rows.next();
    if (!row) return out + row.error().message;
    if (!*row) return out;
    out += std::to_string((*row)->line) + ":";
    for (std::size_t i = 0; i < (*row)->fields.size(); ++i)
      out += (i == 0 ? "" : "|") + (*row)->fields[i];
    out += ";";
  }
}

}  // namespace

TEST_CASE("CSV is read as RFC 4180 has it") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"a,b\r\nc,d", "1:a|b;2:c|d;"},
      {"\"a,b\",\"c\"\"d\"\n", "1:a,b|c\"d;"},
      {"a,\r\n,b\r\n", "1:a|;2:|b;"},
      {"\"two\r\nlines\",b\r\nc\r\n", "1:two\nlines|b;3:c;"},
      {"\r\n  \r\na\r\n\x1A", "3:a;"},
      {"\"\",\"\"", "1:|;"},
      {"a\"b,c", "x.csv:1: a quote inside a field: quote the whole field and double inner quotes"},
      {"\"a\"b,c",
       "x.csv:1: a quote inside a field: quote the whole field and double inner quotes"},
      {"ok\n\"open\nmore", "1:ok;x.csv:2: a quote is opened and never closed"},
      {std::string(70'000, 'x'), "x.csv:1: a record of more than 65536 bytes"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 60));
    CHECK(read(row.text) == row.expected);
  }
}
