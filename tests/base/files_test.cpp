#include "base/files.hpp"

#include <chrono>

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

TEST_CASE("a new file is new, a second name is free, and neither touches what is there") {
  support::TempFolder folder;
  support::write(folder / "old", "mine");
  support::write(folder / "other", "yours");
  base::PosixFiles disk;
  const auto made = disk.create_new(folder / "old");
  REQUIRE_FALSE(made);
  CHECK(made.error().code == base::Errc::conflict);
  CHECK(disk.create_new(folder / "new"));
  const auto linked = disk.link(folder / "old", folder / "other");
  REQUIRE_FALSE(linked);
  CHECK(linked.error().code == base::Errc::conflict);
  CHECK(support::read(folder / "other") == "yours");
  CHECK(disk.link(folder / "old", folder / "second"));
  CHECK(std::filesystem::hard_link_count(folder / "old") == 2);
  CHECK_FALSE(disk.link(folder / "absent", folder / "third"));
}

TEST_CASE("a file is copied to the end of another, whatever its size") {
  for (const std::size_t size : {0U, 1U, 4096U, 300'001U, 3'000'000U}) {
    CAPTURE(size);
    support::TempFolder folder;
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 + i / 4096);
    support::write(folder / "from", content);
    const auto from = base::ReadableFile::open(folder / "from");
    REQUIRE(from);
    base::PosixFiles disk;
    base::FailingFiles counting(disk, -1);
    auto to = counting.create_new(folder / "to");
    REQUIRE(to);
    CHECK((*to)->write(base::bytes_of("head")));
    CHECK((*to)->write_from(**from));
    (*to)->start_writing();
    CHECK((*to)->write(base::bytes_of("tail")));
    CHECK((*to)->close());
    CHECK((support::read(folder / "to") == "head" + content + "tail"));
    CHECK(counting.made() == 4);
  }
}

TEST_CASE("what the kernel will not copy is copied through memory") {
  const auto from = base::ReadableFile::open("/proc/self/status");  // as long as its reader reads
  REQUIRE(from);
  support::TempFolder folder;
  base::PosixFiles disk;
  auto to = disk.create_new(folder / "to");
  REQUIRE(to);
  CHECK((*to)->write_from(**from));
  CHECK((*to)->close());
  CHECK(support::read(folder / "to").find("Threads:") != std::string::npos);
}

TEST_CASE("a file is cut, timed and locked, and a failing disk counts each change") {
  support::TempFolder folder;
  support::write(folder / "f", "0123456789");
  base::PosixFiles disk;
  base::FailingFiles counting(disk, -1);
  CHECK(counting.truncate(folder / "f", 4));
  CHECK(support::read(folder / "f") == "0123");
  auto file = counting.append(folder / "f");
  REQUIRE(file);
  CHECK((*file)->write(base::bytes_of("x")));
  CHECK((*file)->set_modified(1000));
  CHECK((*file)->lock());
  CHECK(counting.made() == 4);  // a lock changes nothing
  auto second = disk.append(folder / "f");
  REQUIRE(second);
  const auto locked = (*second)->lock();
  REQUIRE_FALSE(locked);
  CHECK(locked.error().code == base::Errc::conflict);
  CHECK((*file)->close());
  CHECK((*second)->lock());
  const auto time = std::filesystem::last_write_time(folder / "f");
  CHECK(std::chrono::duration_cast<std::chrono::seconds>(
            std::chrono::file_clock::to_sys(time).time_since_epoch())
            .count() == 1000);
  CHECK(support::read(folder / "f") == "0123x");
}
