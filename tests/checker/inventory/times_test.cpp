// When a file was last written: asked for, and where it comes from.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "checker/inventory/inventory.hpp"
#include "checker/inventory/rows.hpp"
#include "tests/support/files.hpp"

using checker::inventory::FileRecord;
using checker::inventory::ScanOptions;
using std::chrono::sys_days;

namespace {

constexpr sys_days kJune1999 = std::chrono::year(1999) / 6 / 1;

ScanOptions with_times() {
  ScanOptions options;
  options.times = true;
  return options;
}

std::vector<FileRecord> records_of(const std::string& path, const ScanOptions& options) {
  auto found = checker::inventory::scan(path, options);
  REQUIRE(found);
  return std::move(found->files);
}

}  // namespace

TEST_CASE("a file has its own time, when it is asked for") {
  const support::TempFolder folder;
  support::write(folder.path() / "a.dll",
                 support::read(FIXTURES_DIR "/components/web3/Mlmig32.dll"));
  const timespec times[2] = {{0, UTIME_OMIT}, {920000000, 5}};
  REQUIRE(::utimensat(AT_FDCWD, (folder.path() / "a.dll").c_str(), times, 0) == 0);
  const auto files = records_of(folder.path().string(), with_times());
  REQUIRE(files.size() == 1);
  REQUIRE(files[0].modified);
  CHECK(files[0].modified->time_since_epoch().count() == 920000000);
  CHECK_FALSE(records_of(folder.path().string(), {})[0].modified);
}

TEST_CASE("a member has the time that its container says, within the day of a time zone") {
  for (const char* name : {"plain.zip", "plain.cab", "plain.tar", "plain.7z"}) {
    CAPTURE(name);
    std::size_t members = 0;
    for (const FileRecord& file :
         records_of(std::string(FIXTURES_DIR "/containers/") + name, with_times())) {
      if (file.name != "Mlmig32.dll") continue;
      ++members;
      REQUIRE(file.modified);
      CHECK(*file.modified >= kJune1999 - std::chrono::days(1));
      CHECK(*file.modified < kJune1999 + std::chrono::days(2));
    }
    CHECK(members == 1);
  }
  for (const FileRecord& file : records_of(FIXTURES_DIR "/containers/plain.zip", {}))
    CHECK_FALSE(file.modified);
}

TEST_CASE("what a compressed file holds has no time, and no inventory file has one") {
  for (const FileRecord& file : records_of(FIXTURES_DIR "/containers/MLMIG32.DL_", with_times()))
    if (file.path.find("!/") != std::string::npos) CHECK_FALSE(file.modified);
  std::string row;
  FileRecord record = records_of(FIXTURES_DIR "/components/web3/Mlmig32.dll", {})[0];
  checker::inventory::write_row(record, false, row);
  CHECK(row.find("modified") == std::string::npos);
}

TEST_CASE("a row keeps a time, and refuses what is none") {
  FileRecord record = records_of(FIXTURES_DIR "/components/web3/Mlmig32.dll", with_times())[0];
  for (const std::int64_t seconds :
       {std::int64_t{0}, std::int64_t{928238400}, std::int64_t{-86400}}) {
    record.modified = std::chrono::sys_seconds(std::chrono::seconds(seconds));
    std::string row;
    checker::inventory::write_row(record, false, row);
    const auto read = checker::inventory::read_row(row, "row");
    REQUIRE(read);
    CHECK(read->modified == record.modified);
  }
  std::string row;
  checker::inventory::write_row(record, false, row);
  for (const char* wrong : {"\"\"", "\"x\"", "\"9223372036854775807\"", "1", "null"}) {
    CAPTURE(wrong);
    std::string other = row;
    const auto at = other.find("\"-86400\"");
    REQUIRE(at != std::string::npos);
    other.replace(at, 8, wrong);
    CHECK_FALSE(checker::inventory::read_row(other, "row"));
  }
}
