#include "checker/events/codes.hpp"

#include <doctest/doctest.h>

#include "checker/diagnose/symptoms.hpp"

using checker::events::find_codes;

TEST_CASE("error codes are found in the text of events, and other numbers are not") {
  struct Row {
    std::string text, codes;
  };
  const Row rows[] = {
      {"failed (80040108).", "0x80040108 "},
      {"failed: 0x80040108", "0x80040108 "},
      {"0X8004010F and 0x8004010f", "0x8004010F "},
      {"Exception: access violation (0xc0000005), C0000005", "0xC0000005 "},
      {"error -1018 while reading", "0xFFFFFC06 "},
      {"error -1019 while reading", ""},
      {"error 0x451", "0x00000451 "},
      {"code <00000003>", "0x00000003 "},
      {"12-1018", ""},
      {"D:\\\\IFF\\\\00000003.PRI", ""},
      {"00000003.SEC, /tmp/00000003", ""},
      {"{80040108-1234-11d0-9aa6-00a0c9138f8c}", "0x80040108 "},
      {"00000012.PRI, line 41, 19990601, 5551234567", ""},
      {"0x80040108ab", ""},
      {"x80040108", ""},
      {"feedface deadbeef cafebabe", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string got;
    for (const std::uint32_t code : find_codes(row.text, {0x451, 0xFFFFFC06, 3}))
      got += checker::diagnose::code_text(code) + " ";
    CHECK(got == row.codes);
  }
}
