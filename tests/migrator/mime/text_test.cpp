#include "migrator/mime/text.hpp"

#include "support.hpp"

namespace migrator::mime {
namespace {

struct Read {
  std::string text;
  TextFacts facts;
};

Read read_all(const std::string& stored, unsigned page, std::size_t portion = 4096) {
  TextReader reader(base::Blob::of(stored), *base::CodePage::find(page));
  Read out;
  std::vector<std::byte> room(portion);
  for (;;) {
    const auto got = reader.read(room);
    REQUIRE(bool(got));
    if (*got == 0) break;
    out.text += base::text_of(base::Bytes(room).first(*got));
  }
  out.facts = reader.facts();
  return out;
}

}  // namespace

TEST_CASE("stored text becomes lines of UTF-8") {
  struct Row {
    unsigned page;
    std::string stored, expected;
  };
  using namespace std::string_literals;
  const Row rows[] = {
      {850, "one\r\ntwo\r\n", "one\ntwo\n"},
      {850, "one\rtwo\nthree", "one\ntwo\nthree\n"},
      {850, "one\r\n\r\n", "one\n\n"},
      {850, "", ""},
      {850, "\x1A", ""},
      {850, "one\r\n\x1A", "one\n"},
      {850, "one\x1A\x1A\x1A", "one\n"},
      {850,
       "a\x1A"
       "b",
       "a\xE2\x90\x9A"
       "b\n"},
      {850, "\r\x1A\n", "\n\xE2\x90\x9A\n"},
      {850, "gr\x81n", "gr\xC3\xBCn\n"},
      {437, "\x9B", "\xC2\xA2\n"},
      {850, "\x9B", "\xC3\xB8\n"},
      {1252, "\x80 \x93q\x94", "\xE2\x82\xAC \xE2\x80\x9Cq\xE2\x80\x9D\n"},
      {932, "\x93\xFA\x96\x7B", "\xE6\x97\xA5\xE6\x9C\xAC\n"},
      {932, "\x83\x5C", "\xE3\x82\xBD\n"},  // the second byte is a backslash
      {850,
       "\x02"
       "1ered\x02"
       "70 end",
       "red end\n"},
      {850,
       "\x02"
       "1Fx",
       "x\n"},
      {850,
       "\x02"
       "1gx",
       "\xE2\x90\x82"
       "1gx\n"},
      {850,
       "\x02\x02"
       "1f.",
       "\xE2\x90\x82.\n"},
      {850,
       "x\x02"
       "1",
       "x\xE2\x90\x82"
       "1\n"},
      {850, "^b1emarked^b70 ^b1f.", "marked .\n"},  // Q181130 names these three
      {850, "x^b12, ^B1E, ^b1 and ^b", "x^b12, ^B1E, ^b1 and ^b\n"},
      {932, "\x83^b1e",
       "\xE3\x82\xBF"
       "b1e\n"},  // the second byte is a caret
      {850, "a\0b\x07\x1B[2J\x7F"s,
       "a\xE2\x90\x80"
       "b\xE2\x90\x87\xE2\x90\x9B[2J\xE2\x90\xA1\n"},
      {850, "a\tb\fc", "a\tb\fc\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(base::printable(row.stored));
    CHECK(read_all(row.stored, row.page).text == row.expected);
    for (std::size_t portion : {1u, 3u})
      CHECK(read_all(row.stored, row.page, portion).text == row.expected);
  }
}

TEST_CASE("what was odd is counted") {
  const Read odd = read_all(
      "\x81\x8D\x01\x02"
      "1f\r\nlonger line",
      1252);
  CHECK(odd.facts.replaced == 2);
  CHECK(odd.facts.controls == 1);
  CHECK(odd.facts.colours == 1);
  CHECK(odd.facts.longest_line == 11);
  CHECK(read_all("^b1ered^b70", 1252).facts.printed == 2);
  CHECK(!odd.facts.ascii);
  CHECK(read_all("plain\r\n", 1252).facts.ascii);
}

TEST_CASE("a text longer than any buffer is the same as its pieces") {
  std::string stored, expected;
  for (int i = 0; i < 30000; ++i) {
    stored +=
        "\x93\xFA\x96\x7B\x02"
        "1f\r\n";
    expected += "\xE6\x97\xA5\xE6\x9C\xAC\n";
  }
  CHECK(read_all(stored, 932).text == expected);
}

TEST_CASE("RTF is known by its first word") {
  struct Row {
    std::string content;
    bool rtf;
  };
  const Row rows[] = {{"{\\rtf1\\ansi x}", true},
                      {"\r\n {\\rtf1}", true},
                      {"{\\rt", false},
                      {"x{\\rtf1", false},
                      {"", false}};
  for (const Row& row : rows) CHECK(*is_rtf(base::Blob::of(row.content)) == row.rtf);
}

TEST_CASE("Q181130: colour codes are no text, stored or printed, wherever a portion ends") {
  std::string stored, expected;
  for (int i = 0; i < 20'000; ++i) {
    stored +=
        "\x02"
        "1ehot\x02"
        "70 and ^b1fcold^b70;";
    expected += "hot and cold;";
  }
  const Read read = read_all(stored, 850);
  CHECK((read.text == expected + "\n"));
  CHECK(read.facts.colours == 40'000);
  CHECK(read.facts.printed == 40'000);
}

TEST_CASE("a character of two bytes that the end of a portion cuts is one character") {
  // 32768 bytes are a portion: with one blank before, every character across it is cut.
  std::string stored = " ", expected = " ";
  for (int i = 0; i < 40'000; ++i) {
    stored += "\x83\x5C";  // its second byte is a backslash
    expected += "\xE3\x82\xBD";
  }
  const Read read = read_all(stored, 932);
  CHECK((read.text == expected + "\n"));
  CHECK(read.facts.replaced == 0);
}

}  // namespace migrator::mime
