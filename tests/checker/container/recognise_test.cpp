// What is a container, what is one that cannot be read, and what is none.
#include <doctest/doctest.h>

#include "tests/checker/container/walk.hpp"
#include "tests/checker/container/zip_builder.hpp"

using builder::little;
using walk::contains;
using walk::Format;

namespace {

using namespace std::string_literals;

// A compound file whose root has this CLSID, and one stream of this name (UTF-16).
std::string ole(const std::string& clsid, const std::string& stream = "") {
  std::string out = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(22, '\0') + little(9, 2) +
                    std::string(16, '\0') + little(1, 4);
  out.resize(1024);
  std::string root(128, '\0');
  root.replace(80, clsid.size(), clsid);
  std::string entry(128, '\0');
  entry.replace(0, stream.size(), stream);
  return out + root + entry + std::string(256, '\0');
}
std::string installer(std::uint32_t kind) {
  return little(kind, 4) + "\0\0\0\0\xC0\0\0\0\0\0\0\x46"s;
}

std::string descriptor(const std::string& id, char type = 0) {
  std::string sector(2048, '\0');
  sector.replace(0, 1 + id.size(), type + id);
  return sector;
}
// A primary volume whose root folder is in sector 20 and holds files of these names.
std::string primary(std::string& folder, const std::vector<std::string>& names) {
  std::string sector = descriptor("CD001", 1);
  sector.replace(156, 18,
                 "\x22\0"s + little(20, 4) + "\0\0\0\x14"s + little(2048, 4) + "\0\0\x08\0"s);
  folder = std::string();
  for (const auto& name : names) {
    std::string record(33, '\0');
    record[0] = static_cast<char>(33 + name.size() + (name.size() % 2 == 0 ? 1 : 0));
    record[32] = static_cast<char>(name.size());
    record += name;
    record.resize(static_cast<unsigned char>(record[0]));
    folder += record;
  }
  folder.resize(2048);
  return sector;
}
std::string disc(const std::vector<std::string>& descriptors, const std::string& root = "") {
  std::string out(32'768, '\0');
  for (const auto& each : descriptors) out += each;
  out.resize(20 * 2048);
  return out + root + std::string(2048, '\0');
}

std::string said(const std::string& bytes) {
  const auto found = walk::recognised(bytes);
  if (!found) return "none";
  if (!found->refusal) return std::string(to_string(found->format));
  CHECK(found->format == Format::unreadable);
  CHECK(found->refusal->code == base::Errc::unsupported);
  CHECK(!found->refusal->hint.empty());
  const auto lines = walk::members(bytes, *found);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0] == "error: " + found->refusal->message);
  return found->refusal->message.substr(0, found->refusal->message.find(':'));
}

}  // namespace

TEST_CASE("a container is known by its beginning") {
  struct Row {
    std::string what, bytes, said;
  };
  const Row rows[] = {
      {"ZIP", "PK\x03\x04", "ZIP"},
      {"empty ZIP", "PK\x05\x06", "ZIP"},
      {"spanned ZIP", "PK\x07\x08", "none"},
      {"7z", "7z\xBC\xAF\x27\x1C", "7z"},
      {"CAB", "MSCF\0\0\0\0"s, "CAB"},
      {"SZDD", "SZDD\x88\xF0\x27\x33"s + "A", "SZDD"},
      {"text", "SZDD is a format", "none"},
      {"QBasic's", "SZ \x88\xF0\x27\x33\xD1", "SZDD"},
      {"KWAJ", "KWAJ\x88\xF0\x27\xD1", "KWAJ"},
      {"InstallShield", "ISc(\0\0\0\0"s, "InstallShield cabinet"},
      {"RAR", "Rar!\x1A\x07\0"s, "RAR archive"},
      // One packed file, and no container; a Unix is full of them.
      {"gzip", "\x1F\x8B\x08", "none"},
      {"WIM", "MSWIM\0\0\0"s, "Windows image (WIM)"},
      {"MSI", ole(installer(0xC1084)), "MSI package"},
      {"MSP", ole(installer(0xC1086)), "MSI patch (MSP)"},
      {"MST", ole(installer(0xC1082)), "MSI transform (MST)"},
      {"MSI by a table", ole("", "\x40\x48\xFF\x3F"), "MSI package"},
      {"Word", ole("\x06\x09\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"s, "W\0o\0r\0d\0"s), "none"},
      {"OLE2 cut short", ole("").substr(0, 600), "none"},
      {"image", "MZ", "none"},
      {"nothing", "", "none"},
      {"zeros", std::string(2000, '\0'), "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(said(row.bytes) == row.said);
  }
}

TEST_CASE("a tar is known by its magic, or by a check sum that fits") {
  CHECK(said(walk::fixture("containers/plain.tar")) == "tar");
  std::string seventh = walk::fixture("containers/v7.tar");
  CHECK_FALSE(contains(seventh.substr(0, 512), "ustar"));
  CHECK(said(seventh) == "tar");
  seventh[0] = 'R';
  CHECK(said(seventh) == "none");
  CHECK(said(walk::fixture("containers/plain.tar").substr(0, 511)) == "none");
}

TEST_CASE("a disc is known by its descriptors, and UDF is not taken for an empty disc") {
  std::string readme, files;
  const std::string only_readme = primary(readme, {"\0"s, "\1"s, "README.TXT;1"});
  const std::string real = primary(files, {"\0"s, "\1"s, "README.TXT;1", "SETUP.EXE;1"});
  const std::string end = descriptor("CD001", '\xFF');
  const std::vector<std::string> udf = {descriptor("BEA01"), descriptor("NSR02"),
                                        descriptor("TEA01")};
  const auto with_udf = [&](const std::string& volume) {
    std::vector<std::string> all = {volume};
    all.insert(all.end(), udf.begin(), udf.end());
    return all;
  };
  CHECK(said(disc({real, end}, files)) == "ISO 9660");
  CHECK(said(disc({only_readme, end}, readme)) == "ISO 9660");
  CHECK(said(disc(udf)) == "UDF disc image");
  CHECK(said(disc({descriptor("BEA01"), descriptor("NSR03")})) == "UDF disc image");
  CHECK(said(disc(with_udf(real), files)) == "ISO 9660");
  CHECK(said(disc(with_udf(only_readme), readme)) == "UDF disc image");
  CHECK(said(disc({})) == "none");
  CHECK(said(disc({real}, files).substr(0, 33'000)) == "none");
}

TEST_CASE("a UDF bridge whose tree is whole is read as ISO 9660") {
  walk::Lister lister(walk::everything);
  const std::string zip = walk::fixture("containers/udf_bridge.iso.zip");
  checker::container::Budget budget(1 << 20);
  REQUIRE(each_member(base::MemoryAccess(base::bytes_of(zip)),
                      {Format::zip, 0, zip.size(), std::nullopt}, "", budget, lister));
  CHECK(contains(lister.came, "NSR02"));
  CHECK(said(lister.came) == "ISO 9660");
}

TEST_CASE("no prefix of anything is more than a question") {
  for (const char* name : {"plain.zip", "plain.7z", "plain.cab", "plain.tar", "lzh.kwj"}) {
    const std::string bytes = walk::fixture(std::string("containers/") + name);
    for (std::size_t n = 0; n < std::min<std::size_t>(bytes.size(), 520); ++n)
      walk::recognised(bytes.substr(0, n));
  }
  const std::string msi = ole(installer(0xC1084));
  for (std::size_t n = 0; n < msi.size(); ++n) walk::recognised(msi.substr(0, n));
}
