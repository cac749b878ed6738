// Manifests that are wrong or mean harm: each message names the place.
#include <sys/stat.h>

#include <chrono>

#include "tests/checker/manifest/support.hpp"

using namespace checker::manifest;
using support::manifest;
using support::problem;
using support::range;
using support::rule;
using support::rules;

namespace {

struct Row {
  std::string text, expected;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 400));
    CHECK(problem(row.text) == row.expected);
  }
}

const std::string kTrigger = R"({"fact": "migration.steps", "is": "one"})";

std::string remedy(const std::string& body) {
  std::string out = rules(rule(kTrigger));
  const std::string empty = "\"remedies\": []";
  return out.replace(out.find(empty), empty.size(), "\"remedies\": [" + body + "]");
}

std::string nested(int levels) {
  std::string out = kTrigger;
  for (int i = 0; i < levels; ++i) out = R"({"not": )" + out + "}";
  return out;
}

std::string steps(const std::string& step, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += step;
  return out;
}

}  // namespace

TEST_CASE("what is no manifest is refused where it stops to be one") {
  check({
      {"",
       "t.json: parse error at line 1, column 1: syntax error while parsing value - unexpected end "
       "of input; expected '[', '{', or a literal"},
      {"[]", "t.json should be an object, is array"},
      {R"({"schema": "other/1"})", "t.json#/schema should be sidestep-manifest/1"},
      {R"({"schema": "sidestep-manifest/1", "id": "t"})", "t.json#/version is missing"},
      {R"({"schema": "sidestep-manifest/1", "id": 4, "version": "1"})",
       "t.json#/id should be a string, is number"},
      {manifest(R"("rules": {})"), "t.json#/rules should be an array, is object"},
      {manifest(R"("rules": [7])"), "t.json#/rules/0 should be an object, is number"},
      {manifest(R"("rules": [)"),
       "t.json#/rules/0: parse error at line 1, column 72: syntax error while parsing value - "
       "unexpected '}'; expected '[', '{', or a literal"},
      {manifest(R"("note": "\u00)"),
       "t.json#/note: parse error at line 1, column 75: syntax error while parsing value - invalid "
       "string: '\\u' must be followed by 4 hex digits; last read: '\"\\u00}'"},
  });
}

TEST_CASE("bytes that are not UTF-8, repeated keys and deep nesting are refused by place") {
  check({
      {manifest("\"note\": \"a\xff\""),
       "t.json#/note: parse error at line 1, column 72: syntax error while parsing value - invalid "
       "string: ill-formed UTF-8 byte; last read: '\"a\xEF\xBF\xBD'"},
      {manifest("\"note\": \"" + std::string(100000, 'a') + "\xc3\x28\""),
       "t.json#/note: parse error at line 1, column 100072: syntax error while parsing value - "
       "invalid string: ill-formed UTF-8 byte; last read: '…" +
           std::string(38, 'a') + "\xEF\xBF\xBD('"},
      {manifest(R"("id": "twice")"), "t.json: key \"id\" appears twice"},
      {rules(rule(R"({"all": [{"fact": "a", "is": "b", "fact": "c"}]})")),
       "t.json#/rules/0/trigger/all/0: key \"fact\" appears twice"},
      {rules(rule(nested(16), R"(, "events": [1])")), "fine"},
      {rules(rule(nested(20))), "t.json#/rules/0/trigger" + steps("/not", 17) +
                                    ": conditions are nested more than 16 levels deep"},
      {rules(rule(nested(100))),
       "t.json#/rules/0/trigger" + steps("/not", 61) + ": nested deeper than 64 levels"},
      {std::string(1000000, '['), "t.json#" + steps("/0", 64) + ": nested deeper than 64 levels"},
      {steps("{\"a\":", 1000000), "t.json#" + steps("/a", 64) + ": nested deeper than 64 levels"},
  });
}

TEST_CASE("numbers are not bent to fit") {
  const auto ranked = [](const std::string& rank) {
    return remedy(R"({"kind": "by-hand", "text": "t", "rank": )" + rank + "}");
  };
  const auto event = [](const std::string& number) {
    return rules(rule(kTrigger, R"(, "events": [8002, )" + number + "]"));
  };
  check({
      {ranked("1"), "fine"},
      {ranked("-1"), "t.json#/rules/0/remedies/0/rank should be a whole number up to 99, is -1"},
      {ranked("4.72"),
       "t.json#/rules/0/remedies/0/rank should be a whole number up to 99, is 4.72"},
      {ranked("\"4\""),
       "t.json#/rules/0/remedies/0/rank should be a whole number up to 99, is \"4\""},
      {ranked("100"), "t.json#/rules/0/remedies/0/rank should be a whole number up to 99, is 100"},
      {ranked("true"),
       "t.json#/rules/0/remedies/0/rank should be a whole number up to 99, is true"},
      {ranked("[1]"),
       "t.json#/rules/0/remedies/0/rank should be a whole number up to 99, is array"},
      {ranked("1e999"), "t.json#/rules/0/remedies/0/rank: number overflow parsing '1e999'"},
      {event("65535"), "fine"},
      {event("65536"), "t.json#/rules/0/events/1 should be a whole number up to 65535, is 65536"},
      {event("-1"), "t.json#/rules/0/events/1 should be a whole number up to 65535, is -1"},
      {event("4.72"), "t.json#/rules/0/events/1 should be a whole number up to 65535, is 4.72"},
      {event("\"" + std::string(1000, 'x') + "\""),
       "t.json#/rules/0/events/1 should be a whole number up to 65535, is \"" +
           std::string(39, 'x') + "…"},
  });
}

TEST_CASE("a misspelt key is refused by name, with the one that was meant") {
  std::string missing = rules(rule(kTrigger));
  missing.replace(missing.find("\"title\""), 7, "\"titel\"");
  check({
      {manifest(R"("rulez": [])"),
       "t.json#/rulez is not a key this version knows; did you mean rules?"},
      {rules(rule(kTrigger, R"(, "afects": [])")),
       "t.json#/rules/0/afects is not a key this version knows; did you mean affects?"},
      {rules(rule(kTrigger, R"(, "colour": 1)")),
       "t.json#/rules/0/colour is not a key this version knows"},
      {missing, "t.json#/rules/0/title is missing; is \"titel\" meant for it?"},
      {manifest("\"ranges\": [" + range(R"("absent_upto": "5.5.1.0")") + "]"),
       "t.json#/ranges/0/absent_upto is not a key this version knows; did you mean absent_up_to?"},
      {rules(rule(R"({"fact": "migration.steps", "is": "one", "at": 1})")),
       "t.json#/rules/0/trigger/at is not a key this version knows"},
      {manifest("\"" + std::string(100000, 'k') + "\": 1"),
       "t.json#/" + std::string(80, 'k') + "… is not a key this version knows"},
      {manifest(R"("a/b~c": 1)"), "t.json#/a~1b~0c is not a key this version knows"},
  });
}

TEST_CASE("what nobody declares is refused, with the one that was meant") {
  check({
      {rules(rule(R"({"fact": "migration.step", "is": "one"})")),
       "t.json#/rules/0/trigger/fact: the fact migration.step is declared nowhere; did you mean "
       "migration.steps?"},
      {rules(rule(R"({"any": [{"always": true}, {"range": "nowhere"}]})")),
       "t.json#/rules/0/trigger/any/1/range: there is no range nowhere"},
      {manifest("\"ranges\": [" + range("", "web3") + "], \"rules\": [" +
                rule(kTrigger, R"(, "affects": ["web3", "web4"])") + "]"),
       "t.json#/rules/0/affects/1: there is no range web4; did you mean web3?"},
      {rules(rule(kTrigger, R"(, "forbid": {"migration.stepz": "one"})")),
       "t.json#/rules/0/forbid/migration.stepz: the fact migration.stepz is declared nowhere; did "
       "you mean migration.steps?"},
      {rules(rule(kTrigger, R"(, "checked": {"when": {"not": {"fact": "x", "is": "y"}},
                                             "by": "verify"})")),
       "t.json#/rules/0/checked/when/not/fact: the fact x is declared nowhere"},
      {manifest(R"("derived": [{"fact": "migration.content", "member": "messages",
                                "present_from": "r", "when": {"always": true}}])"),
       "t.json#/derived/0/present_from: there is no range r"},
  });
}

TEST_CASE("a value that a fact can never have is refused: such a rule would never apply") {
  check({
      {rules(rule(R"({"fact": "migration.steps", "is": "tow"})")),
       "t.json#/rules/0/trigger/is: migration.steps cannot be \"tow\"; did you mean two?"},
      {rules(rule(R"({"fact": "migration.steps", "is": 7})")),
       "t.json#/rules/0/trigger/is should be a string, true, false or an array, is number"},
      {rules(rule(R"({"fact": "migration.steps", "is": true})")),
       "t.json#/rules/0/trigger/is: migration.steps is a word and cannot be \"true\""},
      {rules(rule(R"({"fact": "migration.source", "in": ["notes", "ccmail"]})")),
       "t.json#/rules/0/trigger/in/1: migration.source cannot be \"ccmail\"; did you mean "
       "cc:mail?"},
      {rules(rule(R"({"fact": "migration.source", "in": ["notes", "notes"]})")),
       "t.json#/rules/0/trigger/in holds \"notes\" twice"},
      {rules(rule(R"({"fact": "migration.source", "in": []})")),
       "t.json#/rules/0/trigger/in should hold 1 or more"},
      {rules(rule(R"({"fact": "migration.create_mailboxes", "in": ["true"]})")),
       "t.json#/rules/0/trigger/in/0: migration.create_mailboxes is a flag and cannot be \"true\""},
      {rules(rule(R"({"fact": "migration.content", "contains": "bulletin-board"})")),
       "t.json#/rules/0/trigger/contains: migration.content cannot be \"bulletin-board\"; did you "
       "mean bulletin-boards?"},
      {rules(rule(R"({"fact": "migration.content", "is": "messages"})")),
       "t.json#/rules/0/trigger/is: migration.content is a set and cannot be \"messages\""},
      {rules(rule(R"({"fact": "migration.steps", "contains": "one"})")),
       "t.json#/rules/0/trigger/contains: migration.steps is a word, not a set that could contain "
       "\"one\""},
      {rules(rule(R"({"fact": "migration.steps", "below": "2"})")),
       "t.json#/rules/0/trigger/below: migration.steps is a word, no number"},
      {rules(rule(R"({"fact": "source.export_version", "below": "eight"})")),
       "t.json#/rules/0/trigger/below: source.export_version is a number; \"eight\" is none"},
      {rules(rule(R"({"same_version": ["A.dll"]})")),
       "t.json#/rules/0/trigger/same_version should hold 2 or more"},
      {rules(rule(R"({"always": false})")), "t.json#/rules/0/trigger/always can only be true"},
      {rules(rule(R"({"all": []})")), "t.json#/rules/0/trigger/all is empty"},
      {rules(rule(R"({})")),
       "t.json#/rules/0/trigger should be one of all, any, not, fact, range, same_version, always, "
       "unknown"},
      {remedy(R"({"kind": "set", "fact": "migration.steps", "value": "tow", "rank": 1,
                  "text": "t"})"),
       "t.json#/rules/0/remedies/0/value: migration.steps cannot be \"tow\"; did you mean two?"},
      {remedy(R"({"kind": "leave-out", "member": "boards", "rank": 1, "text": "t"})"),
       "t.json#/rules/0/remedies/0/member: migration.content cannot be \"boards\""},
      {remedy(R"({"kind": "split", "separate": ["schedule", "message"], "rank": 1, "text": "t"})"),
       "t.json#/rules/0/remedies/0/separate/1: migration.content cannot be \"message\"; did you "
       "mean messages?"},
      {remedy(R"({"kind": "split", "separate": [], "rank": 1, "text": "t"})"),
       "t.json#/rules/0/remedies/0/separate: should name what runs apart"},
      {manifest(R"("facts": [{"name": "x", "type": "word"}])"),
       "t.json#/facts/0/values: a word needs its values"},
      {manifest(R"("facts": [{"name": "x", "type": "flag", "default": "yes"}])"),
       "t.json#/facts/0/default: should be true or false"},
      {manifest(R"("facts": [{"name": "x", "type": "list"}])"),
       "t.json#/facts/0/type should be one of word, flag, set, number, text, is \"list\""},
  });
}

TEST_CASE("a range that contradicts itself is refused") {
  const auto ranged = [](const std::string& bounds) {
    return manifest("\"ranges\": [" + range(bounds) + "]");
  };
  check({
      {ranged(""), "fine"},
      {ranged(R"("fixed": "5.5.2.0")"), "fine"},
      {ranged(R"("fixed": "5.0.2.0")"),
       "t.json#/ranges/0/branch is not the branch of every version in the range"},
      {ranged(R"("fixed": "2543.1")"),
       "t.json#/ranges/0/fixed should be a version of four parts, such as 5.5.2543.1, is "
       "\"2543.1\""},
      {ranged(R"("fixed": 5.5)"), "t.json#/ranges/0/fixed should be a string, is number"},
      {ranged(R"("fixed": "5.5.2.65536")"),
       "t.json#/ranges/0/fixed should be a version of four parts, such as 5.5.2543.1, is "
       "\"5.5.2.65536\""},
      {ranged(R"("fixed": "5.5.2.0", "introduced": {"version": "5.5.2.0", "basis": "stated"})"),
       "t.json#/ranges/0/fixed is not above introduced: the range is empty"},
      {ranged(R"("last_affected": "5.5.1.0",
                 "introduced": {"version": "5.5.2.0", "basis": "stated"})"),
       "t.json#/ranges/0/last_affected is below introduced: the range is empty"},
      {ranged(R"("last_affected": "5.5.2.0", "fixed": "5.5.2.0")"),
       "t.json#/ranges/0/last_affected is not below fixed"},
      {ranged(R"("absent_up_to": "5.5.2.0")"),
       "t.json#/ranges/0/absent_up_to is not below introduced"},
      {ranged(R"("language": "english")"),
       "t.json#/ranges/0/language should be four hexadecimal digits, such as 0409, is \"english\""},
      {ranged(R"("platform": "x86")"),
       "t.json#/ranges/0/platform should be one of i386, alpha, mips, ppc, is \"x86\""},
  });
}

TEST_CASE("what is defined twice in one manifest is refused") {
  check({
      {rules(rule(kTrigger) + ", " + rule(kTrigger)), "t.json#/rules/1: rule X1 is defined twice"},
      {manifest("\"ranges\": [" + range("") + ", " + range("") + "]"),
       "t.json#/ranges/1: range r is defined twice"},
      {manifest(R"("facts": [{"name": "migration.steps", "type": "flag"}])"),
       "t.json#/facts/0: fact migration.steps is defined twice, first in operation.json"},
      {manifest(R"("rules": [])", "operation"),
       "t.json#/id: manifest operation is defined twice, first in operation.json"},
      {manifest(R"("records": [{"record": "Q1"}])"),
       "t.json#/records/0/record should be a collection and an article, such as facts:Q214836"},
  });
}

TEST_CASE("a manifest of 100 MB is refused by its size, unread") {
  support::TempFolder folder;
  support::write(folder / "big.json", "{");
  std::filesystem::resize_file(folder / "big.json", 100u << 20);  // nothing but a hole
  const auto before = std::chrono::steady_clock::now();
  const Loaded loaded = load({MANIFESTS_DIR "/operation.json", folder.path()});
  REQUIRE(loaded.problems.size() == 1);
  CHECK(loaded.problems.front().message ==
        (folder / "big.json").string() + ": 104857600 bytes, more than the limit of 16777216");
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(1));
  CHECK(loaded.knowledge.fact("migration.steps") != nullptr);
}

TEST_CASE("what is no regular file does not hang the reader") {
  support::TempFolder folder;
  REQUIRE(::mkfifo((folder / "pipe.json").c_str(), 0600) == 0);
  std::filesystem::create_symlink("loop.json", folder / "loop.json");
  std::filesystem::create_directories(folder / "folder.json");
  support::write(folder / "SCHEMA" / "X.JSON", "{");
  const Loaded loaded = load({folder.path(), folder / "absent"});
  std::vector<std::string> said;
  for (const auto& p : loaded.problems) said.push_back(p.message);
  CHECK(said.size() == 4);  // pipe, loop, X, absent
  CHECK(loaded.knowledge.manifests.empty());
}

TEST_CASE("every prefix of a good manifest is refused with its place") {
  const std::string good = rules(rule(R"({"all": [{"fact": "migration.steps", "is": "one"},
    {"same_version": ["A.dll", "B.dll"]}, {"unknown": "nobody knows"}]})",
                                      R"(, "events": [1], "codes": ["0x1"])"));
  REQUIRE(problem(good) == "fine");
  for (std::size_t length = 0; length < good.size(); ++length) {
    CAPTURE(length);
    const std::string message = problem(good.substr(0, length));
    CHECK(message.starts_with("t.json"));
    CHECK(message.find("parse error") != std::string::npos);
  }
}
