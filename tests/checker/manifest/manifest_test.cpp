#include <algorithm>

#include "checker/manifest/knowledge.hpp"
#include "tests/support/files.hpp"

using namespace checker::manifest;

namespace {

constexpr const char* kHead = R"({"schema": "sidestep-manifest/1", "id": "t", "version": "1", )";

// The only problem of a folder with this one manifest beside the shipped ones; "fine" without.
std::string problem(const std::string& body) {
  support::TempFolder folder;
  support::write(folder / "t.json", body);
  const Loaded loaded = load({MANIFESTS_DIR, folder.path()});
  CHECK(loaded.knowledge.rule("Q214836") != nullptr);  // a bad manifest never takes others with it
  return loaded.problems.empty() ? "fine" : loaded.problems.front().message;
}

bool says(const std::string& body, const std::string& what) {
  const std::string message = problem(body);
  CAPTURE(message);
  CHECK(message.find(what) != std::string::npos);
  return message.find(what) != std::string::npos;
}

std::string rule(const std::string& trigger, const std::string& more = "") {
  return kHead +
         std::string(R"("rules": [{"id": "X1", "title": "t", "summary": "s", "severity": "block",
    "concerns": "extract", "wizard_only": true, "basis": "stated", "remedies": [], "source": "KB X1",
    "trigger": )") +
         trigger + more + "}]}";
}

const std::string kTrigger = R"({"fact": "migration.steps", "is": "one"})";

}  // namespace

TEST_CASE("the shipped manifests are whole") {
  const Loaded loaded = load({MANIFESTS_DIR});
  for (const auto& p : loaded.problems) MESSAGE(p.message);
  CHECK(loaded.problems.empty());
  for (const char* id : {"Q214836", "Q214822", "Q214838", "Q229754", "Q256199"}) {
    CAPTURE(id);
    REQUIRE(loaded.knowledge.rule(id) != nullptr);
    CHECK(loaded.knowledge.rule(id)->source == std::string("KB ") + id);
  }
  CHECK(loaded.knowledge.product("exchange-5.5") != nullptr);
  CHECK(loaded.knowledge.manifests.size() == 3);
}

TEST_CASE("the printed partial version is kept as printed and is no version") {
  const Loaded loaded = load({MANIFESTS_DIR});
  const Range* range = loaded.knowledge.range("web3-extractor");
  REQUIRE(range != nullptr);
  CHECK(range->fixed_as_printed == "2543.1");
  CHECK(range->fixed == checker::Version{5, 5, 2543, 1});
  CHECK(range->introduced_basis == Basis::inferred);
  CHECK_FALSE(checker::version::parse("2543.1"));
}

TEST_CASE("a guard forbids exactly what triggers its rule") {
  const Loaded loaded = load({MANIFESTS_DIR});
  for (const Rule& r : loaded.knowledge.rules) {
    CAPTURE(r.id);
    CHECK((r.severity != Severity::block || r.guards.size() == 1));
    for (const auto& guard : r.guards)
      for (const auto& [fact, value] : guard.forbid) {
        const auto asked = facts_in(r.trigger);
        CHECK(std::ranges::find(asked, fact) != asked.end());
      }
  }
}

TEST_CASE("a good manifest beside the shipped ones is fine") {
  CHECK(problem(rule(kTrigger)) == "fine");
}

TEST_CASE("what is wrong with a manifest is said by name and place") {
  CHECK(says("{\"schema\": ", "t.json: "));
  CHECK(says(R"({"schema": "other/1"})", "schema should be sidestep-manifest/1"));
  CHECK(says(kHead + std::string(R"("rulez": []})"), "rulez is not a key this version knows"));
  CHECK(says(kHead + std::string(R"("id": "twice"})"), "key \"id\" appears twice"));
  CHECK(says(rule(R"({"fact": "migration.step", "is": "one"})"), "did you mean migration.steps?"));
  CHECK(says(rule(R"({"range": "nowhere"})"), "there is no range nowhere"));
  CHECK(says(rule(R"({"all": []})"), "rules[0].trigger.all is empty"));
  CHECK(says(rule(R"({"fact": "migration.steps", "is": 7})"), "should be a string"));
  CHECK(says(rule(kTrigger, R"(, "serverity": "x")"), "rules[0].serverity is not a key"));
  CHECK(says(rule(kTrigger, R"(, "affects": ["web4"])"), "there is no range web4"));
  CHECK(says(rule(kTrigger, R"(, "events": [-1])"), "event numbers"));
  std::string deep = kTrigger;
  for (int i = 0; i < 20; ++i) deep = R"({"not": )" + deep + "}";
  CHECK(says(rule(deep), "levels deep"));
}

TEST_CASE("a range that contradicts itself is refused") {
  const auto range = [](const std::string& body) {
    return kHead +
           std::string(R"("ranges": [{"id": "r", "component": "A.dll", "branch": "5.5", )") + body +
           "}]}";
  };
  CHECK(problem(range(R"("fixed": "5.5.2.0")")) == "fine");
  CHECK(says(range(R"("fixed": "5.0.2.0")"), "is not the branch"));
  CHECK(says(range(R"("fixed": "2543.1")"), "four parts"));
  CHECK(
      says(range(R"("fixed": "5.5.2.0", "introduced": {"version": "5.5.2.0", "basis": "stated"})"),
           "the range is empty"));
  CHECK(says(range(R"("absent_up_to": "5.5.2.0")"), "absent_up_to is not below introduced"));
  CHECK(says(
      kHead + std::string(R"("ranges": [{"id": "r", "component": "A.dll", "branch": "5,5"}]})"),
      "branch should be two numbers"));
}

TEST_CASE("a value that a fact can never have is refused: such a rule would never apply") {
  CHECK(says(rule(R"({"fact": "migration.steps", "is": "tow"})"), "did you mean two?"));
  CHECK(says(rule(R"({"fact": "migration.content", "contains": "bulletin-board"})"),
             "did you mean bulletin-boards?"));
  CHECK(says(rule(R"({"fact": "migration.content", "is": "messages"})"), "cannot be"));
  CHECK(says(rule(R"({"fact": "migration.create_mailboxes", "is": "true"})"), "cannot be"));
  CHECK(says(rule(kTrigger, R"(, "forbid": {"migration.steps": "tow"})"), "X1.forbid"));
  CHECK(says(rule(kTrigger, R"(, "checked": {"when": )" + kTrigger +
                                R"(, "by": "verify"}, "forbid": {"migration.stepz": "one"})"),
             "X1.forbid: the fact migration.stepz"));
  std::string remedy = rule(kTrigger);
  remedy.replace(remedy.find("\"remedies\": []"), 14,
                 R"("remedies": [{"kind": "set", "fact": "migration.steps", "value": "tow",
                                  "rank": 1, "text": "t"}])");
  CHECK(says(remedy, "X1.remedies"));
  std::string again = rule(kTrigger);
  again.replace(again.find("\"id\": \"t\""), 9, "\"id\": \"operation\"");
  CHECK(says(again, "manifest operation is defined twice"));
}

TEST_CASE("what stands in the way of reading a folder of manifests is said") {
  support::TempFolder folder;
  std::filesystem::create_symlink("loop.json", folder / "loop.json");
  support::write(folder / "schema" / "X.JSON", "{");
  const Loaded loaded = load({MANIFESTS_DIR, folder.path(), folder / "absent"});
  CHECK(loaded.problems.size() == 3);
}

TEST_CASE("a rule of the same id is not defined twice") {
  std::string again = rule(kTrigger);
  again.replace(again.find("X1"), 2, "Q214836");
  CHECK(says(again, "rule Q214836 is defined twice"));
}
