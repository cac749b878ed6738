#include "contract/plan.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "base/digest.hpp"

using namespace contract;

namespace {

Plan example() {
  Plan plan;
  plan.status = PlanStatus::safe;
  plan.operation.set("migration.steps", {std::string("two"), "plan"});
  plan.operation.set("migration.content",
                     {FactSet{{"bulletin-boards", "personal-mailing-lists"}, {"directory"}}, ""});
  plan.changes.push_back(
      {"Q214836", "migration.steps", {std::string("one"), ""}, {std::string("two"), ""}});
  plan.passes.push_back({"two", {"bulletin-boards", "personal-mailing-lists"}});
  plan.manual = {"look"};
  plan.cost = {0, 0, 0, 1, 0, 1, 1};
  plan.guards.push_back(
      {"Q214836",
       {{"migration.steps", {std::string("one"), ""}},
        {"migration.content", {FactSet{{"bulletin-boards", "personal-mailing-lists"}, {}}, ""}}}});
  plan.evidence.push_back({"Mlmig32.dll", "bin/Mlmig32.dll", "5.5.2521.0", base::sha256("x")});
  plan.evidence.push_back({"Mailmig.exe", "bin/Mailmig.exe", "", base::sha256("y")});
  plan.manifests.push_back({"m", "1", base::sha256("z")});
  return plan;
}

// The document with one change made by hand, sealed anew when `seal`.
base::Json changed(const std::function<void(base::Json&)>& change, bool seal) {
  base::Json json = to_json(example());
  change(json);
  if (seal) {
    json.erase("digest");
    json["digest"] = base::sha256(base::canonical(json));
  }
  return json;
}

base::Errc refused(const base::Json& json) {
  auto plan = plan_from_json(json, "plan.json");
  REQUIRE_FALSE(plan);
  return plan.error().code;
}

}  // namespace

TEST_CASE("a plan survives being written and read") {
  const base::Json json = to_json(example());
  auto plan = plan_from_json(json, "plan.json");
  REQUIRE_MESSAGE(plan, (plan ? "" : plan.error().message));
  CHECK(to_json(*plan) == json);
}

TEST_CASE("a plan changed by hand is refused, in every field") {
  const base::Json whole = to_json(example());
  for (const auto& [key, value] : whole.items()) {
    CAPTURE(key);
    const std::string name = key;
    CHECK_FALSE(plan_from_json(changed([&](base::Json& j) { j[name] = "forged"; }, false), "p"));
    CHECK_FALSE(plan_from_json(changed([&](base::Json& j) { j.erase(name); }, false), "p"));
  }
  CHECK(refused(changed([](base::Json& j) { j["passes"][0]["steps"] = "one"; }, false)) ==
        base::Errc::conflict);
}

TEST_CASE("even a plan sealed anew does not get past its own guards") {
  CHECK(refused(changed([](base::Json& j) { j["passes"][0]["steps"] = "one"; }, true)) ==
        base::Errc::conflict);
  CHECK(refused(changed([](base::Json& j) { j["operation"]["migration.steps"]["value"] = "one"; },
                        true)) == base::Errc::conflict);
  CHECK(refused(changed([](base::Json& j) { j.erase("guards"); }, true)) == base::Errc::conflict);
}

TEST_CASE("a pass does not get past a guard by not naming what is unknown") {
  Plan plan = example();
  plan.operation.set("migration.content",
                     {FactSet{{"bulletin-boards"}, {"personal-mailing-lists"}}, ""});
  plan.passes = {{"one", {"bulletin-boards"}}};
  CHECK(broken_guard(plan) == "Q214836");
}

TEST_CASE("evidence has the shape of evidence") {
  CHECK_FALSE(
      plan_from_json(changed([](base::Json& j) { j["evidence"][0]["sha256"] = "zz"; }, true), "p"));
  CHECK_FALSE(
      plan_from_json(changed([](base::Json& j) { j["evidence"][0].erase("path"); }, true), "p"));
  CHECK_FALSE(plan_from_json(changed([](base::Json& j) { j["evidence"] = nullptr; }, true), "p"));
}

TEST_CASE("a misspelt key is refused by name") {
  auto plan = plan_from_json(changed([](base::Json& j) { j["gaurds"] = 1; }, true), "p.json");
  REQUIRE_FALSE(plan);
  CHECK(plan.error().message == "p.json#/gaurds is not a key this version knows");
}
