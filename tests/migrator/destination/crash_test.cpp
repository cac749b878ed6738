// Cuts the power after every single step of a delivery, and delivers again.
#include <doctest/doctest.h>

#include "support.hpp"

namespace migrator::destination {
namespace {

base::Result<void> deliver(base::Files& files, const std::filesystem::path& root) {
  auto opened = open_maildir(files, root, test::harbor(), test::options());
  if (!opened) return std::move(opened).error();
  Destination& to = **opened;
  for (const std::string name : {"Quill, Nora", "Vole, Ivan"})
    if (auto done = to.put(DirectoryEntry{name, "L", "", "", {}}); !done) return done;
  if (auto done = to.finish_directory(); !done) return done;
  const auto catalogue = test::harbor();
  for (const Account& account : catalogue.accounts) {
    if (auto done = to.begin(account); !done) return done;
    if (account.kind == AccountKind::mailbox) {
      const std::vector<PersonalList> lists = {
          {"Crew", {{"Vole, Ivan", "", ""}, {"Smith", "", ""}}, "", {}}};
      if (auto done = to.put(account, lists); !done) return std::move(done).error();
    }
    if (account.name == "Empty, Emil") continue;
    for (std::uint64_t i = 1; i <= 4; ++i) {
      const auto item = test::item(i, "message " + std::to_string(i), i % 2 == 0 ? "A\\B" : "");
      if (auto done = to.put(account, item); !done) return std::move(done).error();
      if (i == 2)
        if (auto done = to.flush(); !done) return done;
    }
  }
  return to.finish();
}

}  // namespace

TEST_CASE("a delivery broken off after any step and done again is the same delivery") {
  test::QuickFiles disk;
  test::Folder whole("whole");
  REQUIRE(bool(deliver(disk, whole.path)));
  const auto expected = test::tree(whole.path);
  CHECK(expected.size() > 30);
  int crashes = 0, seen = 0;
  for (int steps = 0;; ++steps) {
    test::Folder broken("broken");
    base::FailingFiles failing(disk, steps);
    if (deliver(failing, broken.path)) break;
    ++crashes;
    // What can be seen after the crash is whole …
    for (const auto& [name, content] : test::tree(broken.path)) {
      const bool visible =
          name.find("/cur/") != std::string::npos || name.ends_with(".vcf") || name == "index.json";
      if (!visible) continue;
      ++seen;
      if (content != expected.at(name)) FAIL_CHECK(name << " after " << steps << " steps");
    }
    // … and after the second run everything is there, once.
    REQUIRE(bool(deliver(disk, broken.path)));
    if (test::tree(broken.path) != expected) FAIL_CHECK("another tree after " << steps << " steps");
  }
  MESSAGE("broken off at " << crashes << " places, " << seen << " whole files seen");
  CHECK(crashes >= 8);
  CHECK(seen > 100);
}

}  // namespace migrator::destination
