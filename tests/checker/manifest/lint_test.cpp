#include "checker/manifest/lint.hpp"

#include <algorithm>

#include "tests/checker/manifest/support.hpp"

using namespace checker::manifest;
using support::manifest;
using support::range;
using support::rule;
using support::rules;

namespace {

using Texts = std::vector<std::string>;

Texts said(const Linted& linted) {
  Texts out;
  for (const Remark& r : linted.remarks)
    out.push_back(std::string(to_string(r.level)) + " " + r.where + (r.where.empty() ? "" : ": ") +
                  r.message);
  return out;
}

Texts lint_of(const Texts& manifests, const std::string& cases = "") {
  std::vector<CaseFile> files;
  if (!cases.empty()) {
    auto read =
        parse_cases(R"({"schema": "sidestep-cases/1", "cases": [)" + cases + "]}", "t.cases.json");
    if (!read) return {read.error().message};
    files.push_back(std::move(*read));
  }
  return said(lint(support::library(manifests), files));
}

// Cases in which the rule applies and in which it is clear.
std::string cases_of(const std::string& id) {
  return R"({"name": ")" + id + R"( yes", "expect": {")" + id + R"(": "applies"}},
            {"name": ")" +
         id + R"( no", "expect": {")" + id + R"(": "fixed"}})";
}

const std::string kTrigger = R"({"fact": "migration.steps", "is": "one"})";
const std::string kForbid = R"(, "forbid": {"migration.steps": "one"})";

std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), now);
}

std::string blocking(const std::string& remedy, const std::string& more) {
  const std::string mild = rules(rule(kTrigger, more));
  return with(with(mild, "\"degrade\"", "\"block\""), "\"remedies\": []",
              "\"remedies\": [" + remedy + "]");
}

std::string two_ranges(const std::string& first, const std::string& second,
                       const std::string& used = R"({"any": [{"range": "a"}, {"range": "b"}]})") {
  return manifest("\"ranges\": [" + range(first, "a") + ", " + range(second, "b") +
                  "], \"rules\": [" + rule(used) + "]");
}

const std::string kOverlap = "warning t.json#/rules/0/trigger: X1: the ranges a and b overlap";

}  // namespace

TEST_CASE("what is used, asked, possible, avoidable and tested is clean") {
  CHECK(lint_of({rules(rule(kTrigger))}, cases_of("X1")) == Texts{});
  CHECK(lint_of({manifest("\"ranges\": [" + range("") + "], \"facts\": [" +
                          R"({"name": "x", "type": "flag", "question": "Is it?"}], "rules": [)" +
                          rule(R"({"fact": "x", "is": true})", R"(, "affects": ["r"])") + "]")},
                cases_of("X1")) == Texts{});
}

TEST_CASE("what load refuses is an error") {
  CHECK(lint_of({"{"}).front().starts_with("error t.json: parse error"));
  CHECK(lint_of({rules(rule(R"({"range": "nowhere"})"))}) ==
        Texts{"error t.json#/rules/0/trigger/range: there is no range nowhere"});
}

TEST_CASE("what nobody uses or asks for is a warning, and so is a fact without a question") {
  CHECK(lint_of({manifest("\"ranges\": [" + range("") + "], \"facts\": [" +
                          R"({"name": "x", "type": "flag"}])")}) ==
        Texts{"warning t.json#/facts/0: the fact x has no question that asks a person for it",
              "warning t.json#/facts/0: no rule asks for the fact x",
              "warning t.json#/ranges/0: no rule uses the range r"});
}

TEST_CASE("what one manifest declares and another uses is used") {
  CHECK(
      lint_of({manifest("\"ranges\": [" + range("") + "]", "a"), rules(rule(R"({"range": "r"})"))},
              cases_of("X1")) == Texts{});
}

TEST_CASE("a range is empty or overlaps another of the same rule") {
  const std::string tested = cases_of("X1");
  CHECK(lint_of({manifest("\"ranges\": [" + range(R"("fixed": "5.5.0.0")") + "], \"rules\": [" +
                          rule(R"({"range": "r"})") + "]")},
                tested) ==
        Texts{"warning t.json#/ranges/0: the range r is empty: nothing of branch 5.5 is below "
              "5.5.0.0"});
  const auto from = [](const std::string& version, const std::string& fixed) {
    return R"("introduced": {"version": ")" + version + R"(", "basis": "stated"}, "fixed": ")" +
           fixed + "\"";
  };
  const struct {
    std::string first, second;
    bool overlaps;
  } rows[] = {
      {"", "", true},
      {R"("fixed": "5.5.2.0")", from("5.5.2.0", "5.5.3.0"), false},
      {R"("fixed": "5.5.2.1")", from("5.5.2.0", "5.5.3.0"), true},
      {from("5.5.2.0", "5.5.3.0"), R"("fixed": "5.5.2.1")", true},
      {from("5.5.2.0", "5.5.3.0"), R"("fixed": "5.5.2.0")", false},
      {R"("last_affected": "5.5.1.9")", from("5.5.2.0", "5.5.3.0"), false},
      {R"("last_affected": "5.5.2.0")", from("5.5.2.0", "5.5.3.0"), true},
      {R"("platform": "i386")", R"("platform": "alpha")", false},
      {R"("platform": "i386")", "", true},
      {R"("language": "0409")", R"("language": "0411")", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.first);
    CAPTURE(row.second);
    const Texts expected = row.overlaps ? Texts{kOverlap} : Texts{};
    CHECK(lint_of({two_ranges(row.first, row.second)}, tested) == expected);
  }
  // Both at once is a condition, not an oversight.
  CHECK(lint_of({two_ranges("", "", R"({"all": [{"range": "a"}, {"range": "b"}]})")}, tested) ==
        Texts{});
  CHECK(lint_of({with(two_ranges("", "", kTrigger), "\"trigger\"",
                      R"("affects": ["a", "b"], "trigger")")},
                tested) ==
        Texts{"warning t.json#/rules/0/affects: X1: the ranges a and b overlap"});
}

TEST_CASE("a rule that can never apply is a warning") {
  const std::string never = R"({"all": [{"fact": "migration.steps", "is": "one"},
                                        {"fact": "migration.steps", "is": "two"}]})";
  CHECK(lint_of({rules(rule(never))}) ==
        Texts{"warning t.json#/rules/0/trigger: X1: can never apply: the trigger contradicts "
              "itself"});
  CHECK(lint_of({rules(rule(kTrigger, R"(, "checked": {"by": "verify", "when": )" + never + "}"))},
                cases_of("X1")) ==
        Texts{"warning t.json#/rules/0/checked: X1: is never checked: the condition contradicts "
              "itself"});
}

TEST_CASE("a rule that blocks says what a plan must not be, and how it is avoided") {
  const std::string tested = cases_of("X1");
  const std::string by_hand = R"({"kind": "by-hand", "rank": 1, "text": "t"})";
  const std::string set =
      R"({"kind": "set", "fact": "migration.steps", "value": "two", "rank": 1, "text": "t"})";
  CHECK(lint_of({blocking(set, kForbid)}, tested) == Texts{});
  CHECK(lint_of({blocking(by_hand, kForbid)}, tested) ==
        Texts{"warning t.json#/rules/0/remedies: X1: blocks, and no option and no package avoids "
              "it: that would be degrade"});
  CHECK(lint_of({blocking(set, "")}, tested) ==
        Texts{"warning t.json#/rules/0/forbid: X1: blocks, and says nothing that a plan must not "
              "be"});
}

TEST_CASE("texts are there, and a title fits on a line") {
  const std::string tested = cases_of("X1");
  const std::string one = rules(rule(kTrigger));
  const auto titled = [&](std::size_t length) {
    std::string title;
    for (std::size_t i = 0; i < length; ++i) title += "é";
    return with(one, R"("title": "t")", R"("title": ")" + title + "\"");
  };
  CHECK(lint_of({titled(76)}, tested) == Texts{});
  CHECK(lint_of({titled(77)}, tested) ==
        Texts{"warning t.json#/rules/0/title: X1: the title has 77 characters, 76 fit on a line"});
  CHECK(lint_of({with(one, "KB X1", "")}, tested) ==
        Texts{"warning t.json#/rules/0/source: X1: has no source"});
}

TEST_CASE("a package that does not reach the fix is no way out") {
  const auto brings = [](const std::string& version) {
    return with(manifest("\"ranges\": [" + range(R"("fixed": "5.5.2.0")") + "], \"rules\": [" +
                         rule(kTrigger, R"(, "affects": ["r"])") + "]"),
                "\"remedies\": []",
                R"("remedies": [{"kind": "package", "component": "A.dll", "version": ")" + version +
                    R"(", "rank": 1, "text": "t"}])");
  };
  CHECK(lint_of({brings("5.5.2.0")}, cases_of("X1")) == Texts{});
  CHECK(lint_of({brings("5.5.1.9")}, cases_of("X1")) ==
        Texts{"warning t.json#/rules/0/remedies: X1: remedy 0 brings A.dll 5.5.1.9, which is below "
              "the fix of r"});
}

TEST_CASE("every rule has a case in which it applies, and one in which it is clear") {
  const std::string one = rules(rule(kTrigger));
  const std::string no_yes = "warning t.json#/rules/0: X1: no case in which it applies";
  const std::string no_no = "warning t.json#/rules/0: X1: no case in which it is clear";
  const auto expecting = [](const std::string& answer) {
    return R"({"name": "n", "expect": {"X1": ")" + answer + "\"}}";
  };
  CHECK(lint_of({one}) == Texts{no_yes, no_no});
  CHECK(lint_of({one}, expecting("applies")) == Texts{no_no});
  CHECK(lint_of({one}, expecting("not-applicable")) == Texts{no_yes});
  CHECK(lint_of({one}, expecting("missing-file")) == Texts{no_yes, no_no});
  // What nobody knows is at most unknown.
  const std::string unknown = rules(rule(R"({"all": [)" + kTrigger + R"(, {"unknown": "why"}]})"));
  CHECK(lint_of({unknown}, expecting("unknown")) == Texts{no_no});
  CHECK(lint_of({unknown}, expecting("clear")) ==
        Texts{"warning t.json#/rules/0: X1: no case in which it is unknown, which is the most that "
              "it can be"});
  // What holds for every server is never clear.
  const std::string always =
      with(rules(rule(R"({"always": true})", R"(, "operation": "any")")), "extract", "server");
  CHECK(lint_of({always}, expecting("applies")) == Texts{});
}

TEST_CASE("a case names rules that exist and facts that are declared") {
  const std::string one = rules(rule(kTrigger));
  CHECK(lint_of({one}, cases_of("X1") + R"(, {"name": "a", "expect": {"X2": "applies"}})") ==
        Texts{"error t.cases.json#/cases/2/expect/X2: there is no such rule; did you mean X1?"});
  CHECK(lint_of({one}, cases_of("X1") + R"(, {"name": "a", "under_plan": {"X1": "checked"},
                                             "operation": {"migration.step": "one"}})") ==
        Texts{"error t.cases.json#/cases/2/operation/migration.step: the fact migration.step is "
              "declared nowhere; did you mean migration.steps?"});
  CHECK(lint_of({one}, cases_of("X1") + R"(, {"name": "a", "status": "safe",
                                             "operation": {"migration.steps": "tow"}})") ==
        Texts{"error t.cases.json#/cases/2/operation/migration.steps: migration.steps cannot be "
              "\"tow\"; did you mean two?"});
}

TEST_CASE("an account names every record once, and every rule") {
  const auto recorded = [](const std::string& records) {
    return manifest("\"records\": [" + records + "], \"rules\": [" + rule(kTrigger) + "]");
  };
  const std::string named = R"({"record": "facts:Q1/a", "rules": ["X1"]})";
  const std::string none = R"({"record": "facts:Q2", "undecided": "an index"})";
  const std::string tested = cases_of("X1");
  CHECK(lint_of({recorded(named + ", " + none)}, tested) == Texts{});
  CHECK(lint_of({recorded(none)}, tested) ==
        Texts{"warning t.json#/rules/0: no record accounts for the rule X1"});
  CHECK(lint_of({recorded(named + ", " + named)}, tested) ==
        Texts{"error t.json#/records/1: facts:Q1/a is accounted for twice, first at "
              "t.json#/records/0"});
  CHECK(lint_of({recorded(named + R"(, {"record": "facts:Q3"})")}, tested) ==
        Texts{"error t.json#/records/1: facts:Q3 has neither rules nor a reason why it is "
              "undecided"});
  CHECK(
      lint_of({recorded(R"({"record": "facts:Q3", "rules": ["X1"], "undecided": "y"})")}, tested) ==
      Texts{"error t.json#/records/0: facts:Q3 has both rules and a reason why it is undecided"});
  CHECK(lint_of({recorded(R"({"record": "facts:Q3", "rules": ["X1", "X7"]})")}, tested) ==
        Texts{"error t.json#/records/0: facts:Q3 names the rule X7, which does not exist"});
  const auto library = support::library({recorded(named + ", " + none)});
  std::vector<Remark> unused;
  CHECK(to_string(lint_records(library, unused)) ==
        "2 records: 1 rule (1 defect, 0 requirements, 0 advisories) from 1 record, 1 undecided; 2 "
        "of facts");
}

TEST_CASE("an account counts what it names itself, not what its context does") {
  auto library = support::library(
      {manifest(R"("records": [{"record": "facts:Q1", "rules": ["X1"]}], "rules": [)" +
                    rule(kTrigger) + "]",
                "a"),
       manifest(R"("records": [{"record": "facts:Q2", "rules": ["X2"]}], "rules": [)" +
                rule(kTrigger, "", "X2") + "]")});
  REQUIRE(library.manifests.size() == 3);
  library.manifests[1].context = true;
  std::vector<Remark> unused;
  CHECK(to_string(lint_records(library, unused)) ==
        "1 record: 1 rule (1 defect, 0 requirements, 0 advisories) from 1 record, 0 undecided; 1 "
        "of facts");
}

TEST_CASE("nothing is said of a context, but what it asks is asked") {
  auto library = support::library(
      {manifest("\"ranges\": [" + range("") + "]", "a"), rules(rule(R"({"range": "r"})"))});
  REQUIRE(library.manifests.size() == 3);
  library.manifests[2].context = true;
  CHECK(said(lint(library, {})) == Texts{});
  library.manifests[1].context = true;
  library.manifests[2].context = false;
  CHECK(said(lint(library, {})).size() == 2);  // no cases
}

TEST_CASE("events: said twice, named by no rule, follow-ups in one place only") {
  const auto events = [](const std::string& inside, const std::string& events_of_rule,
                         const std::string& kind = "defect",
                         const std::string& source = R"(, "event_source": "S")") {
    const std::string ours =
        with(rule(R"({"always": true})", ", \"events\": " + events_of_rule + source), "\"defect\"",
             "\"" + kind + "\"");
    Texts out;
    for (std::string& text :
         lint_of({manifest("\"rules\": [" + ours + "], \"events\": [" + inside + "]")}))
      if (text.find("event") != std::string::npos) out.push_back(std::move(text));
    return out;
  };
  const std::string one = R"({"id": 1, "source": "MSExchangeMig", "meaning": "m"})";
  CHECK(events(one, "[1]") == Texts{});
  CHECK(events(one + R"(, {"id": 1, "meaning": "m"})", "[1]") == Texts{});
  CHECK(events(one + R"(, {"id": 1, "source": "ms exchangemig", "meaning": "n"})", "[1]") ==
        Texts{"error t.json#/events/1: event 1 is described twice, first at t.json#/events/0"});
  CHECK(events(one, "[2]") == Texts{"warning t.json#/events/0: no rule names event 1"});
  const std::string follow = R"({"id": 2, "meaning": "m", "follow_up": true})";
  CHECK(events(follow, "[1, 2]") == Texts{});
  CHECK(events(follow, "[2]") ==
        Texts{"warning t.json#/rules/0/events: the rule X1 names follow-up events only: no "
              "diagnosis leads to it"});
  CHECK(events(follow, "[2]", "advisory") == Texts{});
  CHECK(events(follow + R"(, {"id": 2, "source": "S", "meaning": "m"})", "[1, 2]") ==
        Texts{"error t.json#/events/1: event 2 is a follow-up in one place and none in another: "
              "rules do not tell which of the two they mean"});
  CHECK(events(one, "[1]", "defect", "") == Texts{});
  CHECK(events(one, "[1, 2]", "defect", "") ==
        Texts{"warning t.json#/rules/0/events: the rule X1 has no event_source, and nothing says "
              "who logs event 2: events of others would fit"});
}
