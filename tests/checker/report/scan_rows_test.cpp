#include "checker/report/scan_rows.hpp"

#include <doctest/doctest.h>

using checker::Version;
using checker::inventory::FileRecord;
using checker::inventory::VersionState;
using checker::report::ScanFields;
using checker::report::to_json;

namespace {

FileRecord extractor() {
  FileRecord file;
  file.path = "Bin/Mlmig32.dll";
  file.name = "Mlmig32.dll";
  file.size = 3072;
  file.format = "pe32";
  file.machine = "i386";
  file.version_state = VersionState::present;
  file.file_version = Version{5, 5, 2521, 0};
  file.product_version = Version{5, 5, 2521, 0};
  file.language = "0409";
  file.translations = {"040904b0"};
  file.strings = {{"040904B0", {{"FileVersion", "5.5"}, {"A", "1"}, {"A", "2"}}}, {"040904B0", {}}};
  return file;
}

FileRecord damaged() {
  FileRecord file;
  file.path = "Bin/\x1B[31m.dll";
  file.name = "\x1B[31m.dll";
  file.format = "mz";
  file.version_state = VersionState::cut_short;
  file.error = base::Error{base::Errc::malformed, "the file ends at byte 3"};
  return file;
}

}  // namespace

TEST_CASE("a row has the fields of the contract in their order") {
  CHECK(base::dump(to_json(extractor(), ScanFields::all), -1) ==
        R"({"path":"Bin/Mlmig32.dll","name":"Mlmig32.dll","size":3072,"format":"pe32",)"
        R"("machine":"i386","version_state":"present","file_version":"5.5.2521.0",)"
        R"("product_version":"5.5.2521.0","language":"0409","translations":["040904b0"],)"
        R"("strings":{"040904B0":{"FileVersion":"5.5","A":"1"}},"string_differs":false,)"
        R"("flags":[],"error":null})");
}

TEST_CASE("--fields version leaves out the strings and nothing else") {
  const auto all = to_json(extractor(), ScanFields::all);
  const auto version = to_json(extractor(), ScanFields::version);
  CHECK(!version.contains("strings"));
  CHECK(version.size() + 1 == all.size());
}

TEST_CASE("what a file lacks is null, and damage is an error with code and message") {
  const auto row = to_json(damaged(), ScanFields::all);
  for (const char* key : {"machine", "file_version", "product_version", "language"})
    CHECK(row.at(key).is_null());
  CHECK(row.at("version_state") == "cut-short");
  CHECK(base::dump(row.at("error"), -1) ==
        R"({"code":"malformed","message":"the file ends at byte 3"})");
}

TEST_CASE("a name that is not UTF-8 still gives a line of JSON") {
  FileRecord file = damaged();
  file.path = "Bin/\xE9.dll";
  const auto lines = checker::report::scan_ndjson({file, extractor()}, ScanFields::all);
  CHECK(std::ranges::count(lines, '\n') == 2);
  CHECK(lines.starts_with("{\"path\":\"Bin/\uFFFD.dll\""));
}

TEST_CASE("the table is aligned, says what is wrong, and cannot write to a terminal") {
  FileRecord other = extractor();
  other.path = "Bin/Größe.exe";
  other.string_differs = true;
  other.flags = {"debug", "special"};
  CHECK(checker::report::scan_table({extractor(), damaged(), other}) ==
        "PATH              FORMAT  FILE VERSION  REMARKS\n"
        "Bin/Mlmig32.dll   pe32    5.5.2521.0\n"
        "Bin/\\x1b[31m.dll  mz      -             cut-short: the file ends at byte 3\n"
        "Bin/Größe.exe     pe32    5.5.2521.0    its version string says \"5.5\"; "
        "debug special\n");
  CHECK(checker::report::scan_table({}) == "No executable images.\n");
}

TEST_CASE("no CSV cell is a formula, and quotes survive") {
  FileRecord file = extractor();
  file.path = "=cmd|'/c calc'!A1";
  file.name = "-2+3,\"x\"";
  const auto csv = checker::report::scan_csv({file});
  CHECK(csv.find("\n'=cmd|'/c calc'!A1,\"'-2+3,\"\"x\"\"\",3072,") != std::string::npos);
  CHECK(csv.starts_with("path,name,size,format,machine,version_state,file_version,"));
}

TEST_CASE("the header line names the tool, the time, the host and the roots") {
  const auto header =
      to_json(checker::report::ScanHeader{"1999-09-30T12:00:00Z", "harbor", {"Bin"}});
  CHECK(header.at("tool") == "sidestep");
  CHECK(!header.at("version").get<std::string>().empty());
  CHECK(base::dump(header.at("root"), -1) == R"(["Bin"])");
}
