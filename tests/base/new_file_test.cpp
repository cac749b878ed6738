#include "base/new_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/shell.hpp"
#include "tests/support/files.hpp"

namespace fs = std::filesystem;
using support::TempFolder;
using support::write;

namespace {

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a new file is written beside whatever stands there") {
  const TempFolder folder;
  write(folder / "a.new", "mine");
  REQUIRE(::mkfifo((folder / "b.new").c_str(), 0600) == 0);
  REQUIRE(base::write_new(folder / "a", "text"));
  REQUIRE(base::write_new(folder / "b", "text"));
  CHECK(support::read(folder / "a") == "text");
  CHECK(support::read(folder / "a.new") == "mine");
  CHECK(entries(folder.path()) == 4);
}

TEST_CASE("a new file replaces nothing") {
  const TempFolder folder;
  write(folder / "file", "mine");
  fs::create_symlink("nowhere", folder / "link");
  fs::create_directory(folder / "folder");
  for (const char* name : {"file", "link", "folder"}) {
    const auto made = base::write_new(folder / name, "text");
    REQUIRE_FALSE(made);
    CHECK(made.error().code == base::Errc::conflict);
  }
  CHECK(support::read(folder / "file") == "mine");
  const auto lost = base::write_new(folder / "gone/file", "text");
  REQUIRE_FALSE(lost);
  CHECK(lost.error().code == base::Errc::io);
  CHECK(entries(folder.path()) == 3);
}

TEST_CASE("a word of a shell is one word") {
  CHECK(base::shell_word("a b") == "'a b'");
  CHECK(base::shell_word("x'; touch pwned; '") == R"('x'\''; touch pwned; '\''')");
  CHECK(base::shell_word("-rf") == "'./-rf'");
}
