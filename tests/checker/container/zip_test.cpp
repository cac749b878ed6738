// ZIPs that lie, and what is said of them.
#include <doctest/doctest.h>

#include "checker/container/zip_directory.hpp"
#include "tests/checker/container/walk.hpp"
#include "tests/checker/container/zip_builder.hpp"

using builder::zip;
using builder::ZipMember;
using walk::contains;
using walk::Lines;

namespace {

Lines read(const std::string& bytes) {
  return walk::members(bytes, {walk::Format::zip, 0, bytes.size(), std::nullopt}, walk::images);
}

}  // namespace

TEST_CASE("members come in order, folders do not, and an empty one is whole") {
  CHECK(read(zip({{"a.exe", "MZ1"},
                  {"dir/", "", 0, 0, -1, true, 0040755U << 16},
                  {"link", "a.exe", 0, 0, -1, true, 0120777U << 16},
                  {"b.txt", "text"},
                  {"dir/c.dll", "MZ2"},
                  {"empty", ""}})) == Lines{"a.exe=MZ1", "b.txt=text", "dir/c.dll=MZ2", "empty="});
  CHECK(read(zip({})).empty());
}

TEST_CASE("a member that is not wanted is only named") {
  const std::string bytes = zip({{"a.txt", "a"}, {"b.txt", "b"}});
  const auto only_b = [](const std::string& name, const std::string&) {
    return name == "b.txt" ? UINT64_MAX : 0;
  };
  CHECK(walk::lines(bytes, only_b) == Lines{"a.txt", "b.txt=b"});
}

TEST_CASE("names survive in whatever character set they were written") {
  struct Row {
    std::string what, stored;
    std::uint16_t flags;
    std::string name;
  };
  const Row rows[] = {
      {"CP437", "na\x8Bve.exe", 0, "naïve.exe"},
      {"UTF-8 with its flag", "na\xC3\xAFve.exe", 0x800, "naïve.exe"},
      {"UTF-8 without", "na\xC3\xAFve.exe", 0, "naïve.exe"},
      {"every byte has a meaning", "\xFF\xFE.exe", 0, "\u00A0■.exe"},
      {"climbing out is only text", "../../x.exe", 0, "../../x.exe"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(read(zip({{row.stored, "MZ", row.flags}})) == Lines{row.name + "=MZ"});
  }
}

TEST_CASE("a member that cannot be read is a line, and the walk goes on") {
  const auto encrypted = read(zip({{"a.exe", "MZ and a key of 12 bytes", 1}, {"b.exe", "MZb"}}));
  REQUIRE(encrypted.size() == 2);
  CHECK(contains(encrypted[0], "a.exe!ZIP: the member is encrypted"));
  CHECK(encrypted[1] == "b.exe=MZb");

  const auto crc = read(zip({{"a.exe", "MZa", 0, 0, -1, false}, {"b.exe", "MZb"}}));
  REQUIRE(crc.size() == 2);
  CHECK(contains(crc[0], "a.exe!ZIP: "));
  CHECK(crc[1] == "b.exe=MZb");

  const auto method = read(zip({{"a.exe", "MZa", 0, 77}, {"b.exe", "MZb"}}));
  REQUIRE(method.size() == 2);
  CHECK(contains(method[0], "a.exe!ZIP: "));
  CHECK(method[1] == "b.exe=MZb");

  const auto deflate = read(zip({{"a.exe", "MZ no deflate", 0, 8}, {"b.exe", "MZb"}}));
  REQUIRE(deflate.size() == 2);
  CHECK(contains(deflate[0], "a.exe!ZIP: "));
  CHECK(deflate[1] == "b.exe=MZb");
}

TEST_CASE("a size that lies is found out") {
  for (const std::int64_t stated : {0L, 2L, 400L}) {
    CAPTURE(stated);
    const auto lines = walk::lines(zip({{"a.exe", "MZabc", 0, 0, stated}, {"b.exe", "MZb"}}));
    REQUIRE(lines.size() == 2);
    CHECK(contains(lines[0], "a.exe!"));
    CHECK(lines[1] == "b.exe=MZb");
  }
}

TEST_CASE("members that the directory lists and nobody can find are said") {
  const auto shared =
      read(zip({{"a.exe", "MZ"}, {"b.exe", "", 0, 0, -1, true, 0100644U << 16, 0}}));
  REQUIRE(!shared.empty());
  CHECK(contains(shared.back(), "error: ZIP: its directory lists 2 members, 1 could be found"));

  // An end record within the comment hides all members from those who look from the back.
  const auto hidden = read(zip({{"a.exe", "MZ"}}, zip({})));
  REQUIRE(hidden.size() == 1);
  CHECK(contains(hidden[0], "error: ZIP: it begins with a member and its directory lists none"));
}

TEST_CASE("a comment or other bytes behind a ZIP hide no members, however long") {
  for (const std::size_t length : {1U, 16'000U, 17'000U, 65'535U}) {
    CAPTURE(length);
    CHECK(read(zip({{"a.exe", "MZ"}}, std::string(length, '#'))) == Lines{"a.exe=MZ"});
  }
  CHECK(read(zip({{"a.exe", "MZ"}}) + std::string(30'000, '#')) == Lines{"a.exe=MZ"});
}

TEST_CASE("every prefix of a ZIP gives its members or an error") {
  const auto whole = walk::fixture("components/web3.zip");
  CHECK(read(whole).size() == 2);
  for (std::size_t n = 4; n < whole.size(); ++n) {
    CAPTURE(n);
    const auto lines = read(whole.substr(0, n));
    REQUIRE(!lines.empty());
    CHECK(contains(lines.back(), "error: ZIP: "));
  }
}

TEST_CASE("every damaged byte of a ZIP leaves lines or errors, never less than two") {
  const auto whole = walk::fixture("components/web3.zip");
  for (std::size_t at = 4; at < whole.size(); ++at) {
    CAPTURE(at);
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    const auto lines = read(bytes);
    CHECK((lines.size() >= 2 || (lines.size() == 1 && contains(lines[0], "error: "))));
  }
}

TEST_CASE("the end record is found behind a comment, and its ZIP64 form too") {
  const auto listed = [](const std::string& bytes) {
    const auto end = checker::container::find_end_record(base::MemoryAccess(base::bytes_of(bytes)));
    REQUIRE(end);
    return *end ? static_cast<long>((*end)->members) : -1L;
  };
  CHECK(listed(zip({{"a", "1"}, {"b", "2"}})) == 2);
  CHECK(listed(zip({{"a", "1"}}, std::string(65535, '#'))) == 1);
  CHECK(listed("PK") == -1);
  CHECK(listed("") == -1);
  using builder::little;
  const std::string record = "PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) +
                             little(0, 8) + little(70'000, 8) + little(70'000, 8) + little(0, 16);
  const std::string locator = "PK\x06\x07" + little(0, 4) + little(0, 8) + little(1, 4);
  const std::string end = "PK\x05\x06" + little(0, 4) + little(0xFFFFFFFF, 4) + little(0, 10);
  CHECK(listed(record + locator + end) == 70'000);
  CHECK(listed("something before it" + record + locator + end) == 70'000);
}
