#include "checker/image/version_resource.hpp"

#include <doctest/doctest.h>

#include "tests/checker/image/builder.hpp"

using builder::Node;
using builder::string_entry;
using checker::image::read_version_block;
using checker::image::VersionBlock;

namespace {

VersionBlock read(const std::string& bytes) { return read_version_block(base::bytes_of(bytes)); }

Node strings(std::vector<Node> entries) {
  return {"StringFileInfo", "", true, {{"040904B0", "", true, std::move(entries)}}};
}

Node translation(const std::string& value) {
  return {"VarFileInfo", "", true, {{"Translation", value}}};
}

std::string number(const VersionBlock& block) {
  return block.info.file_version ? to_string(*block.info.file_version) : "none";
}

const std::string kEnglish("\x09\x04\xB0\x04", 4);

}  // namespace

TEST_CASE("strings and translations are found in either order") {
  const Node table = strings({string_entry("FileVersion", "5.5"), string_entry("Comments", "")});
  for (const bool strings_first : {true, false}) {
    const auto block =
        read(builder::version(7, strings_first ? std::vector{table, translation(kEnglish)}
                                               : std::vector{translation(kEnglish), table})
                 .bytes());
    CHECK(number(block) == "5.5.7.0");
    CHECK(block.info.translations == std::vector<std::string>{"040904b0"});
    REQUIRE(block.info.strings.size() == 1);
    CHECK(block.info.strings[0].second ==
          checker::image::Strings{{"FileVersion", "5.5"}, {"Comments", ""}});
  }
}

TEST_CASE("a key that stands twice is kept twice") {
  const auto block = read(
      builder::version(7, {strings({string_entry("A", "1"), string_entry("A", "2")})}).bytes());
  CHECK(block.info.strings.at(0).second == checker::image::Strings{{"A", "1"}, {"A", "2"}});
}

TEST_CASE("the length of a text may count bytes or characters, and its type may be wrong") {
  struct Row {
    std::string what;
    int value_length;
    bool text;
    std::string value;
  };
  const Row rows[] = {
      {"characters", 5, true, "3.10"},
      {"bytes", 10, true, "3.10"},
      {"without the NUL", 4, true, "3.10"},
      {"binary, bytes", 10, false, "3.10"},
      {"binary, characters", 5, false, "3.10"},
      {"far too long", 0xFFFF, true, "3.10"},
      {"none", 0, true, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Node entry = string_entry("FileVersion", "3.10");
    entry.value_length = row.value_length;
    entry.text = row.text;
    const auto block = read(builder::version(7, {strings({entry})}).bytes());
    CHECK(block.info.strings.at(0).second == checker::image::Strings{{"FileVersion", row.value}});
  }
}

TEST_CASE("a length that lies ends the strings and leaves the number") {
  for (const int length : {0, 1, 5, 6, 0xFFFF}) {
    CAPTURE(length);
    Node entry = string_entry("FileVersion", "3.10");
    entry.length = length;
    const auto block =
        read(builder::version(7, {strings({entry, string_entry("Comments", "x")})}).bytes());
    CHECK(number(block) == "5.5.7.0");
    CHECK(!block.error);
    CHECK(block.info.strings.at(0).second.size() == (length == 0xFFFF ? 1 : 0));
  }
}

TEST_CASE("only a whole fixed part with its signature is a number") {
  Node wrong = builder::version(7);
  wrong.value[0] = 'X';
  Node small = builder::version(7);
  small.value.resize(48);
  Node none = builder::version(7, {strings({string_entry("FileVersion", "3.10")})});
  none.value.clear();
  for (const Node& node : {wrong, small, none}) {
    const auto block = read(node.bytes());
    CHECK(number(block) == "none");
    REQUIRE(block.error);
    CHECK(block.error->message.find("fixed part") != std::string::npos);
  }
  CHECK(read(none.bytes()).info.strings.size() == 1);
}

TEST_CASE("flags count where the mask says that they are valid") {
  struct Row {
    std::uint32_t flags, mask;
    std::vector<std::string> names;
  };
  const Row rows[] = {
      {0x01, 0x3F, {"debug"}},
      {0x2F, 0x3F, {"debug", "prerelease", "patched", "private", "special"}},
      {0x2F, 0x06, {"prerelease", "patched"}},
      {0x10, 0x3F, {}},
      {0xFFFFFFFF, 0x00, {}},
  };
  for (const Row& row : rows) {
    Node node = builder::version(7);
    node.value = builder::fixed(1, 0, row.flags, row.mask);
    CHECK(read(node.bytes()).info.flags == row.names);
  }
}

TEST_CASE("text is UTF-16, and half of a character becomes a replacement") {
  Node entry = string_entry("Comments", "");
  entry.value = std::string("\x2D\x4E\x3D\xD8\x00\xDE\x00\xD8\x00\x00", 10);
  const auto block = read(builder::version(7, {strings({entry})}).bytes());
  CHECK(block.info.strings.at(0).second.at(0).second == "\u4E2D\U0001F600\uFFFD");
}

TEST_CASE("every prefix of a block is read without harm") {
  const std::string whole =
      builder::version(7, {strings({string_entry("FileVersion", "5.5"), string_entry("B", "b")}),
                           translation(kEnglish + kEnglish)})
          .bytes();
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const std::vector<char> prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
    const auto block = read_version_block(std::as_bytes(std::span(prefix)));
    CAPTURE(n);
    CHECK(block.error.has_value() == !block.info.file_version.has_value());
    CHECK(block.info.file_version.has_value() == (n >= 92));
  }
}
