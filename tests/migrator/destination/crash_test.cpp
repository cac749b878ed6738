// Cuts the power after every single step of a delivery, in every format, and goes on as a run does:
// with what its ledger has.
#include <doctest/doctest.h>

#include <set>

#include "support.hpp"
#include "tests/support/forgetful_files.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

// What a run remembers: everything of the last flush that came to its end.
struct Ledger {
  Extents extents;
  std::map<std::string, std::string> targets;  // of delivered items, by account and number
  std::map<std::string, std::string> staged;

  void commit(const Destination& to) {
    for (const auto& [file, size] : to.extents()) extents[file] = size;
    targets.merge(staged);
    staged.clear();
  }
  std::string target(const std::string& key) const {
    if (const auto one = targets.find(key); one != targets.end()) return one->second;
    const auto one = staged.find(key);
    return one == staged.end() ? "" : one->second;
  }
};

Catalogue office() {
  Catalogue out = test::harbor();
  out.accounts.push_back({AccountKind::board, "Orchard"});
  return out;
}

base::Result<void> flush(Destination& to, Ledger& ledger) {
  auto done = to.flush();
  if (done) ledger.commit(to);
  return done;
}

base::Result<void> items(Destination& to, const Account& account, Ledger& ledger) {
  for (std::uint64_t i = 1; i <= 4; ++i) {
    const std::string key = account.name + "/" + std::to_string(i);
    if (!ledger.targets.contains(key)) {
      const auto item = test::item(i, "message " + std::to_string(i), i % 2 == 0 ? "A\\B" : "");
      auto done = to.put(account, item);
      if (!done) return std::move(done).error();
      ledger.staged[key] = done->target;
      // The second board has what the first has.
      const std::string other = ledger.target("Garden/" + std::to_string(i));
      if (account.name == "Orchard" && !other.empty())
        if (auto shared = to.share(other); !shared) return shared;
    }
    if (i == 2)
      if (auto done = flush(to, ledger); !done) return done;
  }
  return {};
}

base::Result<void> deliver(base::Files& files, Format format, const fs::path& root,
                           Ledger& ledger) {
  ledger.staged.clear();
  auto opened = open_folder(files, format, root, office(), test::options(), {false, "one"});
  if (!opened) return std::move(opened).error();
  Destination& to = **opened;
  if (auto done = to.resume(ledger.extents); !done) return done;
  for (const std::string name : {"Quill, Nora", "Vole, Ivan"})
    if (auto done = to.put(DirectoryEntry{name, "L", "", "", {}}); !done)
      return std::move(done).error();
  if (auto done = to.finish_directory(); !done) return done;
  const auto catalogue = office();
  for (const Account& account : catalogue.accounts) {
    if (auto done = to.begin(account); !done) return done;
    if (account.kind == AccountKind::mailbox) {
      const std::vector<PersonalList> lists = {
          {"Crew", {{"Vole, Ivan", "", ""}, {"Smith", "", ""}}, "", {}}};
      if (auto done = to.put(account, lists); !done) return std::move(done).error();
    }
    if (account.name == "Empty, Emil") continue;
    if (auto done = items(to, account, ledger); !done) return done;
  }
  if (auto done = flush(to, ledger); !done) return done;
  return to.finish();
}

bool has_its_name_only_when_whole(const std::string& name) {
  return name.find("/cur/") != std::string::npos || name.ends_with(".vcf") ||
         name.ends_with(".ldif") || name.ends_with(".eml") || name == "index.json";
}

// A file that a run was writing to when the power went has anything at its end.
void tear(const fs::path& root) {
  const auto journal = base::read_file(root / ".sidestep/mbox.journal", 1u << 20);
  if (!journal || !journal->ends_with('\n')) return;
  const std::size_t rest = journal->rfind("rest\t");  // then nobody was writing any more
  if (rest != std::string::npos && rest > journal->rfind("run\t")) return;
  for (std::size_t at = 0; (at = journal->find("\tmailboxes/", at)) != std::string::npos; ++at) {
    const std::string place = journal->substr(at + 1, journal->find('\n', at) - at - 1);
    std::ofstream(root / place, std::ios::app) << "From half a mess";
  }
}

std::set<std::string> second_names(const fs::path& root) {
  std::set<std::string> out;
  if (!fs::exists(root / "public")) return out;
  for (auto at = fs::recursive_directory_iterator(root / "public"); at != fs::end(at); ++at)
    if (at->is_regular_file() && at->hard_link_count() == 2)
      out.insert(fs::relative(at->path(), root).string());
  return out;
}

const std::string kMine = "From me\n\nmine\n\n";

// Somebody's mail comes to every mbox that nobody has locked. How many.
int post(const fs::path& root) {
  std::vector<fs::path> found;
  if (fs::exists(root))
    for (const auto& at : fs::recursive_directory_iterator(root))
      if (at.path().extension() == ".mbox" && !fs::exists(at.path().string() + ".lock"))
        found.push_back(at.path());
  for (const fs::path& path : found) std::ofstream(path, std::ios::app) << kMine;
  return static_cast<int>(found.size());
}

int posted(const fs::path& root) {
  int out = 0;
  for (const auto& at : fs::recursive_directory_iterator(root))
    if (at.path().extension() == ".mbox") {
      const std::string text = *base::read_file(at.path(), 1u << 24);
      for (std::size_t i = 0; (i = text.find(kMine, i)) != std::string::npos; ++i) ++out;
    }
  return out;
}

}  // namespace

TEST_CASE("mail that comes to unlocked files after any step of a broken run is never cut") {
  test::QuickFiles disk;
  int came = 0;
  for (const bool unlock : {false, true})
    for (int steps = 0;; ++steps) {
      CAPTURE(steps);
      test::Folder broken("posted");
      Ledger ledger;
      base::FailingFiles failing(disk, steps);
      if (deliver(failing, Format::mbox, broken.path, ledger)) break;
      if (unlock && fs::exists(broken.path)) {
        std::vector<fs::path> locks;
        for (const auto& at : fs::recursive_directory_iterator(broken.path))
          if (at.path().extension() == ".lock" && at.path().filename() != "destination.lock")
            locks.push_back(at.path());
        for (const fs::path& lock : locks) fs::remove(lock);
      }
      const int mine = post(broken.path);
      came += mine;
      for (int i = 0; i < 3; ++i) {
        base::FailingFiles again(disk, i == 0 ? steps % 40 : -1);
        (void)deliver(again, Format::mbox, broken.path, ledger);
      }
      if (fs::exists(broken.path) && posted(broken.path) < mine)
        FAIL_CHECK("mail was cut after " << steps << " steps");
    }
  CHECK(came > 100);
}

TEST_CASE("a delivery broken off after any step, and once more, ends as one that was not") {
  test::QuickFiles disk;
  for (const Format format : {Format::maildir, Format::mbox, Format::eml}) {
    CAPTURE(static_cast<int>(format));
    test::Folder whole("whole");
    Ledger undisturbed;
    base::FailingFiles counting(disk, -1);
    REQUIRE(bool(deliver(counting, format, whole.path, undisturbed)));
    const auto expected = test::tree(whole.path);
    const auto twins = second_names(whole.path);
    CHECK(expected.size() > (format == Format::mbox ? 15 : 30));
    CHECK(twins.size() == (format == Format::mbox ? 0 : 8));
    int crashes = 0, seen = 0;
    for (int steps = 0;; ++steps) {
      CAPTURE(steps);
      test::Folder broken("broken");
      Ledger ledger;
      base::FailingFiles failing(disk, steps);
      if (deliver(failing, format, broken.path, ledger)) break;
      ++crashes;
      // What can be seen after the crash is whole …
      const auto half = test::tree(broken.path);
      for (const auto& [name, content] : half) {
        if (!has_its_name_only_when_whole(name)) continue;
        ++seen;
        if (content != expected.at(name)) FAIL_CHECK(name << " after " << steps << " steps");
      }
      for (const auto& [name, size] : ledger.extents) {
        ++seen;
        if (half.at(name).substr(0, size) != expected.at(name).substr(0, size))
          FAIL_CHECK(name << " after " << steps << " steps");
      }
      // … the next run is broken off, too …
      tear(broken.path);
      base::FailingFiles again(disk, steps * 7 % (counting.made() + 1));
      const bool done = bool(deliver(again, format, broken.path, ledger));
      // … and after the third everything is there, once.
      if (!done) tear(broken.path);
      if (!done) {
        const auto third = deliver(disk, format, broken.path, ledger);
        if (!third) FAIL_CHECK(third.error().message << " after " << steps << " steps");
      }
      if (test::tree(broken.path) != expected || second_names(broken.path) != twins)
        FAIL_CHECK("another tree after " << steps << " steps");
      CHECK(!fs::exists(broken.path / ".sidestep/mbox.journal"));
    }
    MESSAGE("broken off at " << crashes << " places, " << seen << " whole files seen");
    CHECK(crashes >= 100);
    CHECK(seen > 100);
  }
}

TEST_CASE("after a power cut the disk has all that the ledger says, and the next run the rest") {
  test::QuickFiles disk;
  for (const Format format : {Format::maildir, Format::mbox, Format::eml}) {
    CAPTURE(static_cast<int>(format));
    test::Folder whole("whole");
    Ledger undisturbed;
    REQUIRE(bool(deliver(disk, format, whole.path, undisturbed)));
    const auto expected = test::tree(whole.path);
    int cuts = 0;
    std::size_t lost = 0, promised = 0;
    for (int steps = 0, ended = 0; ended == 0; ++steps) {
      CAPTURE(steps);
      test::Folder broken("broken");
      Ledger ledger;
      // Twice: what the second run finds is what the first cut left.
      for (const int left : {steps, steps / 2 + 1}) {
        support::ForgetfulFiles forgetful(disk, broken.path);
        base::FailingFiles failing(forgetful, left);
        const bool done = bool(deliver(failing, format, broken.path, ledger));
        ended += done && left == steps ? 1 : 0;
        lost += forgetful.cut();
        ++cuts;
        const auto there = test::tree(broken.path);
        for (const auto& [key, target] : ledger.targets) {
          ++promised;
          const auto file = there.find(target);
          if (file == there.end())
            FAIL_CHECK(target << " is gone");
          else if (format != Format::mbox && file->second != expected.at(target))
            FAIL_CHECK(target << " is not what it was");
        }
        for (const auto& [file, size] : ledger.extents)
          if (!there.contains(file) ||
              there.at(file).substr(0, size) != expected.at(file).substr(0, size))
            FAIL_CHECK(file << " is not what it was");
        if (done && there != expected) FAIL_CHECK("a run has ended, and another tree is there");
      }
      const auto last = deliver(disk, format, broken.path, ledger);
      if (!last) FAIL_CHECK(last.error().message);
      if (test::tree(broken.path) != expected) FAIL_CHECK("another tree");
    }
    MESSAGE(cuts << " cuts, " << lost << " names and files lost, " << promised << " kept");
    CHECK(cuts >= 200);
    CHECK(lost > 500);
    CHECK(promised > 1000);
  }
}

}  // namespace migrator::destination
