#include "checker/manifest/fixes.hpp"

#include <doctest/doctest.h>

#include "tests/support/files.hpp"

using namespace checker::manifest;

namespace {

std::string table(const std::string& row, const std::string& more = "") {
  return R"({"schema": "sidestep-fixes/1", "id": "t", "version": "1", )" + more +
         R"("articles": [{"kb": "Q1", "files": [)" + row + "]}]}";
}

std::string problem(const std::string& text) {
  const auto json = base::parse_json(text, "t.json");
  if (!json) return json.error().message;
  const auto read = read_fixes(*json, "t.json");
  return read ? "fine" : read.error().message;
}

}  // namespace

TEST_CASE("a table of fixes is read strictly") {
  struct Row {
    std::string text, expected;
  };
  const std::string row = "t.json#/articles/0/files/0";
  const Row rows[] = {
      {table(R"({"file": "A.dll", "version": "5.5.2402.0"})"), "fine"},
      {table(R"({"file": "A.dll", "version": "5.5.2642"})"), "fine"},
      {table(R"({"file": "A.dll", "printed": "24C"})"), "fine"},
      {table(R"({"file": "A.dll", "date": "1998-09-30", "size": 5, "platform": "alpha"})"), "fine"},
      {table(R"({"file": "A.dll"})"), row + "/file has neither a version nor a date"},
      {table(R"({"file": "A.dll", "size": 5})"), row + "/file has neither a version nor a date"},
      {table(R"({"file": "A.dll", "version": "2543.1"})"), row + "/version is none of four parts"},
      {table(R"({"file": "A.dll", "version": "5.5.70000.1"})"), row + "/version is none"},
      {table(R"({"file": "A.dll", "version": "5.5.2402.0", "printed": "x"})"), row + "/printed is"},
      {table(R"({"file": "A.dll", "date": "30.9.1998"})"), row + "/date should be a date like"},
      {table(R"({"file": "A.dll", "date": "1998-02-30"})"), row + "/date should be a date like"},
      {table(R"({"file": "A.dll", "date": "-998-02-10"})"), row + "/date should be a date like"},
      {table(R"({"file": "A.dll", "date": "1998-09-30", "size": -1})"), row + "/size should be"},
      {table(R"({"file": "A.dll", "date": "1998-09-30", "platform": "x86"})"),
       row + "/platform is"},
      {table(R"({"file": "Bin/A.dll", "date": "1998-09-30"})"), row + "/file is no file name"},
      {table(R"({"file": "*", "version": "5.5.1.1"})"), row + "/file is no file name"},
      {table(R"({"file": "", "version": "5.5.1.1"})"), row + "/file should be a text of"},
      {table(R"({"fiel": "A.dll", "version": "5.5.1.1"})"), row + "/file is missing"},
      {table(R"({"file": "A.dll", "version": "5.5.1.1", "vresion": 1})"),
       row + "/vresion is not a key"},
      {table(""), "t.json#/articles/0/files are none"},
      {table(R"({"file": "A.dll", "version": "5.5.1.1"})",
             R"("lines": [{"name": "n", "from": "5.5.1.0", "below": "5.5.1.0"}], )"),
       "t.json#/lines/0/below is not above from"},
      {table(R"({"file": "A.dll", "version": "5.5.1.1"})", R"("shared": [{"file": "A.dll"}], )"),
       "t.json#/shared/0/from is missing"},
      {R"({"schema": "sidestep-manifest/1", "id": "t", "version": "1", "articles": []})",
       "t.json#/schema is not sidestep-fixes/1"},
      {R"({"schema": "sidestep-fixes/1", "id": "t", "version": "1"})",
       "t.json#/articles is missing"},
      {R"({"schema": "sidestep-fixes/1", "id": "t", "version": "1", "articles": [
          {"kb": "Q1", "language": "English", "files": [{"file": "A.dll", "printed": "x"}]}]})",
       "t.json#/articles/0/language should be four hexadecimal digits"},
      {R"({"schema": "sidestep-fixes/1", "id": "t", "version": "1", "articles": [
          {"kb": "Q1", "release": "July 2000", "files": [{"file": "A.dll", "printed": "x"}]}]})",
       "t.json#/articles/0/release should be a date like"},
      {R"([])", "t.json should be an object"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.text);
    const std::string found = problem(one.text);
    CAPTURE(found);
    CHECK(found.starts_with(one.expected));
  }
}

TEST_CASE("every prefix of a table is an error") {
  const std::string text = table(R"({"file": "A.dll", "version": "5.5.2402.0"})");
  for (std::size_t n = 0; n < text.size(); ++n) CHECK(problem(text.substr(0, n)) != "fine");
}

TEST_CASE("a table that is wrong does not stop the others") {
  const support::TempFolder folder;
  const std::string good = table(R"({"file": "A.dll", "version": "5.5.2402.0"})");
  support::write(folder.path() / "a.fixes.json", good);
  support::write(folder.path() / "b.fixes.json", good);  // the id of the one before it
  support::write(folder.path() / "c.fixes.json", "{");
  support::write(folder.path() / "manifest.json", "{}");  // no table
  const auto loaded = load_fixes({folder.path()});
  REQUIRE(loaded.tables.size() == 1);
  CHECK(loaded.tables.front().rows() == 1);
  REQUIRE(loaded.problems.size() == 2);
  CHECK(loaded.problems[0].message.find("b.fixes.json: fixes t are defined twice") !=
        std::string::npos);
  CHECK(loaded.problems[1].message.find("c.fixes.json") != std::string::npos);
}

TEST_CASE("the shipped tables are whole") {
  const auto loaded = load_fixes({MANIFESTS_DIR});
  CHECK(loaded.problems.empty());
  std::size_t rows = 0;
  for (const FixTable& t : loaded.tables) rows += t.rows();
  CHECK(loaded.tables.size() == 7);
  CHECK(rows == 7478);  // docs/notes/levels.md says what became of the others
}
