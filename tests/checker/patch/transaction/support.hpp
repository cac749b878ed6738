#pragma once
// A small product, patches for it, and what has to be true of it after anything.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"
#include "checker/patch/transaction/journal.hpp"
#include "checker/patch/transaction/transaction.hpp"
#include "tests/support/files.hpp"

namespace checker::patch::transaction::test {

namespace fs = std::filesystem;

inline base::PosixFiles disk;

/// A new folder in memory, where there is such a place: what is tested here is synced thousands of
/// times.
class Target {
 public:
  Target() {
    std::error_code absent;
    const fs::path place =
        fs::is_directory("/dev/shm", absent) ? "/dev/shm" : fs::temp_directory_path();
    std::string name = (place / "sidestep-patch-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    above_ = name;
    fs::create_directory(root());
  }
  ~Target() {
    std::error_code ignored;
    fs::remove_all(above_, ignored);
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  fs::path root() const { return above_ / "target"; }
  const fs::path& above() const { return above_; }
  fs::path kept() const { return root() / ".sidestep" / "patch"; }

 private:
  fs::path above_;
};

/// Every file below `root` as "mode content", by relative path; folders end in '/'. The state
/// folder is left out.
using Tree = std::map<std::string, std::string>;
inline Tree tree(const fs::path& root) {
  Tree out;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::end(at); ++at) {
    const std::string name = at->path().lexically_relative(root).string();
    if (name == ".sidestep") {
      at.disable_recursion_pending();
      continue;
    }
    struct stat status = {};
    if (::lstat(at->path().c_str(), &status) != 0) FAIL("cannot look at " << at->path());
    if (S_ISDIR(status.st_mode))
      out[name + "/"] = "";
    else
      out[name] =
          std::to_string(status.st_mode & 07777) + " " + *base::read_file(at->path(), 1u << 24);
  }
  return out;
}

/// Everything, the state folder and the times of its files, too.
inline std::map<std::string, std::string> everything(const fs::path& root) {
  std::map<std::string, std::string> out;
  for (const auto& at : fs::recursive_directory_iterator(root)) {
    struct stat status = {};
    if (::lstat(at.path().c_str(), &status) != 0) FAIL("cannot look at " << at.path());
    out[at.path().string()] =
        std::to_string(status.st_ino) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
        std::to_string(status.st_mtim.tv_nsec) +
        (S_ISREG(status.st_mode) ? " " + *base::read_file(at.path(), 1u << 24) : "");
  }
  return out;
}

/// Two DLLs, an INI file that stays, and no README yet.
inline void install(const fs::path& root) {
  support::write(root / "Bin/MLMIG32.DLL", "old mlmig32");
  support::write(root / "Bin/Mailmig.exe", "old mailmig, somewhat longer");
  support::write(root / "Bin/mailmig.ini", "the user's own");
  support::write(root / "Bin/de/strings.txt", "Guten Tag");
  support::write(root / "Notes/readme.txt", "old notes");
  REQUIRE(::chmod((root / "Bin/MLMIG32.DLL").c_str(), 0640) == 0);
  REQUIRE(::chmod((root / "Bin/Mailmig.exe").c_str(), 0755) == 0);
}

inline Change change(const std::string& path, const std::string& before, const std::string& after) {
  return {.path = path,
          .before_sha256 = before.empty() ? "" : base::sha256(before),
          .after_sha256 = base::sha256(after),
          .size = after.size(),
          .content = [after](base::ByteSink& to) { return to.write(base::bytes_of(after)); }};
}

/// Replaces three files, in two folders, and adds one.
inline Request request(const fs::path& root, const std::string& id = "kb42") {
  Request out;
  out.root = root;
  out.id = id;
  out.changes = {change("Bin/MLMIG32.DLL", "old mlmig32", "new mlmig32, 5.5.2543.1"),
                 change("Bin/Mailmig.exe", "old mailmig, somewhat longer", "new mailmig"),
                 change("Bin/Mlmignts.dll", "", "an added file"),
                 change("Notes/readme.txt", "old notes", "new notes")};
  out.note = {{"who", "a test"}, {"why", "Q214836"}};
  return out;
}

/// What went wrong, or "".
template <class T>
std::string error_of(const base::Result<T>& result) {
  return result ? "" : result.error().message;
}

/// The same without the one in another folder, so that the folder can be changed as a whole.
inline Request folder_request(const fs::path& root, const std::string& id = "kb42") {
  Request out = request(root, id);
  out.changes.pop_back();
  out.swap = Swap::directory;
  return out;
}

/// The trees before and after a patch.
struct Trees {
  Tree old_tree, new_tree;
};
inline Trees trees_around(Request (*make)(const fs::path&, const std::string&)) {
  Target target;
  install(target.root());
  Trees out;
  out.old_tree = tree(target.root());
  const auto done = apply(disk, make(target.root(), "kb42"));
  REQUIRE_MESSAGE(done, error_of(done));
  out.new_tree = tree(target.root());
  return out;
}
inline const Trees& folder_trees() {
  static const Trees kTrees = trees_around(folder_request);
  return kTrees;
}
inline const Trees& trees() {
  static const Trees kTrees = trees_around(request);
  return kTrees;
}

/// All that is promised of a target, after a recovery. Gives "old" or "new", or what is wrong.
inline std::string state_of(const fs::path& root, const Trees& trees = test::trees()) {
  const Tree now = tree(root);
  const bool is_new = now == trees.new_tree;
  if (!is_new && now != trees.old_tree) return "a mix";
  const auto needed = unfinished(root);
  if (!needed) return needed.error().message;
  if (*needed) return "unfinished: " + **needed;
  const auto list = applied(root);
  if (!list) return list.error().message;
  if (list->size() != (is_new ? 1 : 0)) return "a list that does not agree";
  const fs::path kept = root / ".sidestep/patch";
  const auto journal = Journal::read(kept / "journal");
  if (!journal) return journal.error().message;
  const auto last = journal->last("kb42");
  if (is_new && (!last || last->stage != Stage::done)) return "a journal that does not agree";
  if (!is_new && last && (!is_final(last->stage) || last->stage == Stage::done))
    return "a journal that does not agree";
  if (fs::exists(kept / "kb42") != is_new) return "a folder that does not agree";
  if (is_new && (fs::exists(kept / "kb42/new") || !fs::exists(kept / "kb42/old/0001")))
    return "a folder with too much or too little in it";
  for (const auto& at : fs::recursive_directory_iterator(root))
    if (at.is_regular_file() && at.hard_link_count() != 1) return "a second name";
  return is_new ? "new" : "old";
}

}  // namespace checker::patch::transaction::test
