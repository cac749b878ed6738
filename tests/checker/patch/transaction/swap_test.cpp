// A folder that is changed as a whole.
#include <fcntl.h>

#include <atomic>
#include <thread>

#include "checker/patch/transaction/directory_swap.hpp"
#include "support.hpp"
#include "tests/support/door_files.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

ino_t inode(const fs::path& path) {
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

}  // namespace

TEST_CASE(
    "a folder changed as a whole: the rest of it stays, and undo brings the very folder back") {
  Target target;
  install(target.root());
  const fs::path bin = target.root() / "Bin";
  REQUIRE(::chmod(bin.c_str(), 02750) == 0);
  const timespec times[2] = {{5'000'000, 1}, {5'000'000, 7}};
  REQUIRE(::utimensat(AT_FDCWD, (bin / "mailmig.ini").c_str(), times, 0) == 0);
  REQUIRE(::utimensat(AT_FDCWD, (bin / "de").c_str(), times, 0) == 0);
  const Tree before = tree(target.root());
  const ino_t old_folder = inode(bin);
  const auto done = apply(disk, folder_request(target.root()));
  REQUIRE_MESSAGE(done, error_of(done));
  CHECK(done->swap == Swap::directory);
  CHECK(state_of(target.root(), folder_trees()) == "new");
  CHECK(inode(bin) != old_folder);
  CHECK(fs::status(bin).permissions() == fs::perms(02750));
  for (const char* kept : {"mailmig.ini", "de"}) {
    struct stat status = {};
    REQUIRE(::stat((bin / kept).c_str(), &status) == 0);
    CHECK(status.st_mtim.tv_sec == 5'000'000);
    CHECK(status.st_mtim.tv_nsec == 7);
  }
  const auto back = undo(disk, target.root(), "kb42");
  REQUIRE_MESSAGE(back, error_of(back));
  CHECK(tree(target.root()) == before);
  CHECK(inode(bin) == old_folder);
  CHECK(state_of(target.root(), folder_trees()) == "old");
}

TEST_CASE("undo of a folder keeps what was written into it since") {
  Target target;
  install(target.root());
  REQUIRE(apply(disk, folder_request(target.root())));
  support::write(target.root() / "Bin/mailmig.ini", "edited since");
  support::write(target.root() / "Bin/mailmig.log", "made since");
  const auto back = undo(disk, target.root(), "kb42");
  REQUIRE_MESSAGE(back, error_of(back));
  CHECK(support::read(target.root() / "Bin/mailmig.ini") == "edited since");
  CHECK(support::read(target.root() / "Bin/mailmig.log") == "made since");
  CHECK(support::read(target.root() / "Bin/MLMIG32.DLL") == "old mlmig32");
  CHECK(!fs::exists(target.root() / "Bin/Mlmignts.dll"));
  CHECK(!*unfinished(target.root()));
}

TEST_CASE("a folder that is written to during the patch, or fails its check, comes back") {
  for (const bool written : {true, false}) {
    Target target;
    install(target.root());
    auto wanted = folder_request(target.root());
    if (written)
      // Staging comes before the copy, and what is checked last in its place comes after it.
      wanted.changes[0].verify = [&](const fs::path& path) -> base::Result<void> {
        if (path == target.root() / "Bin/MLMIG32.DLL")
          return base::Error{base::Errc::conflict, "no"};
        support::write(target.root() / "Bin/mailmig.log", "made meanwhile");
        return {};
      };
    else
      wanted.recheck = []() -> base::Result<void> {
        return base::Error{base::Errc::conflict, "no"};
      };
    CHECK(!apply(disk, wanted));
    Tree expected = folder_trees().old_tree;
    if (written) expected["Bin/mailmig.log"] = tree(target.root()).at("Bin/mailmig.log");
    CHECK(tree(target.root()) == expected);
    CHECK(!*unfinished(target.root()));
    CHECK(!fs::exists(target.kept() / "kb42"));
  }
}

TEST_CASE("what is written into a folder while it is copied is not lost: the patch goes back") {
  using Kind = support::DoorFiles::Kind;
  for (const Kind moment : {Kind::write, Kind::exchange}) {
    CAPTURE(static_cast<int>(moment));
    Target target;
    install(target.root());
    bool written = false;
    // Before PREPARED, when the copy is made; and at the last moment, when nobody looks any more.
    support::DoorFiles door(disk, [&](Kind kind, const fs::path& path) {
      const bool now = kind == moment && !written && fs::exists(target.kept() / "kb42/copy/de") &&
                       (moment == Kind::exchange || path.filename() == "journal");
      if (now) support::write(target.root() / "Bin/mailmig.ini", "edited meanwhile");
      written = written || now;
      return support::DoorFiles::Answer::pass;
    });
    const auto done = apply(door, folder_request(target.root()));
    CHECK(error_of(done).find("mailmig.ini: was changed while") != std::string::npos);
    CHECK(written);
    CHECK(support::read(target.root() / "Bin/mailmig.ini") == "edited meanwhile");
    CHECK(support::read(target.root() / "Bin/MLMIG32.DLL") == "old mlmig32");
    CHECK(!*unfinished(target.root()));
  }
}

TEST_CASE("what cannot be changed as a whole is refused") {
  struct Row {
    std::string what;
    std::function<void(Request&, const fs::path&)> spoil;
    std::string words;
  };
  const Row rows[] = {
      {"two folders", [](Request& r, const fs::path& root) { r.changes = request(root).changes; },
       "do not lie in one folder"},
      {"the target itself",
       [](Request& r, const fs::path& root) {
         support::write(root / "a", "0");
         r.changes = {change("a", "0", "1")};
       },
       "do not lie in one folder"},
      {"a link beside",
       [](Request&, const fs::path& root) { fs::create_symlink("x", root / "Bin/link"); },
       "Bin/link: is a link"},
      {"a second name beside",
       [](Request&, const fs::path& root) {
         fs::create_hard_link(root / "Bin/mailmig.ini", root / "second");
       },
       "Bin/mailmig.ini: is a link"},
      {"a FIFO deep in it",
       [](Request&, const fs::path& root) {
         REQUIRE(::mkfifo((root / "Bin/de/fifo").c_str(), 0600) == 0);
       },
       "Bin/de/fifo: is a link, or no plain file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Target target;
    install(target.root());
    auto wanted = folder_request(target.root());
    row.spoil(wanted, target.root());
    const auto done = apply(disk, wanted);
    CHECK(!done);
    CHECK_MESSAGE(error_of(done).find(row.words) != std::string::npos, error_of(done));
    CHECK(!fs::exists(target.root() / ".sidestep"));
  }
}

TEST_CASE("the folder of some paths") {
  struct Row {
    std::vector<std::string> paths;
    std::string folder;
  };
  const Row rows[] = {{{"a"}, ""},
                      {{"Bin/a"}, "Bin"},
                      {{"Bin/a", "Bin/b"}, "Bin"},
                      {{"Bin/x/a", "Bin/x/y/b"}, "Bin/x"},
                      {{"Bin/x/a", "Bin/xy/b"}, "Bin"},
                      {{"Bin/a", "Binary/a"}, ""},
                      {{"Bin/a", "b"}, ""}};
  for (const Row& row : rows) CHECK(common_folder(row.paths) == row.folder);
}

TEST_CASE("who reads during the change of a folder never sees some old and some new files") {
  Target target;
  install(target.root());
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0, mixed = 0;
  std::thread reader([&] {
    while (!stop) {
      // Through the folder, once opened: a reader that opens it anew for each file could see both.
      const int folder =
          ::open((target.root() / "Bin").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (folder < 0) continue;
      std::string first(3, ' '), second(3, ' ');
      for (auto* part : {&first, &second}) {
        const int file = ::openat(folder, part == &first ? "MLMIG32.DLL" : "Mailmig.exe", O_RDONLY);
        if (file < 0 || ::read(file, part->data(), 3) != 3) part->clear();
        ::close(file);
      }
      ::close(folder);
      ++reads;
      // A folder that was taken back is removed, file after file.
      mixed += !first.empty() && !second.empty() && first != second ? 1 : 0;
    }
  });
  for (int i = 0; i < 40; ++i) {
    if (!apply(disk, folder_request(target.root()))) FAIL_CHECK("apply");
    if (!undo(disk, target.root(), "kb42")) FAIL_CHECK("undo");
  }
  stop = true;
  reader.join();
  CHECK(reads > 100);
  CHECK(mixed == 0);
}

}  // namespace checker::patch::transaction
