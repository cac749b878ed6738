// A folder of control files, written while the disk goes away after every step.
#include "checker/cli/control_folder.hpp"

#include <doctest/doctest.h>

#include "checker/report/rewriting.hpp"
#include "tests/support/files.hpp"

using namespace checker::cli;
namespace fs = std::filesystem;

namespace {

const std::string kManual(checker::report::kManualSteps);

const Texts kTexts = {{"1-extract.txt", "Mode,CCMAIL\n"},
                      {"2-import.txt", "Mode,FILE\nFile-after-step-one,C:\\M\n"},
                      {kManual, "1. first\n"}};

// What stands in the folder under a name that a user sees.
Texts visible(const fs::path& folder) {
  Texts out;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().front() != '.')
      out[entry.path().filename().string()] = support::read(entry.path());
  return out;
}

}  // namespace

TEST_CASE("after every step there are whole files only, and the same call writes the rest") {
  int crashes = 0;
  for (int steps = 0;; ++steps) {
    CAPTURE(steps);
    const support::TempFolder folder;
    base::PosixFiles disk;
    base::FailingFiles failing(disk, steps);
    const bool done = bool(write_texts(failing, folder.path(), kTexts));
    const Texts left = visible(folder.path());
    for (const auto& [name, text] : left) CHECK(text == kTexts.at(name));
    CHECK((left.empty() || left.contains(kManual)));  // what a person does first is there first
    Texts texts = kTexts;
    CHECK(settle(folder.path(), texts));
    CHECK(write_texts(disk, folder.path(), texts));
    CHECK(visible(folder.path()) == kTexts);
    if (done) break;
    ++crashes;
  }
  CHECK(crashes >= 12);
}

TEST_CASE("nothing is written over another text, a link to nowhere, or a mark of another plan") {
  const support::TempFolder folder;
  base::PosixFiles disk;
  support::write(folder.path() / "2-import.txt", "mine\n");
  const auto refused = write_texts(disk, folder.path(), kTexts);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Errc::conflict);
  CHECK(support::read(folder.path() / "2-import.txt") == "mine\n");
  fs::remove(folder.path() / "2-import.txt");
  fs::create_symlink("nowhere", folder.path() / "2-import.txt");
  CHECK_FALSE(write_texts(disk, folder.path(), kTexts));
  CHECK(fs::is_symlink(folder.path() / "2-import.txt"));
}

TEST_CASE("a file that waits is replaced by the same one filled in") {
  const support::TempFolder folder;
  base::PosixFiles disk;
  REQUIRE(write_texts(disk, folder.path(), kTexts));
  Texts texts = kTexts;
  texts["2-import.txt"] =
      *contract::rewrite::filled(texts["2-import.txt"], "C:\\M\\HARBOR.001\\HARBOR.PKL");
  CHECK(settle(folder.path(), texts));
  CHECK(write_texts(disk, folder.path(), texts));
  CHECK(support::read(folder.path() / "2-import.txt").find("HARBOR.PKL") != std::string::npos);
}

TEST_CASE("a set is found by step one's folder, by its own and by its packing list") {
  const support::TempFolder folder;
  const fs::path set = folder.path() / "HARBOR.001";
  fs::create_directories(set);
  support::write(set / "HARBOR.PKL", "x");
  const auto looked_for = find_sets(folder.path()), by_folder = find_sets(set),
             by_list = find_sets(set / "HARBOR.PKL");
  for (const auto* found : {&looked_for, &by_folder, &by_list}) {
    REQUIRE(*found);
    REQUIRE((*found)->size() == 1);
    CHECK((*found)->front().set.folder == "HARBOR.001");
    CHECK((*found)->front().set.packing_list == "HARBOR.PKL");
  }
  CHECK_FALSE(looked_for->front().named);
  CHECK(by_folder->front().named);
  CHECK(by_list->front().named);
}

TEST_CASE("a folder is written to by one run at a time") {
  const support::TempFolder folder;
  const auto lock = lock_folder(folder.path());
  REQUIRE(lock);
  const auto second = lock_folder(folder.path());
  REQUIRE_FALSE(second);
  CHECK(second.error().code == base::Errc::conflict);
}
