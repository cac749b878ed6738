// Each format by its fixture: whole, left early, cut short.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/checker/container/walk.hpp"

using walk::contains;
using walk::fixture;
using walk::Lines;

namespace {

const std::string kText = "Read me first.\r\n";

std::string image() { return fixture("components/web3/Mlmig32.dll"); }

// What a fixture of a disc holds is that disc.
std::string opened(const std::string& name) {
  std::string bytes = fixture("containers/" + name);
  if (!name.ends_with(".iso.zip")) return bytes;
  walk::Lister lister(walk::everything);
  const base::MemoryAccess file(base::bytes_of(bytes));
  checker::container::Budget budget(1 << 20);
  REQUIRE(
      each_member(file, {walk::Format::zip, 0, bytes.size(), std::nullopt}, name, budget, lister));
  return lister.came;
}

Lines sorted(Lines lines) {
  std::ranges::sort(lines);
  return lines;
}

struct Row {
  std::string file, format, image, text;  // the members' names; "": it has none such
};
const Row kRows[] = {
    {"plain.zip", "ZIP", "Bin/Mlmig32.dll", "readme.txt"},
    {"plain.7z", "7z", "Bin/Mlmig32.dll", "readme.txt"},
    {"separate.7z", "7z", "Bin/Mlmig32.dll", "readme.txt"},
    {"plain.tar", "tar", "Bin/Mlmig32.dll", "readme.txt"},
    {"v7.tar", "tar", "Bin/Mlmig32.dll", "readme.txt"},
    {"plain.cab", "CAB", "Mlmig32.dll", "readme.txt"},
    {"stored.cab", "CAB", "", "readme.txt"},
    {"iso.iso.zip", "ISO 9660", "BIN/MLMIG32.DLL", "README.TXT"},
    {"joliet.iso.zip", "ISO 9660", "Bin/Mlmig32.dll", "readme.txt"},
    {"rockridge.iso.zip", "ISO 9660", "Bin/Mlmig32.dll", "readme.txt"},
    {"udf_bridge.iso.zip", "ISO 9660", "BIN/MLMIG32.DLL", "README.TXT"},
    {"MLMIG32.DL_", "SZDD", "MLMIG32.DLL", ""},
    {"mode_b.dl_", "SZDD", "mode_b.dll", ""},
    {"qbasic.dl_", "SZDD", "qbasic.dl_", ""},
    {"mlmig32.dll_", "SZDD", "mlmig32.dll", ""},
    {"README.TX_", "SZDD", "", "README.TX_"},
    {"stored.kwj", "KWAJ", "", "README.TXT"},
    {"xor.kwj", "KWAJ", "MLMIG32.DLL", ""},
    {"lzss.kwj", "KWAJ", "MLMIG32.DLL", ""},
    {"lzh.kwj", "KWAJ", "MLMIG32.DLL", ""},
    {"mszip.kwj", "KWAJ", "MLMIG32.DLL", ""},
    {"climbing_name.kwj", "KWAJ", "", "EVIL.DLL"},
};

}  // namespace

TEST_CASE("each format gives back the members that were put into it") {
  for (const Row& row : kRows) {
    CAPTURE(row.file);
    const std::string bytes = opened(row.file);
    const auto found = walk::recognised(bytes);
    REQUIRE(found);
    CHECK(to_string(found->format) == row.format);
    Lines expected;
    if (!row.image.empty()) expected.push_back(row.image + "=" + image());
    if (!row.text.empty()) expected.push_back(row.text + "=" + kText);
    CHECK(sorted(walk::lines(bytes, walk::everything, row.file)) == sorted(expected));
  }
}

TEST_CASE("a member is unpacked as far as it is wanted, and not much further") {
  for (const Row& row : kRows) {
    if (row.image.empty()) continue;
    CAPTURE(row.file);
    const std::string bytes = opened(row.file);
    const auto found = walk::recognised(bytes);
    REQUIRE(found);
    const auto start = [](const std::string&, const std::string& came) -> std::uint64_t {
      return came.size() < 64 ? 64 : 0;
    };
    const auto lines = walk::members(bytes, *found, start, walk::Budget(1 << 20), row.file);
    CHECK_FALSE(walk::has_error(lines));
    CHECK(lines.size() == (row.text.empty() ? 1U : 2U));
    const auto none = [](const std::string&, const std::string&) { return std::uint64_t{0}; };
    CHECK(walk::members(bytes, *found, none, walk::Budget(0), row.file).size() ==
          (row.text.empty() ? 1U : 2U));
  }
}

TEST_CASE("a container in the middle of a file is the same container") {
  for (const Row& row : kRows) {
    CAPTURE(row.file);
    const std::string bytes = opened(row.file);
    auto found = walk::recognised(bytes);
    REQUIRE(found);
    const Lines plain = walk::members(bytes, *found);
    found->offset = 1000;
    CHECK(walk::members(std::string(1000, 'x') + bytes + std::string(40'000, 'y'), *found) ==
          plain);
  }
}

TEST_CASE("every prefix ends in an error, or has lost nothing") {
  for (const Row& row : kRows) {
    CAPTURE(row.file);
    const std::string bytes = opened(row.file);
    const auto found = walk::recognised(bytes);
    REQUIRE(found);
    const Lines plain = sorted(walk::members(bytes, *found));
    const std::size_t step = bytes.size() > 100'000 ? 509 : bytes.size() > 5000 ? 7 : 1;
    for (std::size_t n = 0; n < bytes.size(); n += step) {
      CAPTURE(n);
      auto cut = *found;
      cut.size = n;
      const Lines lines = sorted(walk::members(bytes.substr(0, n), cut));
      const bool is_told = walk::has_error(lines) || lines == plain;
      CHECK(is_told);
      if (!is_told) break;
    }
  }
}

TEST_CASE("every changed byte is found out, or changes a name or nothing") {
  for (const char* name : {"plain.7z", "plain.cab", "MLMIG32.DL_", "mode_b.dl_", "lzh.kwj",
                           "mszip.kwj", "plain.tar"}) {
    CAPTURE(name);
    const std::string whole = fixture(std::string("containers/") + name);
    const auto found = walk::recognised(whole);
    REQUIRE(found);
    const std::size_t step = whole.size() > 2000 ? 13 : 1;
    for (std::size_t at = 0; at < whole.size(); at += step) {
      CAPTURE(at);
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
      walk::members(bytes, *found);  // that it comes back is the test
    }
  }
}

TEST_CASE("what is encrypted is said to be") {
  const auto data = walk::lines(fixture("containers/encrypted.7z"));
  REQUIRE(data.size() >= 2);
  CHECK(contains(data[0], "!7z: the member is encrypted"));
  const auto names = walk::lines(fixture("containers/encrypted_names.7z"));
  REQUIRE(names.size() == 1);
  CHECK(contains(names[0], "error: 7z: "));
  CHECK(contains(names[0], "ncrypt"));
}

TEST_CASE("containers within containers are opened by walking again") {
  walk::Lister outer(walk::everything);
  const std::string bytes = fixture("containers/nested.zip");
  Lines inner;
  class Nested : public walk::Lister {
   public:
    explicit Nested(Lines& inner_lines) : Lister(walk::everything), inner_(inner_lines) {}
    void end(std::optional<base::Error> error, bool whole) override {
      for (const auto& line : walk::lines(came, walk::everything, "MLMIG32.DL_"))
        inner_.push_back(line);
      Lister::end(std::move(error), whole);
    }

   private:
    Lines& inner_;
  } nested(inner);
  walk::Budget budget(1 << 20);
  REQUIRE(each_member(base::MemoryAccess(base::bytes_of(bytes)),
                      {walk::Format::zip, 0, bytes.size(), std::nullopt}, "nested.zip", budget,
                      nested));
  CHECK(inner ==
        Lines{"Bin/Mlmig32.dll=" + image(), "readme.txt=" + kText, "MLMIG32.DLL=" + image()});
}
