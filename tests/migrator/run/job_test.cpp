#include "migrator/run/job.hpp"

#include <doctest/doctest.h>

namespace migrator::run {
namespace {

using contract::Fact;
using contract::FactSet;

contract::Guard q214836() {
  return {
      "Q214836",
      {{"migration.steps", {"one", {}}},
       {"migration.content", {FactSet{{"bulletin-boards", "personal-mailing-lists"}, {}}, {}}}}};
}

contract::Plan plan_with(const std::string& steps, std::set<std::string> content) {
  contract::Plan plan;
  plan.operation.set("migration.steps", {steps, {}});
  plan.operation.set("migration.content", {FactSet{content, {}}, {}});
  plan.passes = {{steps, std::move(content)}};
  return plan;
}

Job must(const base::Result<Job>& job) {
  REQUIRE_MESSAGE(job, job.error().message);
  return *job;
}

TEST_CASE("a plan becomes its passes, and kinds that no pass names are carried all the same") {
  struct Row {
    std::string steps;
    std::set<std::string> content;
    bool guarded;
    std::string job;
  };
  const Row rows[] = {
      {"one",
       {"messages", "bulletin-boards", "directory", "schedule"},
       false,
       "one-step: messages, bulletin-boards, personal-mailing-lists, directory"},
      {"two",
       {"messages", "bulletin-boards", "personal-mailing-lists"},
       true,
       "two-step: messages, bulletin-boards, personal-mailing-lists, directory"},
      // The guard holds for what we carry: lists that the plan does not name go apart.
      {"one",
       {"messages", "bulletin-boards"},
       true,
       "one-step: messages, bulletin-boards, directory; one-step: personal-mailing-lists"},
      {"one",
       {"messages", "personal-mailing-lists"},
       true,
       "one-step: messages, personal-mailing-lists, directory; one-step: bulletin-boards"},
  };
  for (const Row& row : rows) {
    auto plan = plan_with(row.steps, row.content);
    if (row.guarded) plan.guards = {q214836()};
    CAPTURE(row.job);
    const auto job = job_of(plan, false);
    REQUIRE_MESSAGE(job, job.error().message);
    CHECK(to_string(*job) == row.job);
  }
}

TEST_CASE("what the operator left out, in the plan or in the control file, is filtered") {
  auto plan = plan_with("one", {"messages", "bulletin-boards"});
  plan.guards = {q214836()};
  plan.left_out = {"personal-mailing-lists"};
  CHECK(job_of(plan, false).error().code == base::Errc::conflict);
  CHECK(to_string(must(job_of(plan, true))) ==
        "one-step: messages, bulletin-boards, personal-address-book, directory; left out: "
        "personal-mailing-lists");
  plan.left_out.clear();
  plan.operation.set("migration.excluded", {FactSet{{"personal-mailing-lists"}, {}}, {}});
  CHECK(to_string(must(job_of(plan, false))) ==
        "one-step: messages, bulletin-boards, personal-address-book, directory; left out: "
        "personal-mailing-lists");
}

TEST_CASE("the address book goes with the lists, and is left out only by its own name") {
  struct Row {
    std::vector<std::set<std::string>> passes;
    std::set<std::string> excluded;
    std::string job;
    int book;  // the pass that carries it; -1: none
  };
  const std::string all = "messages, bulletin-boards, personal-mailing-lists, directory";
  const Row rows[] = {
      {{{"messages", "bulletin-boards", "personal-mailing-lists"}}, {}, "two-step: " + all, 0},
      // Wherever the plan names it: one file holds the lists and the people of a mailbox.
      {{{"messages", "personal-address-book"}, {"bulletin-boards", "personal-mailing-lists"}},
       {},
       "two-step: messages, directory; two-step: bulletin-boards, personal-mailing-lists",
       1},
      {{{"messages", "bulletin-boards", "personal-mailing-lists", "personal-address-book"}},
       {"personal-address-book"},
       "two-step: " + all + "; left out: personal-address-book",
       -1},
      {{{"messages", "bulletin-boards", "personal-address-book"}},
       {"personal-mailing-lists"},
       "two-step: messages, bulletin-boards, personal-address-book, directory; left out: "
       "personal-mailing-lists",
       0},
      {{{"messages", "bulletin-boards"}},
       {"personal-mailing-lists", "personal-address-book"},
       "two-step: messages, bulletin-boards, directory; left out: personal-mailing-lists, "
       "personal-address-book",
       -1},
  };
  for (const Row& row : rows) {
    contract::Plan plan = plan_with("two", {});
    plan.passes.clear();
    for (const auto& content : row.passes) plan.passes.push_back({"two", content});
    plan.operation.set("migration.excluded", {FactSet{row.excluded, {}}, {}});
    plan.guards = {q214836()};
    CAPTURE(row.job);
    const Job job = must(job_of(plan, false));
    CHECK(to_string(job) == row.job);
    for (std::size_t i = 0; i < job.passes.size(); ++i)
      CHECK(job.passes[i].carries(Content::address_book) == (static_cast<int>(i) == row.book));
  }
}

TEST_CASE("the guard of Q214836 forbids lists beside boards, not the address book") {
  auto plan = plan_with("one", {"messages", "bulletin-boards", "personal-address-book"});
  plan.guards = {q214836()};
  plan.operation.set("migration.excluded", {FactSet{{"personal-mailing-lists"}, {}}, {}});
  CHECK(must(job_of(plan, false)).passes.size() == 1);
  plan.operation.set("migration.excluded", {FactSet{}, {}});
  const Job apart = must(job_of(plan, false));  // the book follows the lists into their own pass
  REQUIRE(apart.passes.size() == 2);
  CHECK(apart.passes[1].content == std::set{Content::lists, Content::address_book});
  CHECK_FALSE(apart.passes[0].carries(Content::address_book));
}

TEST_CASE("a plan that cannot be run safely is refused") {
  struct Row {
    std::string what;
    std::function<void(contract::Plan&)> spoil;
  };
  const Row rows[] = {
      {"blocked", [](auto& plan) { plan.status = contract::PlanStatus::blocked; }},
      {"unknown", [](auto& plan) { plan.status = contract::PlanStatus::unknown; }},
      {"no pass", [](auto& plan) { plan.passes.clear(); }},
      {"forbids", [](auto& plan) { plan.passes[0].steps = "one"; }},
      {"leaves content out", [](auto& plan) { plan.left_out = {"schedule"}; }},
  };
  for (const Row& row : rows) {
    auto plan = plan_with("two", {"messages", "bulletin-boards", "personal-mailing-lists"});
    plan.guards = {q214836()};
    row.spoil(plan);
    const auto job = job_of(plan, false);
    CAPTURE(row.what);
    REQUIRE_FALSE(job);
    CHECK(job.error().code == base::Errc::conflict);
    CHECK(job.error().message.find(row.what) != std::string::npos);
    CHECK_FALSE(job.error().hint.empty());
  }
}

TEST_CASE("a control file of one step with boards and lists, or perhaps lists, is known as such") {
  struct Row {
    Fact steps;
    FactSet content;
    std::string job;  // "" refused
  };
  const Row rows[] = {
      {{"one", {}},
       {{"messages", "bulletin-boards", "personal-mailing-lists"}, {}},
       "one-step: messages, bulletin-boards, personal-mailing-lists, directory"},
      {{"one", {}},
       {{"messages", "bulletin-boards"}, {"personal-mailing-lists"}},
       "one-step: messages, bulletin-boards, personal-mailing-lists, directory"},
      {{}, {{"messages", "bulletin-boards"}, {"personal-mailing-lists"}}, ""},
      {{"two", {}},
       {{"messages", "bulletin-boards"}, {"personal-mailing-lists"}},
       "two-step: messages, bulletin-boards, personal-mailing-lists, directory"},
      {{"one", {}},
       {{"messages"}, {"personal-mailing-lists"}},
       "one-step: messages, personal-mailing-lists, directory; left out: bulletin-boards"},
  };
  for (const Row& row : rows) {
    contract::Facts control;
    control.set("migration.steps", row.steps);
    control.set("migration.content", {row.content, {}});
    if (!row.content.members.contains("bulletin-boards"))
      control.set("migration.excluded", {FactSet{{"bulletin-boards"}, {}}, {}});
    const auto job = job_of(control);
    CAPTURE(row.job);
    CHECK((job ? to_string(*job) : "") == row.job);
    const bool one = row.job.starts_with("one-step");
    const bool boards = row.content.members.contains("bulletin-boards");
    if (job) CHECK(job->both_in_one_step() == (one && boards));
    if (!job) CHECK(job.error().hint.find("Function,EXTRACT") != std::string::npos);
  }
}

TEST_CASE("a control file of which nothing is known is taken for the dangerous one") {
  CHECK_FALSE(job_of(contract::Facts()));
}

}  // namespace
}  // namespace migrator::run
