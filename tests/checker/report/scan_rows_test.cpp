#include "checker/report/scan_rows.hpp"

#include <doctest/doctest.h>

#include "tests/checker/inventory/records.hpp"

using checker::inventory::FileRecord;
using support::damaged;
using support::extractor;

namespace {

std::string table(const std::vector<FileRecord>& files) {
  checker::report::ScanTable table;
  std::string out;
  for (const FileRecord& file : files) table.add(file, out);
  table.finish(out);
  return out;
}

}  // namespace

TEST_CASE("the table is aligned, says what is wrong, and cannot write to a terminal") {
  FileRecord other = extractor();
  other.path = "Bin/Größe.exe";
  other.string_differs = true;
  other.flags = {"debug", "special"};
  CHECK(table({extractor(), damaged(), other}) ==
        "PATH              FORMAT  FILE VERSION  STRING VERSION  REMARKS\n"
        "Bin/Mlmig32.dll   pe32    5.5.2521.0    5.5\n"
        "Bin/\\x1b[31m.dll  mz      -                             "
        "cut-short: the file ends at byte 3\n"
        "Bin/Größe.exe     pe32    5.5.2521.0    5.5             "
        "its version string says \"5.5\"; debug special\n");
  CHECK(table({}) == "No executable images.\n");
}

TEST_CASE("a file in several languages says which one counts, and each when all were asked for") {
  FileRecord file = extractor();
  file.languages = {"0407", "0409"};
  CHECK(checker::report::remark(file) == "language 0409 of 0407 0409");
  file.by_language.emplace_back().language = "0407";
  file.by_language[0].info.file_version = checker::Version{8, 97, 99, 70};
  CHECK(checker::report::remark(file) == "language 0409 of 0407 0409; 0407: 8.97.99.70");
}

TEST_CASE("what cannot be opened says what to do") {
  FileRecord file = damaged();
  file.version_state = checker::inventory::VersionState::none;
  file.error = base::Error{base::Errc::unsupported, "an MSI package", "extract it first"};
  CHECK(checker::report::remark(file) == "error: an MSI package; extract it first");
}

TEST_CASE("a long table comes in blocks, each row under the same head") {
  const std::string out = table(std::vector<FileRecord>(2500, extractor()));
  CHECK(std::ranges::count(out, '\n') == 2501);
  CHECK(out.ends_with("\nBin/Mlmig32.dll  pe32    5.5.2521.0    5.5\n"));
}

TEST_CASE("no CSV cell is a formula, and quotes survive") {
  FileRecord file = extractor();
  file.path = "=cmd|'/c calc'!A1";
  file.name = "-2+3,\"x\"";
  std::string csv = checker::report::csv_header();
  checker::report::append_csv(file, csv);
  CHECK(csv.find("\n'=cmd|'/c calc'!A1,\"'-2+3,\"\"x\"\"\",3072,") != std::string::npos);
  CHECK(csv.starts_with("path,name,size,format,machine,version_state,file_version,"));
}
