#include "migrator/wizard/journal.hpp"

#include <doctest/doctest.h>

#include "migrator/wizard/windows_path.hpp"
#include "tests/support/files.hpp"

using namespace migrator::wizard;

TEST_CASE("a journal is read back as it was written, and a state without one is new") {
  support::TempFolder state;
  base::PosixFiles files;
  Journal journal{"plan", "control", {{"1-extract.txt", true, "set-1", 1, "set-1/A.001/A.PKL"}}};
  auto none = read_journal(state.path(), "plan", "control");
  REQUIRE(none);
  CHECK(none->entries.empty());
  REQUIRE(write_journal(files, state.path(), journal));
  auto again = read_journal(state.path(), "plan", "control");
  REQUIRE(again);
  CHECK(*again == journal);
  CHECK(read_journal(state.path(), "other", "control").error().code == base::Errc::conflict);
  CHECK(read_journal(state.path(), "plan", "other").error().code == base::Errc::conflict);
}

TEST_CASE("a journal that leaves its folder, or is none, is refused") {
  const std::string entry =
      R"({"name": "1-extract.txt", "done": true, "folder": "set-1", "code": 0, "set": "SET"})";
  const auto journal = [&](std::string set, std::string more = "") {
    std::string one = entry;
    one.replace(one.find("SET"), 3, set);
    return R"({"schema": "sidestep-wizard/1", "plan": "p", "control": "c", "steps": [)" + one +
           "]" + more + "}";
  };
  struct Row {
    std::string text;
    bool fine;
  };
  const Row rows[] = {{journal("set-1/A.001/A.PKL"), true},
                      {journal(""), true},
                      {journal("../A.PKL"), false},
                      {journal("/etc/passwd"), false},
                      {journal("set-1/../../A.PKL"), false},
                      {journal("x", R"(, "done": true)"), false},
                      {R"({"schema": "sidestep-wizard/2"})", false},
                      {"[]", false},
                      {"", false},
                      {std::string(2u << 20, ' '), false}};
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 200));
    support::TempFolder state;
    support::write(state / "journal.json", row.text);
    CHECK(bool(read_journal(state.path(), "p", "c")) == row.fine);
  }
}

TEST_CASE("a path is named as wine shows it, or refused") {
  struct Row {
    std::string path, expected;  // "": refused
  };
  const Row rows[] = {{"/srv/state/1-extract.txt", "Z:\\srv\\state\\1-extract.txt"},
                      {"/srv/./a/../b", "Z:\\srv\\b"},
                      {"/", "Z:\\"},
                      {"/srv/two words/x", "Z:\\srv\\two words\\x"},
                      {"/srv/50%/x", ""},
                      {"/srv/a\\b", ""},
                      {"/srv/a,b", ""},
                      {"/srv/\"x\"", ""},
                      {"/srv/ends./x", ""},
                      {"/srv/J\xC3\xBCrgen/x", ""},
                      {"/srv/line\nfeed", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    const auto is = windows_path(row.path);
    CHECK(bool(is) == !row.expected.empty());
    if (is) CHECK(*is == row.expected);
  }
}
