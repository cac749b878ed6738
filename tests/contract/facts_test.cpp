#include "contract/facts.hpp"

#include <doctest/doctest.h>

using contract::Fact;
using contract::Facts;
using contract::FactSet;
using contract::Guard;

TEST_CASE("facts survive being written and read") {
  Facts facts;
  facts.set("migration.steps", {std::string("one"), "job.txt:3 Function,FULL"});
  facts.set("migration.create_mailboxes", {true, ""});
  facts.set("migration.content", {FactSet{{"messages"}, {"directory"}}, "--set"});
  facts.set("source.database", {});
  auto again = contract::facts_from_json(contract::to_json(facts), "t");
  REQUIRE(again);
  CHECK(*again == facts);
}

TEST_CASE("bare values are read, wrong ones are refused by place") {
  auto bare = contract::facts_from_json(
      base::Json{{"a", "x"}, {"b", true}, {"c", {"m"}}, {"d", nullptr}}, "t");
  REQUIRE(bare);
  CHECK(bare->word("a") == "x");
  CHECK(bare->members("c").members.contains("m"));
  CHECK_FALSE(bare->get("d").known());
  for (const auto& wrong :
       {base::Json{{"a", 7}}, base::Json{{"a", {1}}}, base::Json{{"a", {{"vlaue", 1}}}}})
    CHECK_FALSE(contract::facts_from_json(wrong, "t"));
}

TEST_CASE("a guard is met by what it names, and by what is unknown") {
  const Guard guard{
      "Q214836",
      {{"migration.steps", {std::string("one"), ""}},
       {"migration.content", {FactSet{{"bulletin-boards", "personal-mailing-lists"}, {}}, ""}}}};
  struct Row {
    std::string what;
    Fact steps;
    Fact content;
    bool met;
  };
  const Fact one{std::string("one"), ""}, two{std::string("two"), ""}, unknown;
  const auto content = [](std::set<std::string> in, std::set<std::string> open = {}) {
    return Fact{FactSet{std::move(in), std::move(open)}, ""};
  };
  const Row rows[] = {
      {"both", one, content({"bulletin-boards", "personal-mailing-lists", "messages"}), true},
      {"two steps", two, content({"bulletin-boards", "personal-mailing-lists"}), false},
      {"no lists", one, content({"bulletin-boards"}), false},
      {"lists unknown", one, content({"bulletin-boards"}, {"personal-mailing-lists"}), true},
      {"content unknown", one, unknown, true},
      {"steps unknown", unknown, content({"bulletin-boards", "personal-mailing-lists"}), true},
      {"nothing", one, content({}), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Facts facts;
    facts.set("migration.steps", row.steps);
    facts.set("migration.content", row.content);
    CHECK(contract::meets(guard, facts) == row.met);
  }
}
