// What is kept may come from anybody: each byte of it is changed, at each moment.
#include "support.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

struct Tally {
  int refused = 0, old_ones = 0, new_ones = 0, said = 0;
};

// After tampering: recovered to one of the two, or refused with a reason; never a mix that is
// passed off as whole. `others`: files that are allowed to be something else if that is said.
void check(const fs::path& root, const std::string& what, Tally& tally) {
  const auto done = recover(disk, root);
  const Tree now = tree(root);
  if (!done) {
    ++tally.refused;
    if (done.error().message.empty()) FAIL_CHECK("an error without words: " << what);
    return;
  }
  const bool is_old = now == trees().old_tree, is_new = now == trees().new_tree;
  tally.old_ones += is_old ? 1 : 0;
  tally.new_ones += is_new ? 1 : 0;
  if (is_old || is_new) return;
  const auto list = applied(root);
  bool told = !list;
  for (const Outcome& one : done->outcomes) told = told || !one.changed_by_others.empty();
  if (list)
    for (const Applied& one : *list)
      for (const FileRecord& file : one.files) told = told || !file.as_written;
  tally.said += told ? 1 : 0;
  if (!told) FAIL_CHECK("a mix, and nobody says so: " << what);
}

// Everything that the state folder holds, and the bytes to change in it.
std::vector<fs::path> kept_files(const fs::path& root) {
  std::vector<fs::path> out;
  for (const auto& at : fs::recursive_directory_iterator(root / ".sidestep"))
    if (at.is_regular_file() && fs::file_size(at.path()) > 0) out.push_back(at.path());
  std::sort(out.begin(), out.end());
  return out;
}

void flip(const fs::path& path, std::size_t at, unsigned char bit) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<unsigned char>(file.get());
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(byte ^ bit));
}

void copy_tree(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

// Stops the act after each of some steps, then changes each kept file at some bytes.
template <class Run>
void tamper_all(const Run& run, bool is_patched, int every, Tally& tally) {
  std::size_t seed = 0;
  for (int steps = 3;; steps += every) {
    Target target, spoilt;
    install(target.root());
    if (is_patched) REQUIRE(apply(disk, request(target.root())));
    bool hit = false;
    base::FailingFiles failing(disk, steps, [&] { hit = true; });
    (void)run(failing, target.root());
    if (!hit) return;
    for (const fs::path& file : kept_files(target.root())) {
      // Of the journal's zeros only the first ones.
      const std::size_t size = std::min<std::size_t>(fs::file_size(file), 900);
      for (std::size_t at = seed++ % 7; at < size; at += 7 + size / 40) {
        copy_tree(target.root(), spoilt.root());
        const fs::path same = spoilt.root() / file.lexically_relative(target.root());
        flip(same, at, static_cast<unsigned char>(1U << (at % 7)));
        check(spoilt.root(),
              same.filename().string() + " byte " + std::to_string(at) + " after " +
                  std::to_string(steps) + " steps",
              tally);
      }
      copy_tree(target.root(), spoilt.root());
      fs::remove(spoilt.root() / file.lexically_relative(target.root()));
      check(spoilt.root(), file.filename().string() + " removed", tally);
    }
  }
}

}  // namespace

TEST_CASE(
    "whatever is changed in the state folder after a crash: recovered or refused, never a silent "
    "mix") {
  Tally tally;
  tamper_all(
      [](base::Files& files, const fs::path& root) { return bool(apply(files, request(root))); },
      false, 9, tally);
  tamper_all(
      [](base::Files& files, const fs::path& root) { return bool(undo(files, root, "kb42")); },
      true, 5, tally);
  MESSAGE(tally.refused << " refused, " << tally.old_ones << " old, " << tally.new_ones << " new, "
                        << tally.said << " mixed and said so");
  CHECK(tally.refused > 100);
  CHECK(tally.old_ones > 100);
  CHECK(tally.new_ones > 10);
}

TEST_CASE("a backup or a record that was changed makes undo refuse, and nothing is touched") {
  Target whole, spoilt;
  install(whole.root());
  REQUIRE(apply(disk, request(whole.root())));
  int refused = 0, fine = 0;
  for (const fs::path& file : kept_files(whole.root())) {
    const std::size_t size = std::min<std::size_t>(fs::file_size(file), 1500);
    for (std::size_t at = 0; at < size; at += 11) {
      copy_tree(whole.root(), spoilt.root());
      flip(spoilt.root() / file.lexically_relative(whole.root()), at, 4);
      const auto done = undo(disk, spoilt.root(), "kb42");
      const Tree now = tree(spoilt.root());
      (done ? fine : refused) += 1;
      if (now != (done ? trees().old_tree : trees().new_tree))
        FAIL_CHECK(file << " byte " << at << ": " << error_of(done));
    }
  }
  MESSAGE(refused << " refused, " << fine << " harmless");
  CHECK(refused > 50);
}

TEST_CASE("a plan that was written anew to lead out of the target is refused") {
  struct Row {
    std::string path, before;
  };
  const std::string good = base::sha256("x"), other = base::sha256("y");
  const Row rows[] = {{"../outside", ""},
                      {"/etc/outside", ""},
                      {"Bin/../../outside", ""},
                      {".sidestep/patch/lock", ""},
                      {"Bin/MLMIG32.DLL/", ""},
                      {"..", good},
                      {"", ""},
                      {"Bin/MLMIG32.DLL", other},
                      {"Bin/x", "no hash"}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    Target target;
    install(target.root());
    support::write(target.above() / "outside", "y");
    REQUIRE(apply(disk, request(target.root())));
    const auto before = everything(target.above());
    // With a digest that fits: who can write here can also count.
    auto json = base::read_json(target.kept() / "applied/kb42.json");
    REQUIRE(json);
    json->erase("digest");
    json->at("files")[0]["path"] = row.path;
    json->at("files")[0]["before"] = row.before;
    json->at("files")[0]["after"] = other;
    (*json)["digest"] = base::sha256(base::canonical(*json));
    support::write(target.kept() / "applied/kb42.json", base::dump(*json));
    const auto spoilt = everything(target.above());
    const auto done = undo(disk, target.root(), "kb42");
    REQUIRE(!done);
    CHECK(done.error().code == base::Errc::malformed);
    CHECK(error_of(done).find("files/0") != std::string::npos);
    CHECK(!applied(target.root()));
    CHECK(everything(target.above()) == spoilt);
    CHECK(before.size() == spoilt.size());
  }
}

TEST_CASE("links in the state folder are removed, or refused, and never followed") {
  Target target;
  install(target.root());
  const fs::path precious = target.above() / "precious";
  support::write(precious / "0001", "keep me");
  support::write(precious / "plan.json", "keep me, too");
  for (const char* part :
       {"kb42", "kb42/old", "kb42/new", "kb42/restore", "kb42/plan.json", "journal"}) {
    CAPTURE(part);
    fs::remove_all(target.kept());
    fs::create_directories((target.kept() / part).parent_path());
    const bool is_file =
        std::string(part).find("plan") != std::string::npos || part == std::string("journal");
    fs::create_symlink(is_file ? precious / "plan.json" : precious, target.kept() / part);
    (void)recover(disk, target.root());
    (void)apply(disk, request(target.root()));
    (void)undo(disk, target.root(), "kb42");
    CHECK(support::tree(precious).size() == 2);
    CHECK(support::read(precious / "0001") == "keep me");
    CHECK(support::read(precious / "plan.json") == "keep me, too");
    const Tree now = tree(target.root());
    CHECK((now == trees().old_tree || now == trees().new_tree));
    fs::remove_all(target.root());
    install(target.root());
  }
}

}  // namespace checker::patch::transaction
