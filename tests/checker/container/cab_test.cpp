// Cabinets: folders that are left and returned to, sets, names, lies.
#include <doctest/doctest.h>

#include "tests/checker/container/cab_builder.hpp"
#include "tests/checker/container/walk.hpp"

using builder::cab;
using builder::CabFile;
using builder::CabOptions;
using walk::contains;
using walk::Lines;

namespace {

std::string content(std::size_t size, unsigned seed) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    out[i] = static_cast<char>((i * 7 + seed * 31 + i / 251) & 0xFF);
  return out;
}

std::vector<CabFile> many() {
  std::vector<CabFile> files;
  for (unsigned i = 0; i < 12; ++i)
    files.push_back({"f" + std::to_string(i), content(9000 + i * 3333, i)});
  return files;
}

}  // namespace

TEST_CASE("the folder's stream goes on behind members that were left or not wanted") {
  const auto files = many();
  for (const bool lzx : {false, true}) {
    CAPTURE(lzx);
    CabOptions options;
    options.lzx = lzx;
    const std::string bytes = cab(files, options);
    // Every third whole, every third its beginning in three steps, every third not at all.
    const auto appetite = [](const std::string& name, const std::string& came) -> std::uint64_t {
      const unsigned i = static_cast<unsigned>(std::stoul(name.substr(1)));
      if (i % 3 == 0) return UINT64_MAX;
      if (i % 3 == 1 || came.size() >= 5000) return 0;
      return came.size() < 10 ? 10 : came.size() < 1000 ? 1000 : 5000;
    };
    Lines expected;
    for (std::size_t i = 0; i < files.size(); ++i)
      expected.push_back(files[i].name + (i % 3 == 0 ? "=" + files[i].content : ""));
    CHECK(walk::lines(bytes, appetite) == expected);
  }
}

TEST_CASE("no byte more is unpacked of a member than is wanted") {
  const std::string bytes = cab(many());
  walk::Lister lister([](const std::string&, const std::string& came) -> std::uint64_t {
    return came.size() < 100 ? 100 : 0;
  });
  walk::Budget budget(bytes.size());
  REQUIRE(each_member(base::MemoryAccess(base::bytes_of(bytes)),
                      {walk::Format::cab, 0, bytes.size(), std::nullopt}, "", budget, lister));
  CHECK(lister.total == 12 * 100);
}

TEST_CASE("names are UTF-8 where that is said or true, else Windows-1252, and '\\' parts them") {
  CHECK(walk::lines(cab({{"Bin\\\xC3\xA4.dll", "1", 0, 0x80},
                         {"\xC3\xA4.dll", "2"},
                         {"\xE4.dll", "3"},
                         {"..\\..\\x.dll", "4"}})) ==
        Lines{"Bin/ä.dll=1", "ä.dll=2", "ä.dll=3", "../../x.dll=4"});
}

TEST_CASE("of a set, what lies in this cabinet is read, and of the rest is said where it is") {
  CabOptions options;
  options.next = "disk2.cab";
  options.split_last_block = true;
  const std::string last = content(40'000, 2);
  const auto first_part =
      walk::lines(cab({{"a.dll", content(30'000, 1)}, {"b.dll", last, 0xFFFE}}, options));
  REQUIRE(first_part.size() == 2);
  CHECK(first_part[0] == "a.dll=" + content(30'000, 1));
  CHECK(first_part[1] == "b.dll!CAB: the member goes on in another cabinet of its set, disk2.cab");

  options = CabOptions();
  options.previous = "disk1.cab";
  const auto second_part = walk::lines(cab({{"b.dll", "rest", 0xFFFD}, {"c.dll", "c"}}, options));
  REQUIRE(second_part.size() == 2);
  for (const auto& line : second_part)
    CHECK(contains(line, "!CAB: the member begins in another cabinet of its set, disk1.cab"));

  options.next = "disk3.cab";
  CHECK(walk::lines(cab({{"c.dll", "c"}}, options)) == Lines{"c.dll=c"});
}

TEST_CASE("the beginning of a member that goes on elsewhere is enough where no more is wanted") {
  CabOptions options;
  options.next = "disk2.cab";
  options.split_last_block = true;
  const auto start = [](const std::string&, const std::string& came) -> std::uint64_t {
    return came.size() < 100 ? 100 : 0;
  };
  CHECK(walk::lines(cab({{"b.dll", content(40'000, 2), 0xFFFE}}, options), start) ==
        Lines{"b.dll"});
}

TEST_CASE("entries that make no sense are counted, and do not hide those behind them") {
  const auto lines = walk::lines(cab({{"a", "1"}, {"b", "2", 9}, {"c", "3"}}));
  CHECK(lines ==
        Lines{"a=1", "c=3", "error: CAB: it lists 3 files, 2 of these entries make sense"});
}

TEST_CASE("a member that begins far behind its folder is damaged, and costs nothing") {
  CabOptions options;
  for (const std::uint32_t offset : {32'768U, 0x7FFF8000U, 0xFFFFFFF0U}) {
    CAPTURE(offset);
    options.offset_of_second = offset;
    const auto lines = walk::lines(cab({{"a", "1"}, {"b", "2"}, {"c", "3"}}, options));
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "a=1");
    CHECK(contains(lines[1], "b!CAB: "));
    CHECK(lines[2] == "c=3");
  }
}

TEST_CASE("going back in a folder again and again is paid for") {
  std::vector<CabFile> files{{"a", content(60'000, 1)}};
  for (int i = 0; i < 50; ++i) files.push_back({"b" + std::to_string(i), ""});
  std::string bytes = cab(files);
  // All the others are the last byte of the folder and its first, in turns.
  std::size_t entry = 44 + 16 + 2;
  for (std::size_t i = 1; i < files.size(); ++i) {
    bytes.replace(entry, 4, builder::little(1, 4));
    bytes.replace(entry + 4, 4, builder::little(i % 2 == 1 ? 59'999 : 0, 4));
    entry += 16 + files[i].name.size() + 1;
  }
  walk::Limits limits;
  limits.free = 500'000;
  limits.ratio = 1;
  const auto lines = walk::members(bytes, {walk::Format::cab, 0, bytes.size(), std::nullopt},
                                   walk::everything, walk::Budget(bytes.size(), limits));
  CHECK(lines.size() < 30);
  CHECK(contains(lines.back(), "--max-ratio"));
}

TEST_CASE("behind a damaged block nothing is taken for good, and what lies before it is") {
  CabOptions options;
  options.wrong_sum_at = 1;
  for (const bool lzx : {false, true}) {
    CAPTURE(lzx);
    options.lzx = lzx;
    const auto lines = walk::lines(cab({{"a", content(10'000, 1)},
                                        {"b", content(40'000, 2)},
                                        {"c", content(50'000, 3)},
                                        {"d", content(10, 4)}},
                                       options));
    REQUIRE(lines.size() == 4);
    // Unpacking, libmspack reads ahead, and meets the damage a little earlier.
    if (!lzx) CHECK(lines[0] == "a=" + content(10'000, 1));
    CHECK(lines[1] == "b!CAB: a block's check sum is wrong");
    CHECK(lines[2] == "c!CAB: a block's check sum is wrong");
    CHECK(lines[3] == "d!CAB: a block's check sum is wrong");
  }
}

TEST_CASE("members behind one that goes on elsewhere do not bring the library down") {
  CabOptions options;
  options.next = "disk2.cab";
  options.split_last_block = true;
  const auto lines = walk::lines(
      cab({{"a", content(20'000, 1)}, {"b", "b"}, {"c", "c"}, {"d", "d", 0xFFFE}}, options));
  REQUIRE(lines.size() == 4);
  for (const auto& line : lines) CHECK(contains(line, "another cabinet of its set, disk2.cab"));
}

TEST_CASE("what stands behind a cabinet does not matter") {
  CHECK(walk::lines(cab({{"a", "1"}}) + std::string(100'000, 's')) == Lines{"a=1"});
}
