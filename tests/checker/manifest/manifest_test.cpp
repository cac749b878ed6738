#include <algorithm>

#include "tests/checker/manifest/support.hpp"

using namespace checker::manifest;
using support::library;
using support::manifest;
using support::range;
using support::rule;
using support::rules;

namespace {

const std::string kTrigger = R"({"fact": "migration.steps", "is": "one"})";

std::vector<std::string> standing(const Library& read) {
  std::vector<std::string> out;
  for (const auto& each : read.manifests) out.push_back(each.manifest.used.id);
  return out;
}

std::vector<std::string> refusals(const Library& read) {
  std::vector<std::string> out;
  for (const auto& each : read.refused) out.push_back(each.error.message);
  return out;
}

using Texts = std::vector<std::string>;

// "user" asks for what "giver" declares.
const std::string kGiver = manifest(
    "\"ranges\": [" + range("") + R"(], "facts": [{"name": "x", "type": "flag"}])", "giver");
const std::string kUser = manifest(
    "\"rules\": [" + rule(R"({"fact": "x", "is": true})", R"(, "affects": ["r"])") + "]", "user");
const std::string kLast = manifest("\"ranges\": [" + range("", "s") + "], \"rules\": [" +
                                       rule(R"({"range": "r"})", "", "X2") + "]",
                                   "last");

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
  CHECK(std::ranges::is_sorted(loaded.knowledge.rules, {}, &Rule::id));
  const auto components = loaded.knowledge.components();
  CHECK(std::ranges::count(components, "Mlmig32.dll") == 1);
}

TEST_CASE("the printed partial version is kept as printed and is no version") {
  const Loaded loaded = load({MANIFESTS_DIR});
  const Range* web3 = loaded.knowledge.range("web3-extractor");
  REQUIRE(web3 != nullptr);
  CHECK(web3->fixed_as_printed == "2543.1");
  CHECK(web3->fixed == checker::Version{5, 5, 2543, 1});
  CHECK(web3->introduced_basis == Basis::inferred);
  CHECK_FALSE(checker::version::parse("2543.1"));
}

TEST_CASE("a guard forbids exactly what triggers its rule") {
  const Loaded loaded = load({MANIFESTS_DIR});
  for (const Rule& r : loaded.knowledge.rules) {
    CAPTURE(r.id);
    for (const auto& guard : r.guards)
      for (const auto& [fact, value] : guard.forbid) {
        const auto asked = facts_in(r.trigger);
        CHECK(std::ranges::find(asked, fact) != asked.end());
      }
  }
}

TEST_CASE("a thing is found by its name, and of two the first") {
  Range a, b;
  a.id = b.id = "r";
  b.component = "second";
  Catalogue<Range, &Range::id> ranges;
  CHECK(ranges.find("r") == nullptr);
  for (int i = 0; i < 100; ++i) {
    Range other;
    other.id = "r" + std::to_string(i);
    ranges.push_back(other);
  }
  ranges.push_back(a);
  ranges.push_back(b);
  REQUIRE(ranges.find("r") != nullptr);
  CHECK(ranges.find("r")->component == "");
  CHECK(ranges.find("r99") == &ranges[99]);
  const auto copy = ranges;
  CHECK(copy.find("r99") == &copy[99]);
}

TEST_CASE("a manifest may use what any other declares, in whatever order they are read") {
  Texts texts = {kGiver, kLast, kUser};
  std::ranges::sort(texts);
  do {
    const Library read = library(texts);
    CHECK(refusals(read) == Texts{});
    CHECK(read.manifests.size() == 4);
  } while (std::ranges::next_permutation(texts).found);
}

TEST_CASE("what cannot stand takes with it what needs it, and nothing else") {
  const std::string broken = manifest("\"ranges\": [" + range("") + R"(], "rules": [)" +
                                          rule(R"({"range": "nowhere"})", "", "X9") + "]",
                                      "broken");
  const std::string needs_user = rules(rule(R"({"range": "s"})", "", "X3"));
  const Library read = library({broken, kLast, needs_user, manifest(R"("rules": [])", "alone")});
  CHECK(standing(read) == Texts{"operation", "alone"});
  CHECK(refusals(read) ==
        Texts{"0.json#/rules/0/trigger/range: there is no range nowhere",
              "1.json#/rules/0/trigger/range: there is no range r: 0.json was left out",
              "2.json#/rules/0/trigger/range: there is no range s: 1.json was left out"});
}

TEST_CASE("what a manifest defines that was left out, another may") {
  const std::string broken = manifest("\"ranges\": [" + range("") + R"(], "rules": [)" +
                                          rule(R"({"range": "nowhere"})", "", "X9") + "]",
                                      "broken");
  const Library read = library({broken, kGiver, kUser});
  CHECK(standing(read) == Texts{"operation", "giver", "user"});
}

TEST_CASE("of two that define the same the first stands") {
  const Library read =
      library({rules(rule(kTrigger)), manifest("\"rules\": [" + rule(kTrigger) + "]", "second")});
  CHECK(standing(read) == Texts{"operation", "t"});
  CHECK(refusals(read) == Texts{"1.json#/rules/0: rule X1 is defined twice, first in 0.json"});
}

TEST_CASE("a file that is in two places is read once, and a bad one takes no other with it") {
  support::TempFolder folder;
  std::filesystem::copy(MANIFESTS_DIR "/operation.json", folder / "operation.json");
  support::write(folder / "deep/x.json", rules(rule(kTrigger)));
  support::write(folder / "bad.json", "{");
  support::write(folder / "x.schema.json", "{");
  support::write(folder / "x.cases.json", "{");
  support::write(folder / "x.FIXES.json", "{");
  support::write(folder / "notes.txt", "{");
  support::write(folder / "profiles/ccmail.json", "{");
  const Loaded loaded = load({folder.path(), folder / "deep", folder / "deep/x.json"});
  REQUIRE(loaded.problems.size() == 1);
  CHECK(loaded.problems.front().message.find("/bad.json: parse error") != std::string::npos);
  CHECK(loaded.knowledge.rules.size() == 1);
}

TEST_CASE("a newer version of a manifest takes the place of the context's") {
  support::TempFolder folder;
  const auto named = [&](const std::string& where, const std::string& id,
                         const std::string& rule_id) {
    support::write(folder / where,
                   manifest("\"rules\": [" + rule(kTrigger, "", rule_id) + "]", id));
  };
  std::filesystem::create_directories(folder / "own/a");
  std::filesystem::copy(MANIFESTS_DIR "/operation.json", folder / "own/operation.json");
  named("own/a/x.json", "x", "X1");
  named("new/a/x.json", "x", "X1");
  named("other/y.json", "x", "X2");
  const auto read = [&](const std::string& asked) {
    return read_library(find_files({{folder / "own", true}, {folder / asked, false}}));
  };
  CHECK(refusals(read("new")) == Texts{});
  CHECK(refusals(read("new/a/x.json")) == Texts{});
  CHECK(refusals(read("other")) ==
        Texts{"other/y.json#/id: manifest x is defined twice, first in own/a/x.json"});
}

TEST_CASE("ten thousand rules are read in the time that they are long") {
  std::string some;
  for (int i = 0; i < 10000; ++i)
    some += (i == 0 ? "" : ", ") + rule(kTrigger, R"(, "affects": ["r)" + std::to_string(i) + "\"]",
                                        "X" + std::to_string(i));
  std::string bounds;
  for (int i = 0; i < 10000; ++i)
    bounds += (i == 0 ? "" : ", ") + range("", "r" + std::to_string(i));
  const Library read =
      library({manifest("\"ranges\": [" + bounds + "], \"rules\": [" + some + "]")});
  REQUIRE(refusals(read) == Texts{});
  const Knowledge knowledge = knowledge_of(read.manifests);
  CHECK(knowledge.rules.size() == 10000);
  CHECK(knowledge.components().size() == 1);
  REQUIRE(knowledge.range("r9999") != nullptr);
  CHECK(knowledge.range("r9999")->id == "r9999");
}
