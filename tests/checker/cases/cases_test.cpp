#include "checker/cases/cases.hpp"

#include <doctest/doctest.h>

#include "checker/judge/truth.hpp"
#include "checker/manifest/library.hpp"

using namespace checker;

namespace {

const manifest::Knowledge& knowledge() {
  static const auto all = [] {
    auto operation = manifest::read_manifest(MANIFESTS_DIR "/operation.json", "operation.json");
    REQUIRE(operation);
    auto own = manifest::parse_manifest(R"({"schema": "sidestep-manifest/1", "id": "t",
      "version": "1", "ranges": [{"id": "r", "component": "A.dll", "branch": "5.5",
        "introduced": {"version": "5.5.20.0", "basis": "inferred"}, "absent_up_to": "5.5.10.0",
        "fixed": "5.5.30.0"}],
      "rules": [{"id": "X1", "title": "t", "summary": "s", "kind": "defect", "severity": "block",
        "concerns": "import", "wizard_only": true, "basis": "stated", "affects": ["r"],
        "trigger": {"fact": "migration.steps", "is": "one"}, "source": "KB X1",
        "forbid": {"migration.steps": "one"}, "remedies": [{"kind": "set", "rank": 1, "text": "t",
          "fact": "migration.steps", "value": "two"}]}]})",
                                        "t.json");
    REQUIRE(own);
    return manifest::knowledge_of({{*operation, "", 0, false}, {*own, "", 0, false}});
  }();
  return all;
}

// What the judge says where `expected` was expected; "as expected" where nothing is to be said.
std::string found(const std::string& inside) {
  const auto read = manifest::parse_cases(
      R"({"schema": "sidestep-cases/1", "cases": [{"name": "n", )" + inside + "}]}", "t");
  if (!read) return read.error().message;
  const cases::Ran ran = cases::run(read->cases.front(), knowledge());
  CHECK(ran.expectations > 0);
  return ran.failures.empty() ? "as expected" : ran.failures.front().found;
}

std::string of_file(const std::string& file, const std::string& expected,
                    const std::string& more = "") {
  return found("\"files\": {" + file + R"(}, "operation": {"migration.steps": "one"}, "expect":
               {"X1": ")" +
               expected + "\"}" + more);
}

}  // namespace

TEST_CASE("a case is judged as check would judge it") {
  const struct {
    std::string file, found;
  } rows[] = {
      {R"("A.dll": "5.5.20.0")", "applies"},
      {R"("a.DLL": "5.5.29.9")", "applies"},
      {R"("A.dll": "5.5.30.0")", "clear (fixed)"},
      {R"("A.dll": "5.5.10.0")", "clear (not-yet-introduced)"},
      {R"("A.dll": "5.5.15.0")", "unknown (grey-range)"},
      {R"("A.dll": "5.0.30.0")", "clear (outside)"},
      {R"("A.dll": {"state": "unreadable"})", "unknown (unreadable)"},
      {R"("A.dll": {"state": "none"})", "unknown (unreadable)"},
      {R"("B.dll": "5.5.30.0")", "unknown (missing-file)"},
      {"", "unknown (missing-file)"},
      {R"("old/A.dll": "5.5.20.0", "Bin/A.dll": "5.5.30.0")", "clear (fixed)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.file);
    const std::string wrong = row.found == "applies" ? "clear" : "applies";
    CHECK(of_file(row.file, wrong) == row.found);
    // Both the verdict and its reason are what may be expected.
    const auto open = row.found.find(" (");
    CHECK(of_file(row.file, row.found.substr(0, open)) == "as expected");
    if (open != std::string::npos)
      CHECK(of_file(row.file, row.found.substr(open + 2, row.found.size() - open - 3)) ==
            "as expected");
  }
}

TEST_CASE("what could not be looked into, and where the mail goes, count") {
  CHECK(of_file(R"("A.dll": "5.5.30.0")", "fixed", R"(, "closed": ["x"])") ==
        "unknown (unreadable)");
  CHECK(of_file(R"("A.dll": "5.5.20.0")", "applies",
                R"(, "options": {"native_destination": true})") == "clear (not-applicable)");
}

TEST_CASE("facts that nobody gave are unknown, and an operation is a migration by its facts") {
  const std::string file = R"("files": {"A.dll": "5.5.20.0"}, )";
  CHECK(found(file + R"("expect": {"X1": "applies"})") == "unknown (unknown-fact)");
  CHECK(found(file + R"("operation": {"operation": "none"}, "expect": {"X1": "applies"})") ==
        "clear (not-applicable)");
  CHECK(found(file + R"("operation": {"migration.steps": "one", "migration.executor": "native"},
                        "expect": {"X1": "applies"})") == "clear (not-applicable)");
}

TEST_CASE("the plan is what check would make of it") {
  const std::string before =
      R"("files": {"A.dll": "5.5.20.0"}, "operation": {"migration.source": "cc:mail",
      "migration.content": ["messages"], "migration.steps": "one"}, )";
  CHECK(found(before + R"("under_plan": {"X1": "not-applicable"}, "status": "safe")") ==
        "as expected");
  CHECK(found(before + R"("under_plan": {"X1": "applies"})") == "clear (not-applicable)");
  CHECK(found(before + R"("status": "blocked")") == "safe");
}

TEST_CASE("a failure says where, what and why") {
  const auto read = manifest::parse_cases(
      R"({"schema": "sidestep-cases/1", "cases": [{"name": "it is fixed",
          "files": {"A.dll": "5.5.20.0"}, "operation": {"migration.steps": "one"},
          "expect": {"X1": "fixed"}}]})",
      "t.cases.json");
  REQUIRE(read);
  const cases::Ran ran = cases::run(read->cases.front(), knowledge());
  REQUIRE(ran.failures.size() == 1);
  const cases::Failure& f = ran.failures.front();
  CHECK(f.where == "t.cases.json#/cases/0/expect/X1");
  CHECK(f.name == "it is fixed");
  CHECK(f.asked == "X1");
  CHECK(f.expected == "fixed");
  CHECK(f.found == "applies");
  CHECK(f.because.size() == 2);
}

TEST_CASE("every verdict and every reason can be expected") {
  using judge::Reason;
  using judge::Verdict;
  std::vector<std::string> words;
  for (const auto v : {Verdict::clear, Verdict::checked, Verdict::unknown, Verdict::applies})
    words.emplace_back(judge::to_string(v));
  for (const auto r : {Reason::applies, Reason::fixed, Reason::not_yet_introduced,
                       Reason::not_applicable, Reason::outside, Reason::missing_file,
                       Reason::unreadable, Reason::unknown_fact, Reason::grey_range})
    words.emplace_back(judge::to_string(r));
  for (const std::string& word : words) {
    CAPTURE(word);
    CHECK(manifest::parse_cases(R"({"schema": "sidestep-cases/1", "cases": [{"name": "n",
                                    "expect": {"X1": ")" +
                                    word + "\"}}]}",
                                "t"));
  }
}
