#include "checker/patch/planning/package_rules.hpp"

#include <doctest/doctest.h>

namespace checker::patch::planning {
namespace {

using base::Json;
using inventory::FileRecord;
using transaction::Applied;

Source source(const std::string& id) {
  Source out;
  out.manifest.id = id;
  return out;
}

Applied applied(Json note) {
  Applied out;
  out.id = "first";
  out.note = std::move(note);
  return out;
}

Inventory with(const std::string& name, std::optional<Version> version) {
  FileRecord file;
  file.path = "bin/" + name;
  file.name = name;
  file.file_version = version;
  file.version_state = version ? inventory::VersionState::present : inventory::VersionState::none;
  return Inventory{{file}};
}

std::vector<std::string> problems(std::vector<Source> sources, const std::vector<InPlace>& in_place,
                                  const Inventory& then = {}) {
  mark_superseded(sources, in_place);
  hold_package_rules(sources, in_place, inventory::Index(then));
  std::vector<std::string> out;
  for (const Source& one : sources) out.insert(out.end(), one.problems.begin(), one.problems.end());
  return out;
}

}  // namespace

TEST_CASE("packages in place are those of which the notes tell, whoever has written those") {
  const Json package = {{"id", "one"}, {"supersedes", {"zero"}}, {"conflicts", {"two", 7}}};
  const auto found =
      packages_in_place({applied({{"plan", {{"packages", {package, "text", Json::array()}}}}})});
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == "one");
  CHECK(found[0].transaction == "first");
  CHECK(found[0].supersedes == std::vector<std::string>{"zero"});
  CHECK(found[0].conflicts == std::vector<std::string>{"two"});
  for (const Json& odd :
       {Json(), Json(7), Json::object(), Json({{"plan", 1}}),
        Json({{"plan", {{"packages", "none"}}}}), Json({{"plan", {{"packages", {1, nullptr}}}}})})
    CHECK(packages_in_place({applied(odd)}).empty());
}

TEST_CASE("what another package supersedes, in the plan or in place, is left alone") {
  std::vector<Source> sources = {source("old"), source("new")};
  sources[1].manifest.supersedes = {"old"};
  mark_superseded(sources, {});
  CHECK(sources[0].superseded_by == "new");
  CHECK(sources[1].superseded_by.empty());
  sources = {source("old")};
  mark_superseded(sources, {{"newer", "first", {"old"}, {}}});
  CHECK(sources[0].superseded_by == "newer, which is in place");
}

TEST_CASE("packages that must not meet are refused, from either side") {
  Source one = source("one");
  one.manifest.conflicts = {"two"};
  CHECK(problems({one, source("two")}, {}) ==
        std::vector<std::string>{"one: it must not be installed with two"});
  CHECK(problems({one, source("three")}, {}).empty());
  CHECK(problems({one}, {{"two", "first", {}, {}}}) ==
        std::vector<std::string>{
            "one: it must not be installed with two, which is in place (patch first)"});
  CHECK(problems({source("two")}, {{"one", "first", {}, {"two"}}}).size() == 1);
  Source two = source("two");
  two.manifest.supersedes = {"one"};
  CHECK(problems({one, two}, {}).empty());  // the one that conflicts is left alone
}

TEST_CASE("what a package requires is looked for in the target as the plan leaves it") {
  Source one = source("one");
  one.manifest.requirements = {{"Store.exe", {5, 5, 2650, 21}}};
  CHECK(problems({one}, {}, with("STORE.EXE", Version{5, 5, 2650, 21})).empty());
  CHECK(problems({one}, {}, with("Store.exe", Version{5, 5, 2650, 20})) ==
        std::vector<std::string>{
            "one: it requires Store.exe 5.5.2650.21 or later; here it is 5.5.2650.20"});
  CHECK(problems({one}, {}, with("Store.exe", std::nullopt)).size() == 1);
  CHECK(problems({one}, {}, with("Ese.dll", Version{5, 5, 2650, 21})) ==
        std::vector<std::string>{
            "one: it requires Store.exe 5.5.2650.21 or later, which is not installed here"});
}

}  // namespace checker::patch::planning
