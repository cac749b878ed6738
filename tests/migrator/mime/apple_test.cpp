#include "migrator/mime/apple.hpp"

#include <map>

#include "macbinary.hpp"
#include "support.hpp"

namespace migrator::mime {
namespace {

std::optional<MacFile> read(const std::string& bytes) {
  auto file = open_macbinary(base::Blob::of(bytes));
  REQUIRE(bool(file));
  return *file;
}

std::string text(const base::Blob& blob) { return *blob.text(1 << 20); }

}  // namespace

TEST_CASE("both forks of a MacBinary file are found") {
  for (unsigned secondary : {0u, 5u, 128u}) {
    const auto file = read(test::macbinary(
        {.data = "data fork", .resource = std::string(300, 'r'), .secondary = secondary}));
    REQUIRE(file.has_value());
    CHECK(file->header.name == "Budget 97");
    CHECK(text(file->data) == "data fork");
    CHECK(text(file->resource) == std::string(300, 'r'));
    CHECK(file->header.sum_fits);
    CHECK(type_and_creator(*file) == "584C53355843454C");
    CHECK(base::text_of(file->header.finder).substr(8, 2) == "\x01\x20");
  }
}

TEST_CASE("every prefix of a MacBinary file is either whole or no MacBinary file") {
  const std::string whole =
      test::macbinary({.data = std::string(200, 'd'), .resource = "resource"});
  REQUIRE(whole.size() == 128 + 256 + 128);
  int good = 0;
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const auto file = read(whole.substr(0, n));
    if (!file) continue;
    ++good;
    CHECK(text(file->resource) == "resource");
  }
  CHECK(good == 128 - 8 + 1);  // only padding may be missing
}

TEST_CASE("what merely looks like MacBinary is left alone") {
  const std::string whole = test::macbinary({.data = "d"});
  struct Row {
    std::size_t at;
    char byte;
  };
  for (const Row& row :
       {Row{0, 1}, Row{74, 1}, Row{1, 0}, Row{1, 64}, Row{83, 0x7F}, Row{120, 0x7F}}) {
    std::string bad = whole;
    bad[row.at] = row.byte;
    CAPTURE(row.at);
    CHECK(!read(bad).has_value());
  }
  std::string unsummed = whole;
  unsummed[124] = static_cast<char>(unsummed[124] + 1);
  REQUIRE(read(unsummed).has_value());
  CHECK(!read(unsummed)->header.sum_fits);
}

TEST_CASE("an AppleDouble header has name, dates, Finder information and the resource fork") {
  const auto file = read(test::macbinary({.resource = "RSRC"}));
  const std::string bytes = text(apple_double(*file));
  base::Cursor in(base::bytes_of(bytes));
  CHECK(in.be<std::uint32_t>() == 0x00051607);
  CHECK(in.be<std::uint32_t>() == 0x00020000);
  in.skip(16);
  REQUIRE(in.be<std::uint16_t>() == 4);
  std::map<std::uint32_t, std::string> entries;
  for (int i = 0; i < 4; ++i) {
    const auto id = in.be<std::uint32_t>();
    const auto at = in.be<std::uint32_t>(), length = in.be<std::uint32_t>();
    entries[id] = bytes.substr(at, length);
  }
  CHECK(entries[2] == "RSRC");
  CHECK(entries[3] == "Budget 97");
  using namespace std::string_literals;
  CHECK(entries[8] == "\0\0\0\0\xFF\xFF\xFF\xF6\x80\0\0\0\x80\0\0\0"s);
  CHECK(entries[9] == "XLS5XCEL\x01\x20"s + std::string(22, '\0'));
  CHECK(bytes.ends_with("RSRC"));
}

TEST_CASE("a date that AppleDouble cannot say is not known") {
  struct Row {
    std::uint32_t since_1904;
    std::string expected;
  };
  using namespace std::string_literals;
  const Row rows[] = {
      {0, "\x80\0\0\0"s},
      {882045952u, "\x80\0\0\0"s},
      {882045952u + 1, "\x80\0\0\1"s},
      {3029529600u, "\0\0\0\0"s},
      {0xFFFFFFFF, "\x4B\x6D\x0B\xFF"s},
  };
  for (const Row& row : rows) {
    CAPTURE(row.since_1904);
    auto file = read(test::macbinary({.resource = "r"}));
    REQUIRE(file.has_value());
    file->header.created = row.since_1904;
    CHECK(text(apple_double(*file)).substr(26 + 4 * 12 + 9, 4) == row.expected);
  }
}

}  // namespace migrator::mime
