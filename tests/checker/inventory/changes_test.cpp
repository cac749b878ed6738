#include "checker/inventory/changes.hpp"

#include <doctest/doctest.h>

#include "checker/report/changes.hpp"

using checker::Inventory;
using checker::Version;
using checker::inventory::compare;
using checker::inventory::FileRecord;

namespace {

FileRecord file(const std::string& path, std::optional<Version> version, std::uint64_t size = 10,
                const std::string& sha256 = "") {
  FileRecord out;
  out.path = path;
  out.name = path.substr(path.rfind('/') + 1);
  out.file_version = version;
  out.size = size;
  out.sha256 = sha256;
  return out;
}

std::vector<std::string> lines(Inventory before, Inventory after) {
  std::vector<std::string> out;
  const auto compared = compare(std::move(before), "old", std::move(after), "/mnt/new");
  for (const auto& change : compared.changes)
    out.push_back(std::string(to_string(change.kind)) + " " + change.path);
  out.push_back(std::to_string(compared.unchanged) + " unchanged, " +
                std::to_string(compared.not_hashed) + " not hashed");
  return out;
}

using Lines = std::vector<std::string>;
const Version one{1, 0, 0, 0}, ten{10, 0, 0, 0}, two{2, 0, 0, 0};

}  // namespace

TEST_CASE("each kind of change is told apart, by the path below the root") {
  CHECK(lines({{file("old/a", one), file("old/b", one), file("old/c", ten), file("old/d", one),
                file("old/e", one), file("old/f", std::nullopt), file("old/g", one)}},
              {{file("/mnt/new/a", two), file("/mnt/new/c", two), file("/mnt/new/d", one, 11),
                file("/mnt/new/e", std::nullopt), file("/mnt/new/f", std::nullopt),
                file("/mnt/new/g", one), file("/mnt/new/h", one)}}) ==
        Lines{"up a", "gone b", "down c", "bytes d", "version e", "added h",
              "2 unchanged, 2 not hashed"});
}

TEST_CASE("the same version with other bytes is seen where both sides have a digest") {
  CHECK(lines({{file("old/a", one, 10, "aa"), file("old/b", one, 10, "aa"), file("old/c", one)}},
              {{file("/mnt/new/a", one, 10, "bb"), file("/mnt/new/b", one, 10, "aa"),
                file("/mnt/new/c", one, 10, "cc")}}) ==
        Lines{"bytes a", "2 unchanged, 1 not hashed"});
}

TEST_CASE("names are the same whatever their case, and one that stands twice counts twice") {
  CHECK(lines({{file("old/BIN/X.DLL", one)}}, {{file("/mnt/new/Bin/x.dll", two)}}) ==
        Lines{"up Bin/x.dll", "0 unchanged, 0 not hashed"});
  CHECK(lines({{file("old/x", one), file("old/x", one)}}, {{file("/mnt/new/x", one)}}) ==
        Lines{"gone x", "1 unchanged, 1 not hashed"});
  CHECK(lines({}, {}) == Lines{"0 unchanged, 0 not hashed"});
}

TEST_CASE("what one side could not read is unknown, neither added nor gone") {
  FileRecord zip = file("old/x.zip", std::nullopt);
  zip.closed = true;
  zip.error = base::Error{base::Errc::malformed, "damaged"};
  CHECK(lines({{zip, file("old/a", one)}},
              {{file("/mnt/new/a", one), file("/mnt/new/x.zip!/b.dll", one),
                file("/mnt/new/x.zip2", one)}}) == Lines{"unknown x.zip", "unknown x.zip!/b.dll",
                                                         "added x.zip2",
                                                         "1 unchanged, 1 not hashed"});
  FileRecord root = file("/mnt/new", std::nullopt);
  root.closed = true;
  CHECK(lines({{file("old/a", one)}}, {{root}}).front() == "unknown new");
  CHECK(lines({{file("old/a", one)}}, {{root}}).at(1) == "unknown a");
}

TEST_CASE("the report says what was and what is") {
  const auto compared = compare({{file("old/a\x1B", one), file("old/b", one)}}, "old",
                                {{file("new/a\x1B", two), file("new/b", one, 11)}}, "new");
  CHECK(checker::report::changes_table(compared) ==
        "CHANGE  PATH   OLD      NEW      REMARKS\n"
        "up      a\\x1b  1.0.0.0  2.0.0.0\n"
        "bytes   b      1.0.0.0  1.0.0.0  the same version, but 11 bytes were 10\n"
        "1 up, 1 bytes, 0 unchanged\n");
  CHECK(checker::report::changes_ndjson(compared).starts_with(
      R"({"change":"up","path":"a\u001b","old":{"file_version":"1.0.0.0","size":10,"sha256":null},)"
      R"("new":{"file_version":"2.0.0.0",)"));
  CHECK(checker::report::changes_csv(compared).starts_with("change,path,old_version,"));
}
