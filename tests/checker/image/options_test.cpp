// What a reader may ask for beside the version that Windows would see.
#include <doctest/doctest.h>

#include "base/blob.hpp"
#include "checker/image/image.hpp"
#include "checker/image/pe.hpp"
#include "tests/checker/image/builder.hpp"

using base::MemoryAccess;
using builder::Node;
using builder::string_entry;
using checker::image::Image;
using checker::image::read_image;
using checker::image::ReadOptions;
using checker::image::Strings;
using checker::image::StringsWanted;

namespace {

Image read(const std::string& bytes, const ReadOptions& options) {
  return read_image(MemoryAccess(base::bytes_of(bytes)), options);
}

Image all_languages(const std::string& bytes) {
  return read(bytes, {.strings = StringsWanted::all, .all_languages = true});
}

Image only_file_version(const std::string& bytes) {
  return read(bytes, {.strings = StringsWanted::file_version});
}

std::string number(const checker::image::VersionInfo& info) {
  return info.file_version ? to_string(*info.file_version) : "none";
}

std::string block(unsigned build) { return builder::version(build).bytes(); }

}  // namespace

TEST_CASE("every language is handed over with its own block, in stored order") {
  std::string damaged = block(9);
  damaged[40] = 'X';  // its signature
  const Image image = all_languages(builder::pe(
      {{0x0407, block(7)}, {0x0409, block(8)}, {0x040C, damaged}, {0x0000, block(10)}}));
  struct Row {
    std::string language, version;
    bool error;
  };
  const Row rows[] = {{"0407", "5.5.7.0", false},
                      {"0409", "5.5.8.0", false},
                      {"040c", "none", true},
                      {"0000", "5.5.10.0", false}};
  REQUIRE(image.by_language.size() == std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    CAPTURE(i);
    CHECK(image.by_language[i].language == rows[i].language);
    CHECK(number(image.by_language[i].info) == rows[i].version);
    CHECK(image.by_language[i].error.has_value() == rows[i].error);
  }
  CHECK(image.by_language[2].error->message.find("version resource at byte") == 0);
  CHECK(number(image.info) == "5.5.8.0");
  CHECK(!image.error);
}

TEST_CASE("a damaged language leaves the one that counts, and the other way round") {
  std::string damaged = block(9);
  damaged[40] = 'X';
  const Image good = all_languages(builder::pe({{0x0407, damaged}, {0x0409, block(8)}}));
  CHECK(to_string(good.version_state) == "present");
  const Image bad = all_languages(builder::pe({{0x0407, block(8)}, {0x0409, damaged}}));
  CHECK(to_string(bad.version_state) == "unreadable");
  REQUIRE(bad.by_language.size() == 2);
  CHECK(number(bad.by_language[0].info) == "5.5.8.0");
}

TEST_CASE("one language is a list of one, and unasked there is none") {
  const std::string bytes = builder::pe({{0x0409, block(8)}});
  CHECK(all_languages(bytes).by_language.size() == 1);
  CHECK(all_languages(bytes).languages.empty());
  CHECK(read(bytes, {}).by_language.empty());
}

TEST_CASE("languages beyond 256 are counted in an error, and not read") {
  for (const std::size_t count : {256U, 257U, 300U}) {
    std::vector<std::pair<unsigned, std::string>> languages;
    for (unsigned i = 0; i < count; ++i) languages.emplace_back(0x1000 + i, block(i));
    languages.back().first = 0x0409;  // the one that counts may be the last
    const Image image = all_languages(builder::pe(languages));
    CAPTURE(count);
    CHECK(number(image.info) == "5.5." + std::to_string(count - 1) + ".0");
    CHECK(image.languages.size() == 256);
    REQUIRE(image.by_language.size() == (count == 256 ? 256 : 257));
    CHECK(image.by_language.back().error.has_value() == (count > 256));
    if (count > 256) {
      CHECK(image.by_language.back().error->code == base::Errc::limit);
      CHECK(image.by_language.back().error->message.find(std::to_string(count)) !=
            std::string::npos);
    }
  }
}

TEST_CASE("of the strings only FileVersion may be asked for, of every table") {
  const Node one{"040904B0",
                 "",
                 true,
                 {string_entry("CompanyName", "x"), string_entry("fileversion", "1.0"),
                  string_entry("FileVersion", "2.0")}};
  const Node two{"040704B0", "", true, {string_entry("CompanyName", "x")}};
  const Node three{"041104B0",
                   "",
                   true,
                   {string_entry("FileVersion", "3.0"), string_entry("ProductVersion", "y")}};
  const std::string bytes = builder::pe(
      {{0x0409, builder::version(7, {{"StringFileInfo", "", true, {one, two, three}}}).bytes()}});
  const Image image = only_file_version(bytes);
  REQUIRE(image.info.strings.size() == 3);
  CHECK(image.info.strings[0].first == "040904B0");
  CHECK(image.info.strings[0].second == Strings{{"fileversion", "1.0"}});  // what Windows finds
  CHECK(image.info.strings[1].second.empty());
  CHECK(image.info.strings[2].second == Strings{{"FileVersion", "3.0"}});
  CHECK(read(bytes, {}).info.strings[0].second.size() == 3);
}

TEST_CASE("a key is compared whole") {
  for (const char* key : {"FileVersio", "FileVersions", "XileVersion", "File"}) {
    const Node table{"040904B0", "", true, {string_entry(key, "1.0")}};
    const std::string bytes = builder::pe(
        {{0x0409, builder::version(7, {{"StringFileInfo", "", true, {table}}}).bytes()}});
    CHECK(only_file_version(bytes).info.strings.at(0).second.empty());
  }
  // The low byte of U+0146 is 'F'.
  Node entry = string_entry("FileVersion", "1.0");
  std::string block =
      builder::version(7, {{"StringFileInfo", "", true, {{"040904B0", "", true, {entry}}}}})
          .bytes();
  block.at(block.find(builder::utf16("FileVersion")) + 1) = '\x01';
  CHECK(only_file_version(builder::pe({{0x0409, block}})).info.strings.at(0).second.empty());
}

TEST_CASE("machines have their names, old ones and odd ones too") {
  struct Row {
    unsigned machine;
    std::string name;
    bool wide;
  };
  const Row rows[] = {
      {0x014C, "i386", false},   {0x0162, "mips", false},   {0x0166, "mips", false},
      {0x0168, "mips", false},   {0x0266, "mips", false},   {0x0184, "alpha", false},
      {0x0284, "alpha64", true}, {0x01F0, "ppc", false},    {0x01F1, "ppc", false},
      {0x01A2, "sh", false},     {0x01A6, "sh", false},     {0x01C0, "arm", false},
      {0x01C4, "arm", false},    {0x0200, "ia64", true},    {0x8664, "amd64", true},
      {0xAA64, "arm64", true},   {0x0EBC, "ebc", false},    {0x6264, "loongarch64", true},
      {0x5064, "riscv64", true}, {0x1234, "0x1234", false}, {0xFFFF, "0xffff", false},
      {0, "none", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto machine = static_cast<std::uint16_t>(row.machine);
    CHECK(checker::image::machine_name(machine).value_or("none") == row.name);
    CHECK(checker::image::is_64_bit(machine) == row.wide);
    // The optional header says what the format is, not the machine.
    std::string bytes = builder::pe({{0x0409, block(7)}});
    builder::set16(bytes, 0x44, row.machine);
    const Image image = read(bytes, {});
    CHECK(image.machine.value_or("none") == row.name);
    CHECK(image.format == "pe32");
    CHECK(number(image.info) == "5.5.7.0");
  }
}

TEST_CASE("an optional header of another magic is said to be that, and where") {
  struct Row {
    unsigned machine, magic;
    std::string format, error;
  };
  const Row rows[] = {
      {0x014C, 0, "pe32", "magic 0 is none"},
      {0x014C, 0x107, "pe32", "ROM image"},
      {0x8664, 0, "pe32+", "magic 0 is none"},
      {0x014C, 0x10C, "pe32", "magic 268 is neither"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.error);
    std::string bytes = builder::pe({{0x0409, block(7)}});
    builder::set16(bytes, 0x44, row.machine);
    builder::set16(bytes, 0x58, row.magic);
    const Image image = read(bytes, {});
    CHECK(image.format == row.format);
    CHECK(to_string(image.version_state) == "unreadable");
    REQUIRE(image.error);
    CHECK(image.error->message.find("optional header at byte 88: ") == 0);
    CHECK(image.error->message.find(row.error) != std::string::npos);
  }
}
