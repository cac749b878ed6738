#include "checker/plan/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/support/machines.hpp"

using namespace checker;
using contract::FactSet;
using contract::PlanStatus;
using judge::Verdict;
using plan::Planned;
using support::knowledge;
using support::meant;
using support::one_step;
using support::wizard;

namespace {

Planned make(const Inventory& inventory, const contract::Facts& facts, plan::Request request = {}) {
  const support::Measurement machine(inventory);
  auto planned = plan::plan({machine.measured, facts}, request);
  REQUIRE(planned);
  return *planned;
}

Planned on(const Inventory& inventory, plan::Request request = {}, const std::string& more = "") {
  return make(inventory, meant(inventory, one_step(more)), std::move(request));
}

Verdict under_plan(const Planned& planned, const std::string& rule) {
  const auto it = std::ranges::find(planned.under_plan, rule,
                                    [](const judge::Finding& f) { return f.rule->id; });
  REQUIRE(it != planned.under_plan.end());
  return it->verdict;
}

}  // namespace

TEST_CASE("Web 3: two steps, nothing left out, Q214822 checked, Q214838 asked about") {
  const Planned p = on(wizard("5.5.2521.0", "5.5.2521.0"));
  CHECK(p.plan.status == PlanStatus::safe);
  CHECK(p.plan.operation.word("migration.steps") == "two");
  CHECK(p.plan.left_out.empty());
  REQUIRE(p.plan.changes.size() == 1);
  CHECK(p.plan.changes[0].rule ==
        "Q214836");  // both object; what is stated comes before what is inferred
  CHECK(p.plan.passes.size() == 1);
  CHECK(under_plan(p, "Q214836") == Verdict::clear);
  CHECK(under_plan(p, "Q214822") == Verdict::checked);
  CHECK(p.plan.guards.size() == 2);
  CHECK_FALSE(contract::broken_guard(p.plan));
  CHECK(std::ranges::any_of(p.questions, [](const auto& q) {
    return q.fact == "source.list_names" && q.settles == std::vector<std::string>{"Q214838"};
  }));
}

TEST_CASE("fixed or too old: the run as meant") {
  for (const auto& machine :
       {wizard("5.5.2521.0", "5.5.2543.1"), wizard("5.5.2650.12", "5.5.2650.12"),
        wizard("5.5.2448.0", "5.5.2448.4")}) {
    const Planned p = on(machine);
    CHECK(p.plan.status == PlanStatus::clear);
    CHECK(p.plan.operation.word("migration.steps") == "one");
    CHECK(p.plan.changes.empty());
    CHECK(p.plan.guards.empty());
  }
}

TEST_CASE("the DLL is missing: unknown, and avoided all the same") {
  const Planned p = on(support::machine({{"Mailmig.exe", "5.5.2521.0"}}));
  CHECK(p.plan.status == PlanStatus::safe);
  CHECK(p.plan.operation.word("migration.steps") == "two");
  CHECK(under_plan(p, "Q214822") == Verdict::checked);
  CHECK_FALSE(contract::broken_guard(p.plan));
}

TEST_CASE("steps pinned: lists are left out by hand, boards stay") {
  plan::Request request;
  request.pins = {"migration.steps"};
  const Planned p = on(wizard("5.5.2521.0", "5.5.2521.0"), request);
  CHECK(p.plan.status == PlanStatus::safe);
  CHECK(p.plan.operation.word("migration.steps") == "one");
  CHECK(p.plan.left_out == std::vector<std::string>{"personal-mailing-lists"});
  CHECK(p.plan.operation.members("migration.content").members.contains("bulletin-boards"));
  REQUIRE(p.plan.manual.size() == 1);
  CHECK(p.plan.manual[0].find("no keyword for lists") != std::string::npos);
}

TEST_CASE("steps and content pinned: blocked") {
  plan::Request request;
  request.pins = {"migration.steps", "migration.content"};
  CHECK(on(wizard("5.5.2521.0", "5.5.2521.0"), request).plan.status == PlanStatus::blocked);
}

TEST_CASE("a rule whose risk is taken neither blocks nor guards, and the plan says so") {
  plan::Request request;
  request.pins = {"migration.steps", "migration.content"};
  request.accepted = {"Q214836", "Q214822"};
  const Planned p = on(wizard("5.5.2521.0", "5.5.2521.0"), request);
  CHECK(p.plan.status == PlanStatus::safe);
  CHECK(p.plan.guards.empty());
  CHECK(p.plan.manual.size() == 2);
}

TEST_CASE("two-step is not chosen where another rule objects to it") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = meant(inventory, one_step("Mailbox,FALSE\n"));
  facts.set("target.mailboxes_exist", {false, "--set"});
  const Planned wizard_run = make(inventory, facts);
  CHECK(wizard_run.plan.operation.word("migration.steps") == "one");
  CHECK(wizard_run.plan.left_out == std::vector<std::string>{"personal-mailing-lists"});
  // A Maildir needs no Exchange mailbox: the same operation goes two-step and keeps all.
  plan::Request into_maildir;
  into_maildir.judging.native_destination = true;
  const Planned native = make(inventory, facts, into_maildir);
  CHECK(native.plan.operation.word("migration.steps") == "two");
  CHECK(native.plan.left_out.empty());
}

TEST_CASE("without an operation: rules are judged, nothing is planned") {
  const Planned p = make(wizard("5.5.2521.0", "5.5.2521.0"), {});
  CHECK(p.plan.passes.empty());
  CHECK(p.plan.status == PlanStatus::unknown);
  CHECK(make(wizard("5.5.2650.12", "5.5.2650.12"), {}).plan.passes.empty());
}

TEST_CASE("a run of one phase keeps its steps") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts =
      contract::parse_control_file("Mode,CCMAIL\nFunction,EXTRACT\nFile,C:\\M\nPostoffice,M:\\\n",
                                   "job.txt")
          .facts;
  const Planned p = make(inventory, meant(inventory, facts));
  CHECK(p.plan.operation.word("migration.steps") == "two");
  CHECK(p.plan.operation.word("migration.phase") == "extract");
  CHECK(p.plan.changes.empty());
}

TEST_CASE("a manifest that could not be read takes 'clear' away") {
  plan::Request request;
  request.incomplete_knowledge = true;
  CHECK(on(wizard("5.5.2650.12", "5.5.2650.12"), request).plan.status == PlanStatus::unknown);
}

TEST_CASE("a package of another machine is none; of several versions the one without a defect") {
  Inventory inventory = wizard("5.5.2521.0", "5.5.2521.0");
  for (auto& file : inventory.files) file.machine = "i386";
  contract::Facts facts = meant(inventory, one_step());
  facts.set("source.has_receipts", {true, ""});
  facts.set("source.database", {std::string("DB8"), ""});
  for (const char* none : {"source.has_unreadable_attachments", "source.has_bare_recipients"})
    facts.set(none, {false, ""});
  const auto version = [](std::uint16_t build, std::uint16_t revision) {
    return Version{5, 5, build, revision};
  };
  plan::Request request;
  request.packages = {{"Mlmig32.dll", version(2650, 12), "alpha/Mlmig32.dll", "alpha", "0409"}};
  CHECK(make(inventory, facts, request).plan.cost[4] == 0);
  request.packages.push_back({"mlmig32.dll", version(2651, 29), "new/mlmig32.dll", "i386", "0409"});
  request.packages.push_back({"MLMIG32.DLL", version(2650, 12), "sp3/MLMIG32.DLL", "i386", "0409"});
  const Planned p = make(inventory, facts, request);
  CHECK(p.plan.cost[4] == 1);
  REQUIRE(p.plan.manual.size() == 1);
  CHECK(p.plan.manual[0].find("5.5.2650.12 (sp3/MLMIG32.DLL)") != std::string::npos);
  CHECK(under_plan(p, "Q262989") == Verdict::clear);  // 5.5.2651.29 brought it
  CHECK(p.plan.status == PlanStatus::safe);
}

TEST_CASE("never executor, destination, mailboxes or phase") {
  std::mt19937 random(20261124);
  const std::vector<std::string> versions = {"5.5.2448.4", "5.5.2500.0", "5.5.2521.0", "5.5.2543.1",
                                             ""};
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  int changed = 0;
  for (int i = 0; i < 500; ++i) {
    const auto inventory = wizard(versions[pick(5)], versions[pick(5)]);
    contract::Facts facts = one_step(pick(2) != 0 ? "Public,FALSE\n" : "");
    if (pick(2) != 0) facts.set("target.mailboxes_exist", {pick(2) != 0, ""});
    if (pick(3) == 0) facts.set("migration.create_mailboxes", {false, ""});
    facts = meant(inventory, facts);
    const Planned p = make(inventory, facts);
    for (const char* kept : {"migration.executor", "migration.destination", "migration.phase",
                             "migration.create_mailboxes", "migration.source"})
      CHECK(p.plan.operation.get(kept) == facts.get(kept));
    changed += p.plan.changes.empty() ? 0 : 1;
    if (p.plan.status != PlanStatus::blocked && p.plan.status != PlanStatus::unknown)
      CHECK_FALSE(contract::broken_guard(p.plan));
    CHECK(contract::plan_from_json(contract::to_json(p.plan), "p").operator bool() ==
          !contract::broken_guard(p.plan).has_value());
  }
  CHECK(changed > 50);
}

TEST_CASE("no variation is cheaper than the plan") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  const auto facts = meant(inventory, one_step());
  const Planned p = make(inventory, facts);
  auto all = plan::candidates(facts, knowledge(), {{}, {}});
  REQUIRE(all);
  CHECK(all->size() >= 8);
  const support::Measurement machine(inventory);
  for (const auto& candidate : *all) {
    unsigned blocking = 0, open = 0;
    for (const auto& f : judge::judge({machine.measured, candidate.facts}, {})) {
      if (f.rule->severity != manifest::Severity::block) continue;
      blocking += f.verdict == Verdict::applies ? 1u : 0u;
      open += f.verdict == Verdict::unknown ? 1u : 0u;
    }
    CHECK(std::tuple(blocking, open, static_cast<unsigned>(candidate.left_out.size())) >=
          std::tuple(p.plan.cost[0], p.plan.cost[1], p.plan.cost[2]));
  }
}
