#include "base/text.hpp"

#include <doctest/doctest.h>

using base::CodePage;

TEST_CASE("code pages give every byte one character, and give it back") {
  for (const unsigned number : {437u, 850u, 852u, 858u, 866u}) {
    CAPTURE(number);
    auto page = CodePage::find(number);
    REQUIRE(page);
    std::string every;
    for (unsigned byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
    const auto decoded = page->decode(every);
    CHECK(decoded.replaced == 0);
    CHECK(page->encode(decoded.text) == every);
  }
}

TEST_CASE("well-known bytes") {
  struct Row {
    unsigned page;
    std::string bytes, text;
  };
  const Row rows[] = {{850, "\x81\xE1", "üß"}, {437, "\x9B", "¢"},
                      {1252, "\x80", "€"},     {932, "\x93\xFA\x96\x7B", "日本"},
                      {850, "\x1A", "\x1A"},   {850, "\x7F", "\x7F"}};
  for (const Row& row : rows) {
    CAPTURE(row.page);
    auto page = CodePage::find(row.page);
    REQUIRE(page);
    CHECK(page->decode(row.bytes).text == row.text);
    CHECK(page->encode(row.text) == row.bytes);
  }
}

TEST_CASE("bytes without a meaning are replaced and counted, never dropped") {
  auto latin = CodePage::find(1252);
  REQUIRE(latin);
  const auto decoded = latin->decode("a\x81z");
  CHECK(decoded.text == "a\xEF\xBF\xBDz");
  CHECK(decoded.replaced == 1);
  auto japanese = CodePage::find(932);
  REQUIRE(japanese);
  CHECK(japanese->decode("a\x93").replaced == 1);  // a lead byte at the end
}

TEST_CASE("a stream decodes the same in any portions") {
  auto page = CodePage::find(932);
  REQUIRE(page);
  const std::string bytes = "\x93\xFA\x96\x7B abc \x83\x65";
  const std::string whole = page->decode(bytes).text;
  for (std::size_t portion : {1u, 2u, 3u, 31u}) {
    base::TextDecoder decoder(*page);
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += portion)
      decoder.feed(bytes.substr(at, portion), at + portion >= bytes.size(), out);
    CHECK(out == whole);
  }
}

TEST_CASE("Unicode is no code page of migration files") {
  for (const unsigned number : {0u, 1200u, 65001u, 99999u}) CHECK_FALSE(CodePage::find(number));
}

TEST_CASE("what a page lacks cannot be encoded in it") {
  auto page = CodePage::find(850);
  REQUIRE(page);
  CHECK(page->encode("日本") == std::nullopt);
}

TEST_CASE("UTF-16 with lone surrogates and odd length") {
  CHECK(base::utf16le_to_utf8(base::bytes_of(std::string("a\0\x3D\xD8\x00\xDE", 6))) == "a😀");
  CHECK(base::utf16le_to_utf8(base::bytes_of(std::string("\x3D\xD8z\0", 4))) == "\xEF\xBF\xBDz");
  CHECK(base::utf16le_to_utf8(base::bytes_of("a")) == "\xEF\xBF\xBD");
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  struct Row {
    std::string text;
    bool valid;
  };
  const Row rows[] = {{"", true},
                      {"é日😀", true},
                      {"\xC0\xAF", false},
                      {"\xED\xA0\x80", false},
                      {"\xF4\x90\x80\x80", false},
                      {"\xE2\x82", false}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(base::is_utf8(row.text) == row.valid);
    CHECK(base::is_utf8(base::to_utf8(row.text)));
  }
}

TEST_CASE("no file can write to a terminal") {
  struct Row {
    std::string text, shown;
  };
  const Row rows[] = {
      {"a\x1b[2Jb\n", "a\\x1b[2Jb\\x0a"},
      {"\x7f", "\\x7f"},
      {"\xC2\x9B"
       "2J",
       "[U+009B]2J"},  // CSI of C1
      {"a\xE2\x80\xAE"
       "exe",
       "a[U+202E]exe"},                                  // right-to-left override
      {"\xE2\x81\xA6\xE2\x80\x8B", "[U+2066][U+200B]"},  // isolate, zero width space
      {"\xEF\xBB\xBF", "[U+FEFF]"},
      {"\xF3\xA0\x81\x81", "[U+E0041]"},  // a tag
      {"\xC3\xA9 \xE2\x80\xA6 \xE4\xB8\xAD \xF0\x9F\x98\x80",
       "\xC3\xA9 \xE2\x80\xA6 \xE4\xB8\xAD \xF0\x9F\x98\x80"},
      {"\xFF", "\xEF\xBF\xBD"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(base::printable(row.text) == row.shown);
  }
}
