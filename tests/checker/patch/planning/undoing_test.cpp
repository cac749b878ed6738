#include "checker/patch/planning/undoing.hpp"

#include <doctest/doctest.h>

#include "checker/manifest/knowledge.hpp"

namespace checker::patch::planning {
namespace {

const manifest::Knowledge& shipped() {
  static const manifest::Loaded loaded = manifest::load({MANIFESTS_DIR});
  REQUIRE(loaded.problems.empty());
  return loaded.knowledge;
}

std::vector<std::string> closed(const std::string& lowered, Version store,
                                const std::string& format = "") {
  inventory::FileRecord file;
  file.path = "bin/Store.exe";
  file.name = "Store.exe";
  file.file_version = store;
  file.version_state = inventory::VersionState::present;
  contract::Facts facts;
  if (!format.empty()) facts.set("target.database_format", {format, "the test"});
  const Inventory then{{file}};
  return closed_ways({lowered}, inventory::Index(then), shipped(), facts);
}

}  // namespace

TEST_CASE(
    "there is no way back to a Store.exe that does not know the format, or may not (Q244976)") {
  const Version sp3{5, 5, 2650, 21}, first{5, 5, 2651, 32};
  REQUIRE(closed("store.exe", sp3).size() == 1);
  CHECK(closed("store.exe", sp3)[0].find("--set target.database_format=VALUE") !=
        std::string::npos);
  CHECK(closed("store.exe", sp3, "2.45").size() == 1);
  CHECK(closed("store.exe", sp3, "older").empty());
  CHECK(closed("store.exe", first, "2.45").empty());
  CHECK(closed("store.exe", first, "2.46").size() == 1);
  CHECK(closed("store.exe", first).size() == 1);
  CHECK(closed("mlmig32.dll", sp3, "2.45").empty());  // another file moves no database
}

}  // namespace checker::patch::planning
