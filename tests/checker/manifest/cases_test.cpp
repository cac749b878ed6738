#include "checker/manifest/cases.hpp"

#include <doctest/doctest.h>

using namespace checker::manifest;

namespace {

std::string head(const std::string& cases) {
  return R"({"schema": "sidestep-cases/1", "cases": [)" + cases + "]}";
}

// A case with this in it, beside a name and an expectation.
std::string one(const std::string& inside) {
  return head(R"({"name": "n", "expect": {"X1": "applies"})" +
              (inside.empty() ? "" : ", " + inside) + "}");
}

std::string problem(const std::string& text) {
  const auto read = parse_cases(text, "t.cases.json");
  return read ? "fine" : read.error().message;
}

}  // namespace

TEST_CASE("a case is read with all that it says") {
  const auto read = parse_cases(one(R"("note": "why",
    "files": {"A.dll": "5.5.1.0", "Bin/B.dll": {"version": "5.5.2.0", "machine": "alpha",
              "language": "0407"}, "C.dll": {"state": "unreadable", "path": "x.zip!/C.dll"},
              "D.dll": {"version": "1.2.3.4", "language": null}},
    "closed": ["locked"], "options": {"native_destination": true},
    "operation": {"migration.steps": "one"}, "under_plan": {"X1": "checked"}, "status": "safe")"),
                                "t.cases.json");
  REQUIRE(read);
  REQUIRE(read->cases.size() == 1);
  const Case& c = read->cases.front();
  CHECK(c.where == "t.cases.json#/cases/0");
  REQUIRE(c.files.size() == 4);
  CHECK(c.files[0].path == "A.dll");
  CHECK(c.files[0].machine == "i386");
  CHECK(c.files[0].language == "0409");
  CHECK(c.files[1].path == "Bin/B.dll");
  CHECK(c.files[1].name == "B.dll");
  CHECK(c.files[1].machine == "alpha");
  CHECK(c.files[2].path == "x.zip!/C.dll");
  CHECK_FALSE(c.files[2].version);
  CHECK_FALSE(c.files[3].language);
  CHECK(c.closed == std::vector<std::string>{"locked"});
  CHECK(c.native_destination);
  CHECK(c.operation.word("migration.steps") == "one");
  CHECK(c.under_plan.at("X1") == "checked");
  CHECK(c.status == "safe");
}

TEST_CASE("a case that is wrong is refused by place") {
  const struct {
    std::string text, expected;
  } rows[] = {
      {one(""), "fine"},
      {one(R"("fils": {})"),
       "t.cases.json#/cases/0/fils is not a key this version knows; did you mean files?"},
      {one(R"("files": {"A.dll": "5.5"})"),
       "t.cases.json#/cases/0/files/A.dll should be a version of four parts, such as 5.5.2543.1"},
      {one(R"("files": {"A.dll": 5})"),
       "t.cases.json#/cases/0/files/A.dll should be an object, is number"},
      {one(R"("files": {"A.dll": {}})"),
       "t.cases.json#/cases/0/files/A.dll/version and state: a file has one or the other"},
      {one(R"("files": {"A.dll": {"version": "1.2.3.4", "state": "none"}})"),
       "t.cases.json#/cases/0/files/A.dll/version and state: a file has one or the other"},
      {one(R"("files": {"A.dll": {"version": "1.2.3.4", "machine": "x86"}})"),
       "t.cases.json#/cases/0/files/A.dll/machine should be one of i386, alpha, mips, ppc, is "
       "\"x86\""},
      {one(R"("files": {"A.dll": {"version": "1.2.3.4", "language": "english"}})"),
       "t.cases.json#/cases/0/files/A.dll/language should be four hexadecimal digits, such as "
       "0409, or null"},
      {one(R"("files": {"Bin/": "1.2.3.4"})"),
       "t.cases.json#/cases/0/files/Bin~1 has no file name"},
      {one(R"("status": "fine")"),
       "t.cases.json#/cases/0/status should be one of clear, safe, blocked, unknown, is \"fine\""},
      {one(R"("options": {"planned": true})"),
       "t.cases.json#/cases/0/options/native_destination is missing"},
      {head(R"({"name": "n"})"), "t.cases.json#/cases/0/expect is empty: the case says nothing"},
      {head(R"({"name": "n", "expect": {"X1": "true"}})"),
       "t.cases.json#/cases/0/expect/X1 should be applies, checked, clear, fixed, "
       "not-yet-introduced, not-applicable, outside, unknown, missing-file, unreadable, "
       "unknown-fact, grey-range"},
      {head(R"({"name": "n", "status": "safe"}, {"name": "n", "status": "safe"})"),
       "t.cases.json#/cases/1/name was the name of a case before"},
      {R"({"schema": "sidestep-manifest/1"})", "t.cases.json#/schema should be sidestep-cases/1"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    CHECK(problem(row.text) == row.expected);
  }
}

TEST_CASE("every prefix of a case is refused") {
  const std::string good = one(R"("files": {"A.dll": {"state": "none"}}, "closed": ["x"])");
  REQUIRE(problem(good) == "fine");
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK(problem(good.substr(0, length)).starts_with("t.cases.json"));
}
