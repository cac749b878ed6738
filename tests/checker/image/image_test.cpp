#include "checker/image/image.hpp"

#include <doctest/doctest.h>

#include "base/blob.hpp"
#include "tests/checker/image/builder.hpp"

using base::MemoryAccess;
using checker::image::Image;
using checker::image::read_image;
using checker::image::VersionState;

namespace {

Image read(const std::string& bytes) { return read_image(MemoryAccess(base::bytes_of(bytes))); }

std::string fixture(const std::string& name) {
  const auto bytes = base::read_file(std::string(FIXTURES_DIR "/") + name, 1 << 20);
  REQUIRE_MESSAGE(bytes, "missing fixture ", name);
  return *bytes;
}

std::string number(const Image& image) {
  return image.info.file_version ? checker::version::to_string(*image.info.file_version) : "none";
}

std::string state(const Image& image) { return std::string(to_string(image.version_state)); }

}  // namespace

TEST_CASE("the component fixtures say what their folder's README says") {
  struct Row {
    std::string file;
    std::string version;
  };
  const Row rows[] = {
      {"sp2/Mailmig.exe", "5.5.2448.0"},         {"sp2/Mlmig32.dll", "5.5.2448.4"},
      {"web3/Mailmig.exe", "5.5.2521.0"},        {"web3/Mlmig32.dll", "5.5.2521.0"},
      {"web3-hotfix/Mailmig.exe", "5.5.2521.0"}, {"web3-hotfix/Mlmig32.dll", "5.5.2543.1"},
      {"web3-no-dll/Mailmig.exe", "5.5.2521.0"}, {"sp3/Mailmig.exe", "5.5.2650.12"},
      {"sp3/Mlmig32.dll", "5.5.2650.12"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    const Image image = read(fixture("components/" + row.file));
    CHECK(image.format == "pe32");
    CHECK(image.machine == "i386");
    CHECK(number(image) == row.version);
    CHECK(image.language == "0409");
    CHECK(image.info.translations == std::vector<std::string>{"040904b0"});
    REQUIRE(image.info.strings.size() == 1);
    const auto& [table, strings] = image.info.strings.front();
    CHECK(table == "040904B0");
    CHECK(strings.front().second == "Sidestep test fixture, no Microsoft code");
    CHECK(strings[2] == std::pair<std::string, std::string>("FileVersion", row.version));
  }
}

TEST_CASE("every kind of damage has its state and names the byte") {
  struct Row {
    std::string file;
    std::string format, state, version;
    std::string error;  // a part of it
  };
  const Row rows[] = {
      {"headers_cut_short.dll", "pe32", "cut-short", "none", "optional header at byte 152"},
      {"version_cut_short.dll", "pe32", "cut-short", "none", "file ends at byte 2436"},
      {"new_header_outside.exe", "mz", "cut-short", "none", "new header at byte 268435454"},
      {"resource_cycle.dll", "pe32", "unreadable", "none", "leads back into itself"},
      {"resource_count_huge.dll", "pe32", "cut-short", "none", "524280 bytes"},
      {"resource_directory_absent.dll", "pe32", "none", "none", ""},
      {"resource_section_renamed.dll", "pe32", "present", "5.5.2521.0", ""},
      {"version_other_id.dll", "pe32", "other-id", "none", ""},
      {"version_address_outside.dll", "pe32", "unreadable", "none", "address 4294967280"},
      {"version_signature_wrong.dll", "pe32", "unreadable", "none", "wrong signature"},
      {"version_child_length_zero.dll", "pe32", "present", "5.5.2521.0", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    const Image image = read(fixture("image/" + row.file));
    CHECK(image.format == row.format);
    CHECK(state(image) == row.state);
    CHECK(number(image) == row.version);
    const std::string error = image.error ? image.error->message : "";
    CHECK(error.empty() == row.error.empty());
    CHECK(error.find(row.error) != std::string::npos);
    CHECK((error.empty() || error.find("byte") != std::string::npos));
  }
}

TEST_CASE("a state without a version says why, and where") {
  struct Row {
    std::string bytes, state, why;
  };
  std::string no_type = fixture("image/resource_section_renamed.dll");
  const auto at = no_type.find(std::string("\x10\0\0\0\x18\0\0\x80", 8));
  REQUIRE(at != std::string::npos);
  no_type[at] = '\x11';
  const std::string block = builder::Node16{"VS_VERSION_INFO", builder::fixed(1, 2)}.bytes();
  const Row rows[] = {
      {fixture("image/resource_directory_absent.dll"), "none", "no resource directory"},
      {no_type, "none", "resource directory at byte 2048 has no version resource (type 16)"},
      {fixture("image/version_other_id.dll"), "other-id",
       "resource directory at byte 2072: the version resource has the number 100, not the number "
       "1"},
      {builder::ne(block, 7), "other-id",
       "NE resource table at byte 128: the version resource has the number 7, not the number 1"},
      {std::string("MZ") + std::string(100, '\0'), "none", "a DOS program: it has no resources"},
      {"no image", "none", ""},
      {fixture("components/sp3/Mlmig32.dll"), "present", ""},
      {fixture("image/version_signature_wrong.dll"), "unreadable", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    const Image image = read(row.bytes);
    CHECK(state(image) == row.state);
    CHECK(image.why == row.why);
  }
}

TEST_CASE("images of every kind are read, the odd ones too") {
  struct Row {
    std::string file;
    std::string format, machine, version, language;
    std::string string;  // FileVersion of the first table
  };
  const Row rows[] = {
      {"languages.dll", "pe32", "i386", "5.5.2521.0", "0409", "5.5"},
      {"machine_alpha.dll", "pe32", "alpha", "5.5.2521.0", "0409", "5.5"},
      {"machine_amd64.dll", "pe32+", "amd64", "5.5.2521.0", "0409", "5.5"},
      {"cabinet_in_resource.exe", "pe32", "i386", "5.5.2521.0", "0409", "5.5"},
      {"overlay.exe", "pe32", "i386", "5.5.2521.0", "0409", "5.5"},
      {"ne_version.exe", "ne", "none", "3.10.0.103", "none", "3.10"},
      {"ne_table_long.exe", "ne", "none", "3.10.0.103", "none", "3.10"},
      {"ne_overlay.exe", "ne", "none", "3.10.0.103", "none", "3.10"},
      {"ne_block_32.exe", "ne", "none", "5.5.2521.0", "none", "5.5"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    const std::string bytes = fixture("image/" + row.file);
    const Image image = read_image(MemoryAccess(base::bytes_of(bytes)), {.layout = true});
    CHECK(image.format == row.format);
    CHECK(image.machine.value_or("none") == row.machine);
    CHECK(number(image) == row.version);
    CHECK(image.language.value_or("none") == row.language);
    REQUIRE(!image.info.strings.empty());
    CHECK(image.info.strings[0].second.at(0).second == row.string);
    CHECK(image.layout.overlay.size == (row.file.find("overlay") != std::string::npos ? 64 : 0));
    CHECK(image.layout.cabinet.has_value() == (row.file == "cabinet_in_resource.exe"));
  }
}

TEST_CASE("every prefix of an image gives its version whole or an error that names a byte") {
  const std::string whole[] = {
      fixture("components/web3-hotfix/Mlmig32.dll"),
      builder::ne(builder::Node16{"VS_VERSION_INFO", builder::fixed(0x30001, 5)}.bytes())};
  for (const std::string& bytes : whole) {
    const Image all = read(bytes);
    REQUIRE(all.version_state == VersionState::present);
    int present = 0, cut = 0;
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      CAPTURE(n);
      // A vector of exactly this size, so that a read behind it is one behind a heap block.
      const std::vector<char> prefix(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
      const Image image = read_image(MemoryAccess(std::as_bytes(std::span(prefix))));
      if (image.version_state == VersionState::present) {
        CHECK(image.info.file_version == all.info.file_version);
        CHECK(image.info.strings == all.info.strings);
        ++present;
      } else if (n >= 2) {
        CHECK(image.version_state == VersionState::cut_short);
        REQUIRE(image.error);
        CHECK(image.error->message.find("byte") != std::string::npos);
        CHECK(!image.info.file_version);
        CHECK(image.info.strings.empty());
        ++cut;
      }
    }
    CHECK(present > 0);
    CHECK(cut > 200);
  }
}

TEST_CASE("every single byte of the resource section may be anything") {
  const std::string whole = fixture("components/web3/Mlmig32.dll");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char value : {'\0', '\x01', '\x7F', '\xFF'}) {
      std::string bytes = whole;
      bytes[at] = value;
      const Image image = read(bytes);
      CAPTURE(at);
      CHECK((image.version_state == VersionState::present) == image.info.file_version.has_value());
    }
  }
}

TEST_CASE("of several languages the one that Windows asks for first is read") {
  struct Row {
    std::vector<unsigned> languages;
    std::string language;
    std::string version;  // the build is the place in the list
  };
  const Row rows[] = {
      {{0x0407, 0x0409}, "0409", "5.5.1.0"}, {{0x0000, 0x0409}, "0409", "5.5.1.0"},
      {{0x0407, 0x0000}, "0000", "5.5.1.0"}, {{0x0000, 0x0009}, "0009", "5.5.1.0"},
      {{0x0407, 0x040C}, "0407", "5.5.0.0"}, {{0x0411}, "0411", "5.5.0.0"},
  };
  for (const Row& row : rows) {
    std::vector<std::pair<unsigned, std::string>> blocks;
    for (unsigned i = 0; i < row.languages.size(); ++i)
      blocks.emplace_back(row.languages[i], builder::version(i).bytes());
    const Image image = read(builder::pe(blocks));
    CAPTURE(row.language);
    CHECK(image.language == row.language);
    CHECK(number(image) == row.version);
    CHECK(image.languages.size() == (row.languages.size() > 1 ? row.languages.size() : 0));
  }
}

TEST_CASE("a section is mapped by its virtual size from a whole sector on") {
  const std::string block = builder::version(7).bytes();
  const std::string good = builder::pe({{0x0409, block}});
  const std::size_t section = 0x58 + 0xE0;
  struct Row {
    std::string what;
    std::size_t at;
    std::uint32_t value;
    std::string version;
  };
  const Row rows[] = {
      {"as built", 0x40, 0x4550, "5.5.7.0"},
      {"PointerToRawData is rounded down to 512", section + 20, 0x3FF, "5.5.7.0"},
      {"VirtualSize 0: SizeOfRawData counts", section + 8, 0, "5.5.7.0"},
      {"SizeOfRawData is not asked otherwise", section + 16, 4, "5.5.7.0"},
      {"VirtualSize too small", section + 8, 4, "none"},
      {"fewer than three directories", 0x58 + 92, 2, "none"},
      {"more directories than there can be", 0x58 + 92, 0xFFFFFFFF, "5.5.7.0"},
      {"a directory without an address", 0x58 + 112, 0, "none"},
      {"a directory too small for its header", 0x58 + 116, 15, "none"},
      {"section at the end of memory", section + 12, 0xFFFFFFFF, "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    std::string bytes = good;
    builder::set32(bytes, row.at, row.value);
    CHECK(number(read(bytes)) == row.version);
  }
}

TEST_CASE("a version resource of 16-bit images is read too") {
  using builder::Node16;
  const Node16 table{"040904E4",
                     "",
                     {{"FileVersion", std::string("3.10\0", 5), {}},
                      {"LegalCopyright", std::string("\xA9 1992\0", 7), {}}}};
  const Node16 block{
      "VS_VERSION_INFO",
      builder::fixed(0x0003000A, 0x00000067, 0x1),
      {{"StringFileInfo", "", {table}},
       {"VarFileInfo", "", {{"Translation", std::string("\x09\x04\xE4\x04", 4), {}}}}}};
  const Image image = read(builder::ne(block.bytes()));
  CHECK(image.format == "ne");
  CHECK(number(image) == "3.10.0.103");
  CHECK(image.info.flags == std::vector<std::string>{"debug"});
  CHECK(image.info.translations == std::vector<std::string>{"040904e4"});
  REQUIRE(image.info.strings.size() == 1);
  CHECK(image.info.strings[0].second[1].second == "\u00A9 1992");
  CHECK(state(read(builder::ne(block.bytes(), 2))) == "other-id");

  std::string shifted = builder::ne(block.bytes());
  builder::set16(shifted, 0x80, 16);
  CHECK(state(read(shifted)) == "unreadable");
}

TEST_CASE("a 16-bit resource table is read to its end, and the end must come") {
  const std::string good = fixture("image/ne_version.exe");
  const std::size_t version_type = 0x40 + 0x48 + 2;

  // The type stands twice, and number 1 is in the second.
  std::string twice = builder::ne(builder::Node16{"VS_VERSION_INFO", builder::fixed(1, 2)}.bytes());
  const std::size_t type = 0x82;
  const std::string entry = twice.substr(type, 20);
  twice.replace(type + 20, 20, entry);
  builder::set16(twice, type + 8 + 6, 0x8007);
  CHECK(number(read(twice)) == "0.1.0.2");
  builder::set16(twice, type + 20 + 8 + 6, 0x8007);
  CHECK(state(read(twice)) == "other-id");

  std::string endless = good;
  builder::set16(endless, version_type, 0x8003);
  endless.resize(version_type + 20);
  while (endless.size() < 2 << 20) endless += std::string("\x03\x80\0\0\0\0\0\0", 8);
  const Image image = read(endless);
  CHECK(state(image) == "unreadable");
  REQUIRE(image.error);
  CHECK(image.error->code == base::Errc::limit);
  CHECK(image.error->message.find("NE resource table at byte 136") == 0);
  CHECK(read_image(MemoryAccess(base::bytes_of(endless)), {.layout = true}).error);
}

TEST_CASE("what is no image with resources is told by its signature") {
  std::string old(64, '\0');
  old.replace(0, 2, "MZ");
  std::string le = old + "LE";
  builder::set32(le, 0x3C, 64);
  std::string lx = old + "LX";
  builder::set32(lx, 0x3C, 64);
  std::string no_pe = old + std::string("PEx\0ab", 6);
  builder::set32(no_pe, 0x3C, 64);
  std::string dos = old + "code";
  builder::set32(dos, 0x3C, 0x00ABCDEF);  // behind the end, but the relocations say it is DOS
  struct Row {
    std::string bytes;
    std::string format, state;
  };
  const Row rows[] = {
      {"", "none", "none"},  {"M", "none", "none"}, {"plain text", "none", "none"},
      {old, "mz", "none"},   {le, "le", "none"},    {lx, "le", "none"},
      {no_pe, "mz", "none"}, {dos, "mz", "none"},   {"MZ and more", "mz", "cut-short"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    const Image image = read(row.bytes);
    CHECK(image.format == row.format);
    CHECK(state(image) == row.state);
  }
}
