#include "checker/events/codes.hpp"

#include <doctest/doctest.h>

#include "checker/symptoms/symptoms.hpp"

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
      {"the error code was 80070005", "0x80070005 "},
      {"Status: c0000017", "0xC0000017 "},
      {"error -1018 while reading", "0xFFFFFC06 "},
      {"error -1019 while reading", ""},
      {"error 0x451", "0x00000451 "},
      {"code <00000003>", "0x00000003 "},
      {"12-1018", ""},
      {"D:\\\\IFF\\\\00000003.PRI", ""},
      {"00000003.SEC, /tmp/00000003", ""},
      {"the record 80041302", "0x80041302 "},  // a rule names it
      // Without 0x and without a word that calls it an error.
      {"the record 80040108", ""},
      {"an error, said the man who had read the whole of the log in vain: 80040108", ""},
      {"error 81234567", ""},
      {"error {80040108-1234-11d0-9aa6-00a0c9138f8c}", ""},
      {"error 80041302-1234-11d0-9aa6-00a0c9138f8c", ""},
      {"error 80041302-again", "0x80041302 "},
      {"00000012.PRI, line 41, 19990601, 5551234567", ""},
      {"0x80040108ab", ""},
      {"x80040108", ""},
      {"feedface deadbeef cafebabe", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string got;
    for (const std::uint32_t code : find_codes(row.text, {0x451, 0xFFFFFC06, 3, 0x80041302}).codes)
      got += checker::symptoms::code_text(code) + " ";
    CHECK(got == row.codes);
  }
}

TEST_CASE("a text full of codes costs what its length costs, and known codes are never cut") {
  std::string text;
  for (std::uint32_t i = 0; i < 200'000; ++i)
    text += checker::symptoms::code_text(0x80000000 + i) + " ";
  const auto found = find_codes(text + "-1018", {0xFFFFFC06});
  CHECK(found.cut);
  REQUIRE(found.codes.size() == checker::events::kMostCodes + 1);
  CHECK(found.codes.back() == 0xFFFFFC06);
}
