// What is never patched, and that nothing is written where it is refused.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checker/patch/transaction/preflight.hpp"
#include "support.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

const std::string kDll = "Bin/MLMIG32.DLL";

// Refused with these words, before and after there is a state folder, and nothing written.
void check_refused(const fs::path& root, const Request& wanted, base::Errc code,
                   const std::string& words) {
  const auto before = everything(root);
  const auto done = apply(disk, wanted);
  REQUIRE(!done);
  CHECK(done.error().code == code);
  CHECK_MESSAGE(error_of(done).find(words) != std::string::npos, error_of(done));
  CHECK(everything(root) == before);
}

// Another patch was there before, so there is a state folder.
void patch_before(const fs::path& root) {
  Request other = request(root, "other");
  other.changes = {change("Bin/mailmig.ini", "the user's own", "changed")};
  REQUIRE(apply(disk, other));
}

}  // namespace

TEST_CASE("a request that cannot be meant is refused") {
  struct Row {
    std::string what;
    std::function<void(Request&)> spoil;
    std::string words;
  };
  const Row rows[] = {
      {"absolute", [](Request& r) { r.changes[0].path = "/etc/passwd"; }, "not a relative path"},
      {"..", [](Request& r) { r.changes[0].path = "Bin/../../x"; }, "not a relative path"},
      {".", [](Request& r) { r.changes[0].path = "./Bin/x"; }, "not a relative path"},
      {"empty part", [](Request& r) { r.changes[0].path = "Bin//x"; }, "not a relative path"},
      {"empty", [](Request& r) { r.changes[0].path = ""; }, "not a relative path"},
      {"backslash", [](Request& r) { r.changes[0].path = "Bin\\x"; }, "not a relative path"},
      {"ends in /", [](Request& r) { r.changes[0].path = "Bin/"; }, "not a relative path"},
      {"not UTF-8", [](Request& r) { r.changes[0].path = "B\xFCro"; }, "is not UTF-8"},
      {"state", [](Request& r) { r.changes[0].path = ".Sidestep/patch/x"; }, "in .sidestep"},
      {"case", [](Request& r) { r.changes[1].path = "BIN/mlmig32.dll"; }, "differ by case only"},
      {"twice", [](Request& r) { r.changes[1].path = r.changes[0].path; }, "changed twice"},
      {"a folder too", [](Request& r) { r.changes[1].path = "bin"; }, "and the folder of"},
      {"hash", [](Request& r) { r.changes[1].after_sha256[3] = 'X'; }, "its hash is not"},
      {"old hash", [](Request& r) { r.changes[1].before_sha256 = "12"; }, "its hash is not"},
      {"same", [](Request& r) { r.changes[1].after_sha256 = r.changes[1].before_sha256; },
       "is the old one"},
      {"no content", [](Request& r) { r.changes[1].content = {}; }, "no content"},
      {"nothing", [](Request& r) { r.changes.clear(); }, "no file to change"},
      {"no id", [](Request& r) { r.id = ""; }, "cannot name a patch"},
      {"id with a path", [](Request& r) { r.id = "../x"; }, "cannot name a patch"},
      {"hidden id", [](Request& r) { r.id = ".x"; }, "cannot name a patch"},
      {"our own name", [](Request& r) { r.id = "Journal"; }, "cannot name a patch"},
      {"long id", [](Request& r) { r.id = std::string(65, 'a'); }, "cannot name a patch"},
      {"no target", [](Request& r) { r.root /= "nowhere"; }, "no folder"},
      {"missing folder", [](Request& r) { r.changes[2].path = "Lib/x.dll"; }, "there is no folder"},
      {"too large", [](Request& r) { r.changes[2].size = std::uint64_t{1} << 50; },
       "too little space: 1125"},
      {"far too large", [](Request& r) { r.changes[2].size = ~std::uint64_t{0}; },
       "too little space: more than"},
  };
  for (const bool known : {false, true})
    for (const Row& row : rows) {
      CAPTURE(row.what);
      Target target;
      install(target.root());
      if (known) patch_before(target.root());
      auto wanted = request(target.root());
      row.spoil(wanted);
      const auto before = everything(target.above());
      const auto done = apply(disk, wanted);
      CHECK(!done);
      CHECK_MESSAGE(error_of(done).find(row.words) != std::string::npos, error_of(done));
      CHECK(everything(target.above()) == before);
    }
}

TEST_CASE("what is no plain file of one name, in plain folders, is refused") {
  using base::Errc;
  struct Row {
    std::string what;
    std::function<void(const fs::path&)> prepare;
    Errc code;
    std::string words;
  };
  const auto replace = [](auto make) {
    return [make](const fs::path& root) {
      fs::remove(root / kDll);
      make(root);
    };
  };
  const Row rows[] = {
      {"symbolic link", replace([](const fs::path& root) {
         support::write(root / "Bin/real", "old mlmig32");
         fs::create_symlink("real", root / kDll);
       }),
       Errc::unsupported, "is a symbolic link"},
      {"dangling link",
       replace([](const fs::path& root) { fs::create_symlink("no", root / kDll); }),
       Errc::unsupported, "is a symbolic link"},
      {"folder", replace([](const fs::path& root) { fs::create_directory(root / kDll); }),
       Errc::unsupported, "is a folder"},
      {"FIFO",
       replace([](const fs::path& root) { REQUIRE(::mkfifo((root / kDll).c_str(), 0600) == 0); }),
       Errc::unsupported, "is a FIFO"},
      {"hard link",
       [](const fs::path& root) { fs::create_hard_link(root / kDll, root / "Bin/second"); },
       Errc::unsupported, "has 2 names"},
      {"symbolic link on the way",
       [](const fs::path& root) {
         fs::rename(root / "Bin", root / "Real");
         fs::create_symlink("Real", root / "Bin");
       },
       Errc::unsupported, "on the way is a symbolic link"},
      {"file on the way",
       [](const fs::path& root) {
         fs::remove_all(root / "Bin");
         support::write(root / "Bin", "a file");
       },
       Errc::unsupported, "on the way is"},
      {"changed", [](const fs::path& root) { support::write(root / kDll, "old mlmig33"); },
       Errc::conflict, "was changed since the plan"},
      {"gone", [](const fs::path& root) { fs::remove(root / kDll); }, Errc::conflict,
       "is gone since the plan"},
      {"there already",
       [](const fs::path& root) { support::write(root / "Bin/Mlmignts.dll", "x"); }, Errc::conflict,
       "stands there already"},
      {"there in another case",
       [](const fs::path& root) { support::write(root / "Bin/MLMIGNTS.DLL", "x"); }, Errc::conflict,
       "stands there as MLMIGNTS.DLL"},
  };
  for (const bool known : {false, true})
    for (const Row& row : rows) {
      CAPTURE(row.what);
      CAPTURE(known);
      Target target;
      install(target.root());
      if (known) patch_before(target.root());
      row.prepare(target.root());
      const auto done = apply(disk, request(target.root()));
      REQUIRE(!done);
      CHECK(done.error().code == row.code);
      CHECK_MESSAGE(error_of(done).find(row.words) != std::string::npos, error_of(done));
      CHECK(fs::exists(target.kept()) == known);
      CHECK(!fs::exists(target.kept() / "kb42"));
      CHECK(!*unfinished(target.root()));
    }
}

TEST_CASE("a device is refused") {
  Target target;
  install(target.root());
  fs::remove(target.root() / kDll);
  if (::mknod((target.root() / kDll).c_str(), S_IFCHR | 0600, 0x0103) != 0) {
    MESSAGE("SKIPPED: devices cannot be made here");
    return;
  }
  check_refused(target.root(), request(target.root()), base::Errc::unsupported, "is a device");
}

TEST_CASE("an immutable file, and one in an immutable folder, are refused; undo refuses, too") {
  support::TempFolder folder;  // flags need a real disk
  const fs::path root = folder.path();
  install(root);
  const auto set = [](const fs::path& path, int flags) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = file >= 0 && ::ioctl(file, FS_IOC_SETFLAGS, &flags) == 0;
    ::close(file);
    return done;
  };
  int tried = 0;
  for (const int flag : {FS_IMMUTABLE_FL, FS_APPEND_FL})
    for (const fs::path& path : {root / kDll, root / "Bin"}) {
      if (!set(path, flag)) continue;
      ++tried;
      const auto done = apply(disk, request(root));
      CHECK(error_of(done).find("immutable") != std::string::npos);
      CHECK(!fs::exists(root / ".sidestep"));
      REQUIRE(set(path, 0));
    }
  if (tried == 0) {
    MESSAGE("SKIPPED: no immutable files here");
    return;
  }
  REQUIRE(apply(disk, request(root)));
  REQUIRE(set(root / "Bin/Mailmig.exe", FS_IMMUTABLE_FL));
  const auto back = undo(disk, root, "kb42");
  CHECK(error_of(back).find("immutable") != std::string::npos);
  CHECK(state_of(root) == "new");
  REQUIRE(set(root / "Bin/Mailmig.exe", 0));
  CHECK(undo(disk, root, "kb42"));
  CHECK(state_of(root) == "old");
}

TEST_CASE("a file that becomes immutable during the patch: everything goes back") {
  support::TempFolder folder;
  const fs::path root = folder.path();
  install(root);
  const fs::path frozen = root / "Notes/readme.txt";
  int file = ::open(frozen.c_str(), O_RDONLY | O_CLOEXEC), flags = FS_IMMUTABLE_FL, none = 0;
  auto wanted = request(root);
  bool skipped = false;
  wanted.changes[3].verify = [&](const fs::path&) -> base::Result<void> {
    skipped = ::ioctl(file, FS_IOC_SETFLAGS, &flags) != 0;
    return {};
  };
  const auto done = apply(disk, wanted);
  if (skipped) {
    MESSAGE("SKIPPED: no immutable files here");
  } else {
    CHECK(error_of(done).find("immutable") != std::string::npos);
    REQUIRE(::ioctl(file, FS_IOC_SETFLAGS, &none) == 0);
    CHECK(state_of(root) == "old");
  }
  ::close(file);
}

TEST_CASE("a folder on another file system is refused") {
  Target target;
  install(target.root());
  // In a name space of mounts of its own, which goes with the process.
  const pid_t child = ::fork();
  if (child == 0) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", (target.root() / "Bin").c_str(), "tmpfs", 0, "size=1m") != 0)
      ::_exit(77);
    std::ofstream(target.root() / kDll, std::ios::binary) << "old mlmig32";
    const auto done = apply(disk, request(target.root()));
    const bool refused = !done && done.error().code == base::Errc::unsupported &&
                         error_of(done).find("another file system") != std::string::npos &&
                         !fs::exists(target.root() / ".sidestep");
    ::_exit(refused ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WEXITSTATUS(status) == 77)
    MESSAGE("SKIPPED: mounts are not allowed here");
  else
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a state folder that is a link is refused by every command") {
  for (const char* part : {".sidestep", ".sidestep/patch", ".sidestep/patch/applied"}) {
    CAPTURE(part);
    Target target;
    install(target.root());
    const fs::path elsewhere = target.above() / "elsewhere";
    fs::create_directories(elsewhere / "patch/applied");
    fs::create_directories((target.root() / part).parent_path());
    fs::create_directory_symlink(elsewhere, target.root() / part);
    const auto before = everything(target.above());
    CHECK(error_of(apply(disk, request(target.root()))).find("folder of ours") !=
          std::string::npos);
    CHECK(error_of(undo(disk, target.root(), "kb42")).find("folder of ours") != std::string::npos);
    CHECK(error_of(recover(disk, target.root())).find("folder of ours") != std::string::npos);
    CHECK(error_of(applied(target.root())).find("folder of ours") != std::string::npos);
    CHECK(everything(target.above()) == before);
  }
}

TEST_CASE("network mounts are known by their numbers") {
  for (const long kind : {0x6969L, 0x517BL, 0xFF534D42L, 0xFE534D42L, 0x65735546L, 0x01021997L})
    CHECK(is_remote(kind));
  // As a 32-bit system gives it: signed.
  CHECK(is_remote(static_cast<long>(static_cast<int>(0xFF534D42U))));
  for (const long kind : {0xEF53L, 0x58465342L, 0x9123683EL, 0x01021994L, 0x794C7630L})
    CHECK(!is_remote(kind));
}

TEST_CASE("of two patches at once the second is told, and changes nothing") {
  Target target;
  install(target.root());
  auto wanted = request(target.root());
  int conflicts = 0;
  wanted.recheck = [&]() -> base::Result<void> {
    // In the middle of the first, all others come.
    const pid_t child = ::fork();
    if (child == 0) {
      const auto other = apply(disk, request(target.root(), "other"));
      const auto back = undo(disk, target.root(), "kb42");
      const auto mend = recover(disk, target.root());
      const auto told = [](const auto& result) {
        return !result && result.error().code == base::Errc::conflict &&
               error_of(result).find("another sidestep patch is at work") != std::string::npos;
      };
      ::_exit(told(other) + told(back) + told(mend));
    }
    int status = 0;
    if (::waitpid(child, &status, 0) == child) conflicts = WEXITSTATUS(status);
    return {};
  };
  const auto done = apply(disk, wanted);
  CHECK_MESSAGE(done, error_of(done));
  CHECK(conflicts == 3);
  CHECK(state_of(target.root()) == "new");
}

TEST_CASE("many processes at once: one patch is made, once") {
  Target target;
  install(target.root());
  constexpr int kAtOnce = 8;
  std::vector<pid_t> children;
  for (int i = 0; i < kAtOnce; ++i) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(apply(disk, request(target.root())) ? 1 : 0);
    children.push_back(child);
  }
  int made = 0;
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    made += WEXITSTATUS(status);
  }
  CHECK(made == 1);
  CHECK(state_of(target.root()) == "new");
}

}  // namespace checker::patch::transaction
