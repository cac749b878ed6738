// The shell scripts of a kit are run; what they do is looked at.
#include "checker/patch/execution/kit_scripts.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>

#include "tests/support/files.hpp"

namespace checker::patch::execution {
namespace {

namespace fs = std::filesystem;

using Contents = std::map<std::string, std::string>;
const std::vector<Exchanged> kFiles = {{"a.dll"}, {"sub dir/b.exe"}, {"c.dll", true}};
const Contents kOld = {{"a.dll", "old a"}, {"sub dir/b.exe", "old b"}, {"mine", "x"}};
const Contents kNew = {
    {"a.dll", "new a"}, {"sub dir/b.exe", "new b"}, {"c.dll", "new c"}, {"mine", "x"}};

// A kit for kFiles, and a server with the old ones.
struct Bench {
  Bench() {
    for (const auto& [path, text] : kOld) support::write(server() / path, text);
    for (const auto& one : kFiles) {
      support::write(kit() / "new" / one.path, kNew.at(one.path));
      if (!one.added) support::write(kit() / "old" / one.path, kOld.at(one.path));
    }
    const std::string sums = "cd '" + kit().string() +
                             "' && find new old -type f -exec sha256sum "
                             "{} + >SHA256SUMS";
    REQUIRE(std::system(sums.c_str()) == 0);
    support::write(kit() / "copy.sh", shell_script(kFiles, Direction::copy, "this test"));
    support::write(kit() / "undo.sh", shell_script(kFiles, Direction::undo, "this test"));
  }
  fs::path kit() const { return folder.path() / "the kit"; }
  fs::path server() const { return folder.path() / "the server"; }
  int run(const char* script) const {
    const std::string command =
        "sh '" + (kit() / script).string() + "' '" + server().string() + "' >/dev/null 2>&1";
    return WEXITSTATUS(std::system(command.c_str()));
  }
  support::TempFolder folder;
};

}  // namespace

TEST_CASE("a kit's scripts put the new files in place, and take them back") {
  const Bench bench;
  CHECK(bench.run("undo.sh") == 2);
  CHECK(support::tree(bench.server()) == kOld);
  CHECK(bench.run("copy.sh") == 0);
  CHECK(support::tree(bench.server()) == kNew);
  CHECK(bench.run("copy.sh") == 2);
  CHECK(support::tree(bench.server()) == kNew);
  CHECK(bench.run("undo.sh") == 0);
  CHECK(support::tree(bench.server()) == kOld);
}

TEST_CASE("a kit's scripts refuse a server that is not the one of the plan") {
  for (const auto& [path, text] : Contents{{"a.dll", "other"},
                                           {"sub dir/b.exe", "other"},
                                           {"c.dll", "there already"},
                                           {"a.dll.sidestep-old", "of an earlier run"},
                                           {"c.dll.sidestep-new", "of an earlier run"}}) {
    const Bench bench;
    support::write(bench.server() / path, text);
    const auto before = support::tree(bench.server());
    CHECK(bench.run("copy.sh") == 2);
    CHECK(support::tree(bench.server()) == before);
  }
}

TEST_CASE("a kit whose files were changed puts nothing in place") {
  for (const char* path : {"new/a.dll", "old/a.dll"}) {
    const Bench bench;
    support::write(bench.kit() / path, "tampered with");
    CHECK(bench.run("copy.sh") == 2);
    CHECK(support::tree(bench.server()) == kOld);
  }
}

TEST_CASE("a kit's scripts leave links alone") {
  const Bench bench;
  fs::rename(bench.server() / "a.dll", bench.folder / "a.dll");
  fs::create_symlink(bench.folder / "a.dll", bench.server() / "a.dll");
  CHECK(bench.run("copy.sh") == 2);
  CHECK(fs::is_symlink(bench.server() / "a.dll"));
  fs::remove(bench.server() / "a.dll");
  fs::create_hard_link(bench.folder / "a.dll", bench.server() / "a.dll");
  CHECK(bench.run("copy.sh") == 2);
  CHECK(support::read(bench.folder / "a.dll") == "old a");
}

TEST_CASE("a kit's scripts go back when a step fails") {
  const Bench bench;
  // What is to be put there is a folder: it can be copied by nobody.
  fs::remove(bench.kit() / "new/c.dll");
  fs::create_directory(bench.kit() / "new/c.dll");
  CHECK(bench.run("copy.sh") == 2);
  CHECK(support::tree(bench.server()) == kOld);
}

TEST_CASE("only names that both shells take as they are stand in a script") {
  for (const char* fine : {"Mlmig32.dll", "Bin/Sub dir/a-b_c+(1).exe", "~$x.dll"})
    CHECK(in_script(fine));
  for (const char* odd : {"100%.dll", "a\"b", "a'b", "a!b", "a^b", "a&b", "\xC3\xA9.dll", "a\nb"})
    CHECK_FALSE(in_script(odd));
}

TEST_CASE("a batch file names each file in each phase, and jumps only to labels that it has") {
  for (const Direction direction : {Direction::copy, Direction::undo}) {
    const std::string text = batch_script(kFiles, direction, "this test");
    std::set<std::string> labels, jumps;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find("\r\n", at);
      REQUIRE(end != std::string::npos);
      const std::string line = text.substr(at, end - at);
      CHECK(line.find('\n') == std::string::npos);
      if (line.starts_with(":")) labels.insert(line.substr(1));
      if (const auto jump = line.find("goto "); jump != std::string::npos)
        jumps.insert(line.substr(jump + 5));
      at = end + 2;
    }
    CHECK(jumps == std::set<std::string>{"usage", "differs", "rest", "uncopied", "back", "mixed",
                                         "end", "unfinished", "refused", "failed"});
    for (const std::string& jump : jumps) CHECK(labels.contains(jump));
    CHECK(text.find("fc /b \"%KIT%old\\sub dir\\b.exe\" \"%T%\\sub dir\\b.exe\"") !=
          std::string::npos);
  }
}

}  // namespace checker::patch::execution
