#include "checker/operation/operation.hpp"

#include "tests/support/files.hpp"

using checker::operation::Operation;

namespace {
const auto& knowledge() {
  static const auto loaded = checker::manifest::load({MANIFESTS_DIR});
  return loaded.knowledge;
}
std::string refused(const std::string& assignment) {
  Operation operation;
  auto done = checker::operation::set(operation, assignment, knowledge());
  return done ? "fine" : done.error().message;
}
}  // namespace

TEST_CASE("--set takes declared names and values only") {
  CHECK(refused("migration.steps=one") == "fine");
  CHECK(refused("migration.create_mailboxes=false") == "fine");
  CHECK(refused("source.export_version=8.30.03") == "fine");
  CHECK(refused("migration.content=messages, bulletin-boards") == "fine");
  CHECK(refused("migration.steps") == "--set migration.steps: should be FACT=VALUE");
  CHECK(refused("migration.stpes=one") ==
        "--set: there is no fact \"migration.stpes\"; did you mean migration.steps?");
  CHECK(refused("migration.steps=three").find("cannot be \"three\"") != std::string::npos);
  CHECK(refused("migration.content=mesages").find("did you mean messages?") != std::string::npos);
  CHECK(refused("migration.create_mailboxes=maybe") != "fine");
  CHECK(refused("source.export_version=new") != "fine");
}

TEST_CASE("a set is named whole: what it does not name is left behind on purpose") {
  Operation operation;
  REQUIRE(checker::operation::set(operation, "migration.content=messages,directory", knowledge()));
  checker::operation::complete(operation, knowledge());
  CHECK(operation.facts.word("operation") == "migration");
  CHECK(operation.told.contains("migration.content"));
  CHECK(operation.facts.members("migration.excluded").members ==
        std::set<std::string>{"bulletin-boards", "personal-address-book", "personal-mailing-lists",
                              "schedule"});
}

TEST_CASE("JSON is read strictly, with its own account of where a fact came from") {
  support::TempFolder folder;
  support::write(folder / "op.json", R"({"migration.steps": "one",
    "migration.content": {"value": ["messages"], "unknown": ["directory"], "from": "the plan"}})");
  auto operation = checker::operation::from_json(folder / "op.json", knowledge());
  REQUIRE(operation);
  CHECK(operation->facts.get("migration.steps").from == "op.json:migration.steps");
  CHECK(operation->facts.get("migration.content").from == "the plan");
  CHECK(operation->facts.members("migration.content").unknown.contains("directory"));

  support::write(folder / "bad.json", R"({"migration.steps": "one", "migration.steps": "two"})");
  auto bad = checker::operation::from_json(folder / "bad.json", knowledge());
  REQUIRE_FALSE(bad);
  CHECK(bad.error().message.find("appears twice") != std::string::npos);
}

TEST_CASE("a control file with errors names file and lines") {
  support::TempFolder folder;
  support::write(folder / "job.txt", "Mode,CCMAIL\nPubic,TRUE\n");
  auto bad = checker::operation::from_control_file(folder / "job.txt");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().message.find("job.txt") != std::string::npos);
  CHECK(bad.error().message.find("line 2: unknown keyword \"Pubic\"; did you mean Public?") !=
        std::string::npos);
}
