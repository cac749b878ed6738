// A full disk: what needs room fails, what needs none still works.
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"
#include "tests/support/door_files.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;
using support::DoorFiles;

// The disk is full from this step on, and stays so.
struct FullDisk {
  explicit FullDisk(int from) : left(from) {}
  int left;
  int met = 0;
  DoorFiles::Answer operator()(DoorFiles::Kind kind, const fs::path& path) {
    using Kind = DoorFiles::Kind;
    if (left-- > 0) return DoorFiles::Answer::pass;
    const bool needs_room = kind == Kind::make_directory || kind == Kind::create ||
                            kind == Kind::truncate || kind == Kind::attributes ||
                            // The journal's room was taken before.
                            (kind == Kind::write && path.filename() != "journal");
    met += needs_room ? 1 : 0;
    return needs_room ? DoorFiles::Answer::fail : DoorFiles::Answer::pass;
  }
};

}  // namespace

TEST_CASE("on a disk that becomes full at any step a patch goes back, and undo goes on") {
  for (const bool undoing : {false, true}) {
    CAPTURE(undoing);
    int met = 0, old_ones = 0, new_ones = 0;
    for (int from = 0; from < 120; ++from) {
      CAPTURE(from);
      Target target;
      install(target.root());
      if (undoing) REQUIRE(apply(disk, request(target.root())));
      FullDisk full(from);
      DoorFiles door(disk, [&](auto kind, const auto& path) { return full(kind, path); });
      const bool done = undoing ? bool(undo(door, target.root(), "kb42"))
                                : bool(apply(door, request(target.root())));
      const bool was_met = full.met > 0;
      met += was_met ? 1 : 0;
      // Still full: before COMMIT a recovery needs no room; behind it the record does.
      const auto mended = recover(door, target.root());
      if (!mended) {
        REQUIRE(unfinished(target.root()));
        const auto open = *unfinished(target.root());
        if (!open || open->find("COMMIT") == std::string::npos ||
            tree(target.root()) != trees().new_tree)
          FAIL_CHECK(error_of(mended));
        CHECK(recover(disk, target.root()));
      }
      const std::string state = state_of(target.root());
      if (state != "old" && state != "new") FAIL_CHECK(state);
      if (done && state != (undoing ? "old" : "new")) FAIL_CHECK("said to be done");
      (state == "old" ? old_ones : new_ones) += 1;
      if (!was_met && done) break;
    }
    MESSAGE(std::string(undoing ? "undo" : "apply")
            << ": full " << met << " times; " << old_ones << " old, " << new_ones << " new");
    if (undoing)
      CHECK(new_ones + met == 0);
    else
      CHECK(met >= 60);
  }
}

TEST_CASE("on a real disk without a byte left, broken off anywhere, recovery goes back") {
  Target target;
  const pid_t child = ::fork();
  if (child == 0) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", target.root().c_str(), "tmpfs", 0, "size=2m") != 0)
      ::_exit(77);
    int wrong = 0, broken = 0;
    const fs::path root = target.root() / "product";
    for (int steps = 0;; ++steps) {
      fs::remove_all(root);
      install(root);
      bool hit = false;
      base::FailingFiles failing(disk, steps, [&] { hit = true; });
      (void)apply(failing, request(root));
      if (!hit) break;
      ++broken;
      {
        std::ofstream filler(target.root() / "filler", std::ios::binary);
        const std::string block(4096, 'x');
        while (filler << block << std::flush) continue;
      }
      const bool mended = bool(recover(disk, root));
      const auto open = unfinished(root);
      const bool waits = !mended && open && *open && (*open)->find("COMMIT") != std::string::npos;
      fs::remove(target.root() / "filler");
      if (waits && !recover(disk, root)) ++wrong;
      const std::string state = state_of(root);
      if ((!mended && !waits) || (state != "old" && state != "new")) ++wrong;
    }
    ::_exit(broken < 70 ? 76 : std::min(wrong, 75));
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WEXITSTATUS(status) == 77)
    MESSAGE("SKIPPED: mounts are not allowed here");
  else
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace checker::patch::transaction
