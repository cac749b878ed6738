#include <fcntl.h>
#include <sys/xattr.h>

#include "support.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

TEST_CASE("a patch puts its files in place, and undo takes it back to the byte") {
  Target target;
  install(target.root());
  const Tree before = tree(target.root());
  const auto done = apply(disk, request(target.root()));
  REQUIRE_MESSAGE(done, error_of(done));
  CHECK(done->sequence == 1);
  CHECK(done->files.size() == 4);
  for (const FileRecord& file : done->files) CHECK(file.as_written);
  CHECK(state_of(target.root()) == "new");
  CHECK(support::read(target.root() / "Bin/MLMIG32.DLL") == "new mlmig32, 5.5.2543.1");
  CHECK(support::read(target.root() / "Bin/mailmig.ini") == "the user's own");
  CHECK(fs::status(target.root() / "Bin/MLMIG32.DLL").permissions() == fs::perms(0640));
  const auto list = applied(target.root());
  REQUIRE(list);
  REQUIRE(list->size() == 1);
  const Applied& one = list->front();
  CHECK(one.id == "kb42");
  CHECK(one.note.at("why") == "Q214836");
  CHECK(one.files[0].before_sha256 == base::sha256("old mlmig32"));
  CHECK(one.files[0].before_size == 11);
  CHECK(one.files[0].as_written);
  const auto back = undo(disk, target.root(), "kb42");
  REQUIRE_MESSAGE(back, error_of(back));
  for (const FileRecord& file : back->files) CHECK(file.as_written);
  CHECK(tree(target.root()) == before);
  CHECK(state_of(target.root()) == "old");
  CHECK(error_of(undo(disk, target.root(), "kb42")).find("no patch of this name") !=
        std::string::npos);
}

TEST_CASE("a patch can be applied again after it was taken back, and not twice") {
  Target target;
  install(target.root());
  for (int i = 0; i < 3; ++i) {
    REQUIRE(apply(disk, request(target.root())));
    auto again = request(target.root());
    again.changes = {change("Bin/mailmig.ini", "the user's own", "ours")};
    const auto twice = apply(disk, again);
    REQUIRE(!twice);
    CHECK(twice.error().code == base::Errc::conflict);
    REQUIRE(undo(disk, target.root(), "kb42"));
  }
  CHECK(state_of(target.root()) == "old");
}

TEST_CASE("recovery writes nothing where there is nothing to do") {
  Target target;
  install(target.root());
  const auto before = everything(target.above());
  const auto nothing = recover(disk, target.root());
  REQUIRE(nothing);
  CHECK(nothing->outcomes.empty());
  CHECK(everything(target.above()) == before);
  REQUIRE(apply(disk, request(target.root())));
  const auto after = everything(target.above());
  REQUIRE(recover(disk, target.root()));
  CHECK(everything(target.above()) == after);
}

// What a file is beside its bytes.
struct Traits {
  mode_t mode;
  uid_t owner;
  gid_t group;
  std::int64_t seconds, nanoseconds;
  std::string note;
  bool operator==(const Traits&) const = default;
};

Traits traits(const fs::path& path) {
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  std::string note(100, '\0');
  const auto n = ::getxattr(path.c_str(), "user.note", note.data(), note.size());
  note.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return {status.st_mode,        status.st_uid,          status.st_gid,
          status.st_mtim.tv_sec, status.st_mtim.tv_nsec, note};
}

TEST_CASE("mode, owner, attributes and times are kept, and come back with undo") {
  support::TempFolder folder;  // attributes need a real disk
  const fs::path root = folder.path();
  install(root);
  const fs::path file = root / "Bin/MLMIG32.DLL";
  if (::setxattr(file.c_str(), "user.note", "mine", 4, 0) != 0)
    MESSAGE("SKIPPED: no extended attributes here");
  if (::chown(file.c_str(), 1234, 2345) != 0) MESSAGE("SKIPPED: not root");
  REQUIRE(::chmod(file.c_str(), 04750) == 0);
  const timespec times[2] = {{7'000'000, 5}, {6'000'000, 123'456'789}};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
  const Traits before = traits(file);
  auto wanted = request(root);
  wanted.changes[0].modified = 900'000'000;
  wanted.changes[2].mode = 0755;
  const auto done = apply(disk, wanted);
  REQUIRE_MESSAGE(done, error_of(done));
  Traits after = traits(file);
  CHECK(after.seconds == 900'000'000);
  after.seconds = before.seconds;
  after.nanoseconds = before.nanoseconds;
  CHECK(after == before);
  CHECK(traits(root / "Bin/Mlmignts.dll").mode == (S_IFREG | 0755));
  REQUIRE(undo(disk, root, "kb42"));
  CHECK(traits(file) == before);
}

TEST_CASE("patches of the same files are taken back last first, others in any order") {
  Target target;
  install(target.root());
  const auto one_file = [&](const char* id, const char* path, const char* from, const char* to) {
    Request out = request(target.root(), id);
    out.changes = {change(path, from, to)};
    const auto done = apply(disk, out);
    REQUIRE_MESSAGE(done, error_of(done));
  };
  one_file("a", "Bin/MLMIG32.DLL", "old mlmig32", "2");
  one_file("b", "Notes/readme.txt", "old notes", "3");
  one_file("c", "Bin/MLMIG32.DLL", "2", "4");
  const auto early = undo(disk, target.root(), "a");
  REQUIRE(!early);
  CHECK(early.error().code == base::Errc::conflict);
  CHECK(error_of(early) == "undo a: c changed Bin/MLMIG32.DLL later, and must be taken back first");
  REQUIRE(undo(disk, target.root(), "b"));
  REQUIRE(undo(disk, target.root(), "c"));
  REQUIRE(undo(disk, target.root(), "a"));
  CHECK(tree(target.root()) == trees().old_tree);
}

TEST_CASE("undo refuses when a file was changed since, and names it") {
  struct Row {
    std::string path;
    std::string content;  // "": removed
  };
  const Row rows[] = {{"Bin/MLMIG32.DLL", "a hotfix"},
                      {"Bin/MLMIG32.DLL", ""},
                      {"Bin/Mlmignts.dll", "somebody needs it"},
                      {"Bin/Mlmignts.dll", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    Target target;
    install(target.root());
    REQUIRE(apply(disk, request(target.root())));
    if (row.content.empty())
      fs::remove(target.root() / row.path);
    else
      support::write(target.root() / row.path, row.content);
    const Tree before = tree(target.root());
    const auto list = applied(target.root());
    REQUIRE(list);
    for (const FileRecord& file : list->front().files)
      CHECK(file.as_written == (file.path != row.path));
    const auto back = undo(disk, target.root(), "kb42");
    CHECK(!back);
    CHECK(error_of(back).find(row.path) != std::string::npos);
    CHECK(tree(target.root()) == before);
    CHECK(!*unfinished(target.root()));
  }
}

TEST_CASE("a check that fails takes everything back") {
  struct Row {
    std::string what;
    std::function<void(Request&, const fs::path&)> prepare;
  };
  const base::Error no{base::Errc::conflict, "not good"};
  const Row rows[] = {
      {"the whole", [&](Request& r, const fs::path&) { r.recheck = [no] { return no; }; }},
      {"a staged file",
       [&](Request& r, const fs::path&) {
         r.changes[1].verify = [no](const fs::path&) { return no; };
       }},
      {"a file in its place",
       [&](Request& r, const fs::path& root) {
         r.changes[3].verify = [no, root](const fs::path& path) -> base::Result<void> {
           if (path == root / "Notes/readme.txt") return no;
           return {};
         };
       }},
      {"another content",
       [](Request& r, const fs::path&) {
         r.changes[3].content = [](base::ByteSink& to) {
           return to.write(base::bytes_of("new notez"));
         };
       }},
      {"a longer content",
       [](Request& r, const fs::path&) {
         r.changes[3].content = [](base::ByteSink& to) {
           return to.write(base::bytes_of("new notes and more"));
         };
       }},
      {"a target changed after it was looked at",
       [](Request& r, const fs::path& root) {
         r.changes[0].verify = [root](const fs::path&) -> base::Result<void> {
           support::write(root / "Bin/mailmig.ini", "changed, but not ours");
           support::write(root / "Notes/readme.txt", "changed meanwhile");
           return {};
         };
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Target target;
    install(target.root());
    auto wanted = request(target.root());
    row.prepare(wanted, target.root());
    const auto done = apply(disk, wanted);
    CHECK(!done);
    CHECK(!*unfinished(target.root()));
    Tree expected = trees().old_tree;
    if (row.what.starts_with("a target")) {
      CHECK(error_of(done).find("Notes/readme.txt") != std::string::npos);
      expected["Notes/readme.txt"] = tree(target.root()).at("Notes/readme.txt");
      expected["Bin/mailmig.ini"] = tree(target.root()).at("Bin/mailmig.ini");
      CHECK(support::read(target.root() / "Notes/readme.txt") == "changed meanwhile");
    }
    CHECK(tree(target.root()) == expected);
    CHECK(applied(target.root())->empty());
  }
}

}  // namespace
}  // namespace checker::patch::transaction
