// SZDD and KWAJ: names, lengths that lie.
#include "checker/container/compressed.hpp"

#include <doctest/doctest.h>

#include "tests/checker/container/walk.hpp"
#include "tests/checker/container/zip_builder.hpp"

using builder::little;
using checker::container::expanded_name;
using walk::contains;
using walk::Lines;

namespace {

const std::string kSzdd = "SZDD\x88\xF0\x27\x33";

// Literals only, eight to a byte of flags.
std::string literals(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 8) {
    out += '\xFF';
    out += text.substr(at, 8);
  }
  return out;
}

std::string szdd(const std::string& text, std::uint32_t stated, char mode = 'A') {
  return kSzdd + mode + 'L' + little(stated, 4) + literals(text);
}

}  // namespace

TEST_CASE("the missing letter goes where the '_' is, in the case of the name") {
  struct Row {
    std::string file;
    char letter;
    std::string name;
  };
  const Row rows[] = {
      {"MLMIG32.DL_", 'L', "MLMIG32.DLL"},
      {"mlmig32.dl_", 'L', "mlmig32.dll"},
      {"MLMIG32.DL_", 'l', "MLMIG32.DLL"},
      {"MLMIG32.DL_", '\0', "MLMIG32.DL_"},
      {"SETUP.EX_", 'e', "SETUP.EXE"},
      {"mlmig32.dll_", '\0', "mlmig32.dll"},
      {"index.htm_", 'l', "index.html"},
      {"MLMIG32.DLL", 'L', "MLMIG32.DLL"},
      {"UNZIP1.9_", '5', "UNZIP1.95"},
      {"a/b/c.ex_", 'e', "c.exe"},
      {"evil.ex_", '/', "evil.ex_"},
      {"evil.ex_", '\xE9', "evil.ex_"},
      {"_", 'L', "L"},
      {"_", '\0', "_"},
      {"", 'L', ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    CHECK(expanded_name(row.file, row.letter) == row.name);
  }
}

TEST_CASE("a length that lies is found out, both ways") {
  CHECK(walk::lines(szdd("MZ and more", 11)) == Lines{"FILE.EXL=MZ and more"});
  for (const std::uint32_t stated : {0U, 1U, 10U, 12U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    CAPTURE(stated);
    const auto lines = walk::lines(szdd("MZ and more", stated));
    REQUIRE(lines.size() == 1);
    CHECK(contains(lines[0], "FILE.EXL!SZDD: the member has 11 bytes, not "));
  }
}

TEST_CASE("mode B begins its window two bytes earlier than mode A") {
  // A copy of the three bytes before: its place counts from the window's beginning.
  const auto packed = [](unsigned start) {
    return std::string("\x07") + "abc" + little(start & 0xFF, 1) + little(start >> 4 & 0xF0, 1);
  };
  const auto lines = [](char mode, const std::string& data) {
    return walk::lines(kSzdd + mode + 'L' + little(6, 4) + data);
  };
  CHECK(lines('A', packed(4096 - 16)) == Lines{"FILE.EXL=abcabc"});
  CHECK(lines('B', packed(4096 - 18)) == Lines{"FILE.EXL=abcabc"});
  CHECK(lines('B', packed(4096 - 16)) != Lines{"FILE.EXL=abcabc"});
  const std::string qbasic = "SZ \x88\xF0\x27\x33\xD1" + little(6, 4) + packed(4096 - 18);
  CHECK(walk::lines(qbasic) == Lines{"FILE.EX_=abcabc"});
}

TEST_CASE("a mode that nobody knows is said, not guessed") {
  const auto lines = walk::lines(szdd("MZ", 2, 'C'));
  REQUIRE(lines.size() == 1);
  CHECK(contains(lines[0], "error: SZDD: mode C is not known"));
}

TEST_CASE("of a long file only what is wanted is unpacked") {
  const std::string text(1'000'000, 'x');
  const std::string bytes = szdd(text, 1'000'000);
  walk::Lister lister([](const std::string&, const std::string& came) -> std::uint64_t {
    return came.size() < 100 ? 100 : came.size() < 300 ? 300 : 0;
  });
  walk::Budget budget(bytes.size());
  REQUIRE(each_member(base::MemoryAccess(base::bytes_of(bytes)),
                      {walk::Format::szdd, 0, bytes.size(), std::nullopt}, "A.EX_", budget,
                      lister));
  CHECK(lister.total == 300);
  CHECK(lister.lines == Lines{"A.EXL"});
}

TEST_CASE("a KWAJ without a length is whole when its data end") {
  const std::string head = "KWAJ\x88\xF0\x27\xD1" + little(0, 2) + little(14, 2) + little(0, 2);
  CHECK(walk::lines(head + "text", walk::everything, "README.TX_") == Lines{"README.TX_=text"});
  const std::string far = "KWAJ\x88\xF0\x27\xD1" + little(0, 2) + little(9999, 2) + little(0, 2);
  const auto lines = walk::lines(far + "text");
  REQUIRE(lines.size() == 1);
  CHECK(contains(lines[0], "error: KWAJ: it is cut short"));
  const std::string type = "KWAJ\x88\xF0\x27\xD1" + little(5, 2) + little(14, 2) + little(0, 2);
  CHECK(contains(walk::lines(type + "text")[0], "!KWAJ: it is damaged"));
}
