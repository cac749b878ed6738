#include "checker/container/container.hpp"

#include <doctest/doctest.h>

#include "base/blob.hpp"
#include "checker/container/spool.hpp"
#include "checker/container/zip_directory.hpp"
#include "tests/checker/container/zip_builder.hpp"

using base::Bytes;
using base::MemoryAccess;
using builder::zip;
using builder::ZipMember;
using checker::container::Budget;
using checker::container::Limits;
using checker::container::Member;

namespace {

// "name=content" for each member, "name!message" for a damaged one, and the error of the whole.
std::vector<std::string> walk(const std::string& bytes, Budget budget = Budget(1 << 20)) {
  std::vector<std::string> out;
  const auto wanted = [](const std::string&, Bytes start) {
    return base::text_of(start).starts_with("MZ");
  };
  const auto take = [&](const Member& member) {
    std::string line = member.name;
    if (member.error) line += "!" + member.error->message;
    if (member.bytes != nullptr) {
      std::string content(static_cast<std::size_t>(member.bytes->size()), '\0');
      REQUIRE(member.bytes->read_at(0, std::as_writable_bytes(std::span(content))));
      line += "=" + content;
    }
    out.push_back(line);
  };
  const MemoryAccess file(base::bytes_of(bytes));
  if (auto walked = each_member(file, budget, wanted, take); !walked)
    out.push_back("error: " + walked.error().message);
  return out;
}

using Lines = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("members come in order, and only those that were wanted are read") {
  CHECK(walk(zip({{"a.exe", "MZ1"},
                  {"dir/", "", 0, 0, -1, true, 0040755U << 16},
                  {"b.txt", "text"},
                  {"dir/c.dll", "MZ2"},
                  {"empty", ""}})) == Lines{"a.exe=MZ1", "b.txt", "dir/c.dll=MZ2", "empty"});
  CHECK(walk(zip({})).empty());
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
    CHECK(walk(zip({{row.stored, "MZ", row.flags}})) == Lines{row.name + "=MZ"});
  }
}

TEST_CASE("a member that cannot be read is a line, and the walk goes on") {
  const auto encrypted = walk(zip({{"a.exe", "MZ and a key of 12 bytes", 1}, {"b.exe", "MZb"}}));
  REQUIRE(encrypted.size() == 2);
  CHECK(contains(encrypted[0], "a.exe!ZIP: the member is encrypted"));
  CHECK(encrypted[1] == "b.exe=MZb");

  const auto crc = walk(zip({{"a.exe", "MZa", 0, 0, -1, false}, {"b.exe", "MZb"}}));
  REQUIRE(crc.size() == 2);
  CHECK(contains(crc[0], "a.exe!ZIP: "));
  CHECK(crc[1] == "b.exe=MZb");

  const auto method = walk(zip({{"a.exe", "MZa", 0, 77}, {"b.exe", "MZb"}}));
  REQUIRE(method.size() == 2);
  CHECK(contains(method[0], "a.exe!ZIP: "));
  CHECK(method[1] == "b.exe=MZb");

  const auto deflate = walk(zip({{"a.exe", "MZ no deflate", 0, 8}, {"b.exe", "MZb"}}));
  REQUIRE(deflate.size() == 2);
  CHECK(contains(deflate[0], "a.exe!ZIP: "));
  CHECK(deflate[1] == "b.exe=MZb");
}

TEST_CASE("a size that lies is found out") {
  for (const std::int64_t stated : {0L, 2L, 400L}) {
    CAPTURE(stated);
    const auto lines = walk(zip({{"a.exe", "MZabc", 0, 0, stated}, {"b.exe", "MZb"}}));
    REQUIRE(lines.size() == 2);
    CHECK(contains(lines[0], "a.exe!"));
    CHECK(lines[1] == "b.exe=MZb");
  }
}

TEST_CASE("members that the directory lists and nobody can find are said") {
  const auto shared =
      walk(zip({{"a.exe", "MZ"}, {"b.exe", "", 0, 0, -1, true, 0100644U << 16, 0}}));
  REQUIRE(!shared.empty());
  CHECK(contains(shared.back(), "error: ZIP: its directory lists 2 members, 1 could be found"));

  // An end record within the comment hides all members from those who look from the back.
  const auto hidden = walk(zip({{"a.exe", "MZ"}}, zip({})));
  REQUIRE(hidden.size() == 1);
  CHECK(contains(hidden[0], "error: ZIP: it begins with a member and its directory lists none"));
}

TEST_CASE("what a container may cost is limited, and the limit is named") {
  Limits limits;
  limits.members = 2;
  auto lines = walk(zip({{"a", "MZ"}, {"b", "MZ"}, {"c", "MZ"}}), Budget(100, limits));
  REQUIRE(lines.size() == 3);
  CHECK(contains(lines[2], "error: more than 2 members; what follows was not read"));

  limits = Limits();
  limits.member = 10;
  lines = walk(zip({{"a", "MZ and much more"}, {"b", "MZ"}}), Budget(100, limits));
  CHECK(lines == Lines{"a!more than 10 bytes in one member", "b=MZ"});

  limits = Limits();
  limits.free = 10;
  limits.ratio = 2;
  const std::string member(30, 'x');
  lines = walk(zip({{"a", "MZ"}, {"b", "MZ" + member}, {"c", "MZ"}}), Budget(10, limits));
  REQUIRE(lines.size() == 3);
  CHECK(contains(lines[1], "b!unpacks to more than 30 bytes in all"));
  CHECK(contains(lines[2], "error: unpacks to more than 30 bytes"));
}

TEST_CASE("every prefix of a ZIP gives its members or an error") {
  const auto whole = base::read_file(FIXTURES_DIR "/components/web3.zip", 1 << 20);
  REQUIRE(whole);
  CHECK(walk(*whole).size() == 2);
  for (std::size_t n = 4; n < whole->size(); ++n) {
    CAPTURE(n);
    const auto lines = walk(whole->substr(0, n));
    REQUIRE(!lines.empty());
    CHECK(contains(lines.back(), "error: ZIP: "));
  }
}

TEST_CASE("every damaged byte of a ZIP leaves lines or errors, never less than two") {
  const auto whole = base::read_file(FIXTURES_DIR "/components/web3.zip", 1 << 20);
  REQUIRE(whole);
  for (std::size_t at = 4; at < whole->size(); ++at) {
    CAPTURE(at);
    std::string bytes = *whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    const auto lines = walk(bytes);
    CHECK((lines.size() >= 2 || (lines.size() == 1 && contains(lines[0], "error: "))));
  }
}

TEST_CASE("the end record is found behind a comment, and its ZIP64 form too") {
  const auto listed = [](const std::string& bytes) {
    const auto count = checker::container::listed_members(MemoryAccess(base::bytes_of(bytes)));
    REQUIRE(count);
    return *count ? static_cast<long>(**count) : -1L;
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
}

TEST_CASE("a spool gives back its bytes from memory and from its file alike") {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += std::to_string(i);
  for (const std::size_t in_memory : {std::size_t{0}, std::size_t{1000}, std::size_t{1} << 20}) {
    checker::container::Spool spool(in_memory);
    for (std::size_t at = 0; at < bytes.size(); at += 777)
      REQUIRE(spool.write(base::bytes_of(std::string_view(bytes).substr(at, 777))));
    CHECK(spool.size() == bytes.size());
    std::string back(bytes.size() + 10, '\0');
    const auto got = spool.read_at(5, std::as_writable_bytes(std::span(back)));
    REQUIRE(got);
    CHECK(*got == bytes.size() - 5);
    CHECK(back.substr(0, *got) == bytes.substr(5));
  }
}
