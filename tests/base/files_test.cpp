#include "base/files.hpp"

#include "tests/support/files.hpp"

TEST_CASE("write_whole leaves the old file or the new one, wherever it breaks") {
  int broken = 0;
  for (int steps = 0;; ++steps) {
    CAPTURE(steps);
    REQUIRE(steps < 50);
    support::TempFolder folder;
    support::write(folder / "f", "old");
    base::PosixFiles disk;
    base::FailingFiles failing(disk, steps);
    const bool done = static_cast<bool>(base::write_whole(failing, folder / "f", "new"));
    const std::string now = support::read(folder / "f");
    CHECK((now == "old" || now == "new"));
    if (done) {
      CHECK(now == "new");
      break;
    }
    ++broken;
  }
  CHECK(broken == 5);  // create, write, sync, rename, sync of the folder
}

TEST_CASE("a lock is held once") {
  support::TempFolder folder;
  {
    auto first = base::Lock::take(folder / "lock");
    REQUIRE(first);
    auto second = base::Lock::take(folder / "lock");
    REQUIRE_FALSE(second);
    CHECK(second.error().code == base::Errc::conflict);
  }
  CHECK(base::Lock::take(folder / "lock"));
}

TEST_CASE("a link is not written through") {
  support::TempFolder folder;
  support::write(folder / "target", "mine");
  std::filesystem::create_symlink(folder / "target", folder / "link");
  base::PosixFiles disk;
  CHECK_FALSE(disk.create(folder / "link"));
  CHECK(support::read(folder / "target") == "mine");
}
