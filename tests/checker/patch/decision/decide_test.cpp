#include "checker/patch/decision/decide.hpp"

#include <doctest/doctest.h>

#include <set>

#include "checker/manifest/knowledge.hpp"

namespace checker::patch {
namespace {

using inventory::FileRecord;

const manifest::Knowledge& shipped() {
  static const manifest::Loaded loaded = manifest::load({MANIFESTS_DIR});
  REQUIRE(loaded.problems.empty());
  return loaded.knowledge;
}

FileRecord file(const std::string& name, const std::string& version,
                const std::string& sha256 = "old", const std::string& language = "0409",
                const std::string& machine = "i386") {
  FileRecord out;
  out.path = "bin/" + name;
  out.name = name;
  out.sha256 = sha256;
  out.file_version = version::parse(version);
  out.version_state =
      out.file_version ? inventory::VersionState::present : inventory::VersionState::none;
  out.language = language;
  out.machine = machine;
  return out;
}

Offered offer(const std::string& version, const std::string& component = "Mlmig32.dll") {
  Offered out;
  out.member = "q214836.exe!/" + component;
  out.component = component;
  out.sha256 = "new";
  out.size = 10;
  out.version = version::parse(version);
  out.language = "0409";
  out.machine = "i386";
  return out;
}

std::vector<Decision> decided(const std::vector<Offered>& offers,
                              const std::vector<FileRecord>& files, const Wishes& wishes = {}) {
  // Kept: decisions point into it.
  static std::vector<std::unique_ptr<Inventory>> kept;
  kept.push_back(std::make_unique<Inventory>(Inventory{files}));
  return decide(offers, inventory::Index(*kept.back()), "bin", shipped(), wishes);
}

std::string said(const std::vector<Decision>& decisions) {
  std::string out;
  for (const Decision& one : decisions)
    out += (out.empty() ? "" : "; ") + one.path + " " + std::string(to_string(one.action)) + " " +
           std::string(to_string(one.ground));
  return out;
}

}  // namespace

TEST_CASE("each file rule decides as the table in docs/patching.md says") {
  auto rebuilt = offer("5.5.2521.0"), created = offer("5.5.2543.1"), neutral = offer("5.5.2543.1");
  rebuilt.rebuild = created.create = true;
  neutral.language = "0000";
  auto german = offer("5.5.2543.1"), alpha = german, bare = german, naming = bare;
  german.language = "0407";
  alpha.machine = "alpha";
  bare.version.reset();
  naming.replaces = {"old"};
  auto below = created;
  below.folder = "Bin";
  auto damaged = file("Mlmig32.dll", "");
  damaged.version_state = inventory::VersionState::unreadable;
  auto broken = file("Mlmig32.dll", "5.5.2521.0");
  broken.error = base::Error{base::Errc::malformed, "is cut short"};
  auto member = file("Mlmig32.dll", "5.5.2521.0");
  member.path = "bin/a.zip!/Mlmig32.dll";
  const FileRecord web3 = file("Mlmig32.dll", "5.5.2521.0");
  struct Row {
    Offered offered;
    std::vector<FileRecord> files;
    Wishes wishes;
    std::string expected;
  };
  const Row rows[] = {
      {offer("5.5.2543.1"), {web3}, {}, "Mlmig32.dll replace newer"},
      {offer("5.5.2543.1"), {file("MLMIG32.DLL", "5.5.2521.0")}, {}, "MLMIG32.DLL replace newer"},
      {offer("5.5.2521.0"), {web3}, {}, "Mlmig32.dll refuse other-bytes"},
      {offer("5.5.2521.0"),
       {file("Mlmig32.dll", "5.5.2521.0", "new")},
       {},
       "Mlmig32.dll keep same"},
      {rebuilt, {web3}, {}, "Mlmig32.dll replace rebuilt"},
      {offer("5.5.2448.4"), {web3}, {}, "Mlmig32.dll refuse downgrade"},
      {offer("5.5.2448.4"), {web3}, {true, false}, "Mlmig32.dll keep kept-newer"},
      {offer("5.5.2448.4"), {web3}, {false, true}, "Mlmig32.dll replace downgrade"},
      {offer("5.5.2543.1"), {}, {}, "Mlmig32.dll keep not-installed"},
      {created, {}, {}, "Mlmig32.dll add missing"},
      {below, {}, {}, "Bin/Mlmig32.dll add missing"},
      {german, {web3}, {}, "Mlmig32.dll refuse other-language"},
      {neutral, {web3}, {}, "Mlmig32.dll replace newer"},
      {alpha, {web3}, {}, "Mlmig32.dll refuse other-machine"},
      {offer("5.5.2543.1"), {file("Mlmig32.dll", "")}, {}, "Mlmig32.dll refuse users-file"},
      {offer("5.5.2543.1"), {damaged}, {}, "Mlmig32.dll refuse unreadable"},
      {offer("5.5.2543.1"), {broken}, {}, "Mlmig32.dll refuse unreadable"},
      {offer("5.5.2543.1"), {member}, {}, "a.zip!/Mlmig32.dll refuse contained"},
      // Of another product's branch, and no component of a file-only set: not for us.
      {offer("8.0.0.1"), {web3}, {}, "Mlmig32.dll manual needs-setup"},
      {offer("5.5.2653.23", "Store.exe"),
       {file("Store.exe", "5.5.2448.8")},
       {},
       "Store.exe manual needs-setup"},
      {offer("5.5.2653.23", "Store.exe"),
       {file("Store.exe", "5.5.2653.23", "new")},
       {},
       "Store.exe keep same"},
      {bare, {web3}, {}, "Mlmig32.dll manual needs-setup"},
      // Two places: each has its own decision.
      {offer("5.5.2543.1"),
       {web3,
        [] {
          auto other = file("Mlmig32.dll", "5.5.2650.12");
          other.path = "bin/old/Mlmig32.dll";
          return other;
        }()},
       {true, false},
       "Mlmig32.dll replace newer; old/Mlmig32.dll keep kept-newer"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expected);
    const auto decisions = decided({row.offered}, row.files, row.wishes);
    CHECK(said(decisions) == row.expected);
    for (const Decision& one : decisions) CHECK_FALSE(one.because.empty());
  }
}

TEST_CASE("of several offers the fitting one counts, and of those the highest") {
  auto alpha = offer("5.5.2650.12"), german = offer("5.5.2650.12"), low = offer("5.5.2542.0");
  alpha.machine = "alpha";
  german.language = "0407";
  const std::vector<FileRecord> web3 = {file("Mlmig32.dll", "5.5.2521.0")};
  const auto decisions = decided({low, alpha, german, offer("5.5.2543.1")}, web3);
  CHECK(said(decisions) == "Mlmig32.dll replace newer");
  CHECK(decisions.front().offered.version == version::parse("5.5.2543.1"));
  auto twin = offer("5.5.2543.1");
  CHECK(said(decided({offer("5.5.2543.1"), twin}, web3)) == "Mlmig32.dll replace newer");
  twin.sha256 = "other";
  CHECK(said(decided({offer("5.5.2543.1"), twin}, web3)) == "Mlmig32.dll refuse ambiguous");
}

TEST_CASE("a set is done whole or not at all") {
  const std::vector<FileRecord> files = {file("Mailmig.exe", "5.5.2650.12"),
                                         file("Mlmig32.dll", "5.5.2521.0")};
  const std::vector<Offered> offers = {offer("5.5.2543.0", "Mailmig.exe"), offer("5.5.2543.1")};
  CHECK(said(decided(offers, files)) ==
        "Mailmig.exe refuse downgrade; Mlmig32.dll refuse with-its-set");
  CHECK(said(decided(offers, files, {true, false})) ==
        "Mailmig.exe keep kept-newer; Mlmig32.dll replace newer");
  // What a package says of sets holds, too, across those of the manifests.
  const Inventory apart{{file("Mlmig32.dll", "5.5.2521.0"), file("Mlmignts.dll", "5.5.2521.0")}};
  const inventory::Index index(apart);
  const auto together = decide({offer("5.5.2543.1"), offer("5.5.2448.0", "Mlmignts.dll")}, index,
                               "bin", shipped(), {}, {{"MLMIG32.DLL", "mlmignts.dll"}});
  CHECK(said(together) == "Mlmig32.dll refuse with-its-set; Mlmignts.dll refuse downgrade");
}

TEST_CASE("what a change clears and brings is what the rules say of the files before and after") {
  const Inventory now{{file("Mailmig.exe", "5.5.2521.0"), file("Mlmig32.dll", "5.5.2521.0")}};
  const inventory::Index index(now);
  const auto decisions = decide({offer("5.5.2543.1")}, index, "bin", shipped(), {});
  const Inventory then = after(now, "bin", decisions);
  REQUIRE(then.files.size() == 2);
  CHECK(then.files[1].file_version == version::parse("5.5.2543.1"));
  CHECK(then.files[1].sha256 == "new");
  CHECK(now.files[1].sha256 == "old");
  const Effect effects = effect(now, then, shipped());
  const std::set<std::string> clears(effects.clears.begin(), effects.clears.end());
  CHECK(clears.contains("Q214836"));
  CHECK(clears.contains("Q214822"));
  CHECK(clears.contains("Q214838"));
  CHECK(effects.brings.empty());
  // And back: what was cleared comes again.
  const Effect back = effect(then, now, shipped());
  CHECK(back.brings == effects.clears);
  CHECK(back.clears.empty());
}

TEST_CASE("a file that is added stands in the inventory afterwards, in its order") {
  const Inventory now{{file("Mailmig.exe", "5.5.2521.0")}};
  auto created = offer("5.5.2543.1", "Lsntshc.dll");
  created.create = true;
  const inventory::Index index(now);
  const Inventory then = after(now, "bin", decide({created}, index, "bin", shipped(), {}));
  REQUIRE(then.files.size() == 2);
  CHECK(then.files[0].path == "bin/Lsntshc.dll");
  CHECK(then.files[0].name == "Lsntshc.dll");
}

}  // namespace checker::patch
