#include "migrator/ccmail/directory.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;
using migrator::Damage;
using migrator::DirectoryEntry;
using migrator::Place;

namespace {

// "name/location/address/comments" per entry and "!reason@offset+length" per damage.
std::string read(const std::string& bytes) {
  std::string out;
  auto done = migrator::ccmail::read_directory(
      file_of(bytes), "directory.exp", rules(),
      [&](const DirectoryEntry& e) -> base::Result<void> {
        out += "[" + e.name + "/" + e.location + "/" + e.address + "/" + e.comments + "]";
        CHECK(e.place.file == "directory.exp");
        CHECK(base::equals_fold(bytes.substr(e.place.offset, 5), "Name:"));
        CHECK(e.place.offset + e.place.length <= bytes.size());
        return {};
      },
      [&](const Place& place, const Damage& damage) -> base::Result<void> {
        out += "!" + damage.reason + "@" + std::to_string(place.offset) + "+" +
               std::to_string(place.length);
        CHECK(damage.message.find("directory.exp: byte " + std::to_string(place.offset)) == 0);
        return {};
      });
  REQUIRE(done);
  return out;
}

}  // namespace

TEST_CASE("directory records are read as they come") {
  struct Row {
    std::string name, text, expected;
  };
  const Row rows[] = {
      {"whole", "Name: Quill, Nora\r\nLocn: L\r\nAddr:\r\nCmts: Dock\r\n", "[Quill, Nora/L//Dock]"},
      {"blank lines anywhere", "\r\nName: A\r\n\r\nLocn: r\r\n\r\nAddr: CORK a b\r\nCmts:\r\n\r\n",
       "[A/r/CORK a b/]"},
      {"two in a row", "Name: A\nLocn: L\nName: B\nLocn: P\n", "[A/L//][B/P//]"},
      {"without Locn", "Name: A\r\nAddr: X\r\n", "[A//X/]"},
      {"unknown tags are kept", "Name: A\r\nLocn: L\r\nFanx: what\r\nCmts: c\r\n",
       "[A/L//c\nFanx: what]"},
      {"unknown tags alone", "Name: A\r\nFanx: x\r\nFany: y\r\nName: B\r\n",
       "[A///Fanx: x\nFany: y][B///]"},
      {"shorter and longer tags are kept, too", "Name: A\r\nFAN: a@b\r\nLastIn: x\r\nCmts: c\r\n",
       "[A///c\nFAN: a@b\nLastIn: x]"},
      {"a sentence with a colon is no tag", "Name: A\r\nnot a tag: x\r\n", "!bad-row@9+14[A///]"},
      {"all locations",
       "Name: a\r\nLocn: L\r\nName: b\r\nLocn: l\r\nName: c\r\nLocn: R\r\nName: d\r\nLocn: r\r\n"
       "Name: e\r\nLocn: A\r\nName: f\r\nLocn: a\r\nName: g\r\nLocn: P\r\nName: h\r\nLocn: p\r\n"
       "Name: i\r\nLocn: Z\r\n",
       "[a/L//][b/l//][c/R//][d/r//][e/A//][f/a//][g/P//][h/p//][i/Z//]"},
      {"aliases, remote users, boards, system boxes and the connector's own entries",
       "Name: Nora Q\r\nLocn: A\r\nAddr: Quill, Nora\r\nName: #Garden\r\nLocn: L\r\n"
       "Name: ~ADE_Mailbox\r\nLocn: L\r\nName: Vaz, Ines\r\nLocn: r\r\nAddr: CORK\r\n"
       "Cmts: MSExchangeCCMC TIDE1\r\n",
       "[Nora Q/A/Quill, Nora/][#Garden/L//][~ADE_Mailbox/L//][Vaz, Ines/r/CORK/MSExchangeCCMC "
       "TIDE1]"},
      {"tags in any case", "NAME: A\r\nlocn: l\r\n", "[A/l//]"},
      {"the page of the set", "Name: M\x81ller, J\x94rg\r\nLocn: l\r\n", "[Müller, Jörg/l//]"},
      {"end-of-file mark", "Name: A\r\nLocn: L\r\n\x1A", "[A/L//]"},
      {"no line end at the end", "Name: A\r\nLocn: L", "[A/L//]"},
      {"bytes before the first record", "\r\nLocn: L\r\nrubbish\r\nName: A\r\nLocn: L\r\n",
       "!bad-row@2+18[A/L//]"},
      {"a line that is no tag", "Name: A\r\nrubbish\r\nLocn: L\r\n", "!bad-row@9+9[A/L//]"},
      {"a tag twice", "Name: A\r\nLocn: L\r\nLocn: R\r\n", "!bad-row@18+9[A/L//]"},
      {"a record without a name", "Name:\r\nLocn: L\r\nName: B\r\n", "!bad-row@0+16[B///]"},
      {"nothing", "", ""},
      {"no record at all", "rubbish", "!bad-row@0+7"},
      {"a very long line", "Name: A\r\nCmts: " + std::string(70'000, 'c') + "\r\nLocn: L\r\n",
       "!too-large@9+70008[A/L//]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(read(row.text) == row.expected);
  }
}

TEST_CASE("an entry keeps 64 KiB of lines under unknown tags, and the others are a damaged row") {
  const std::string line = "FAN: " + std::string(30'000, 'f');
  const std::string head = "Name: A\r\nLocn: L\r\n" + line + "\r\n" + line + "\r\n";
  const std::string lost = line + "\r\n" + line + "\r\n";
  CHECK(read(head + lost + "Cmts: c\r\nName: B\r\n") ==
        "!bad-row@" + std::to_string(head.size()) + "+" + std::to_string(lost.size()) +
            "[A/L//c\n" + line + "\n" + line + "][B///]");
}

TEST_CASE("what a callback refuses ends the reading") {
  const auto refuse = [](const DirectoryEntry&) -> base::Result<void> {
    return base::Error{base::Errc::io, "disk full"};
  };
  const auto ignore = [](const Place&, const Damage&) -> base::Result<void> { return {}; };
  auto done = migrator::ccmail::read_directory(file_of("Name: A\r\nName: B\r\n"), "d", rules(),
                                               refuse, ignore);
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "disk full");
}

TEST_CASE("every prefix of the harbor directory is read") {
  const std::string whole = fixture("harbor/directory.exp");
  for (std::size_t n = 0; n <= whole.size(); ++n) (void)read(whole.substr(0, n));
  CHECK(read(whole).find("[Núñez, Álvaro/r/CORK/]") != std::string::npos);
}
