#include "checker/judge/judge.hpp"

#include <doctest/doctest.h>

#include "tests/support/machines.hpp"

using namespace checker;
using judge::Finding;
using judge::Verdict;
using support::knowledge;
using support::meant;
using support::one_step;
using support::wizard;

namespace {

Finding verdict(const std::string& rule, const Inventory& inventory, const contract::Facts& facts,
                judge::Options options = {}) {
  const support::Measurement machine(inventory);
  return judge::judge(*knowledge().rule(rule), {machine.measured, facts}, options);
}

// "applies/applies" for the one-step run with boards on this machine.
std::string on(const std::string& rule, const Inventory& inventory) {
  const auto facts = meant(inventory, one_step());
  const Finding f = verdict(rule, inventory, facts);
  return std::string(to_string(f.verdict)) + "/" + std::string(to_string(f.reason));
}

}  // namespace

TEST_CASE("Q214836 over the whole history of the extractor") {
  struct Row {
    std::string mailmig, mlmig32, expected;
  };
  const Row rows[] = {
      {"5.5.1960.3", "5.5.1960.3", "clear/not-yet-introduced"},
      {"5.5.2448.0", "5.5.2448.4", "clear/not-yet-introduced"},
      {"5.5.2448.0", "5.5.2448.5", "unknown/grey-range"},
      {"5.5.2521.0", "5.5.2500.0", "applies/applies"},  // grey, but the article's own test holds
      {"5.5.2522.0", "5.5.2500.0", "unknown/grey-range"},
      {"5.5.2521.0", "5.5.2521.0", "applies/applies"},
      {"5.5.2448.0", "5.5.2542.0", "applies/applies"},
      {"5.5.2521.0", "5.5.2543.0", "applies/applies"},
      {"5.5.2521.0", "5.5.2543.1", "clear/fixed"},  // hotfixed: the DLL alone decides
      {"5.5.2650.12", "5.5.2650.12", "clear/fixed"},
      {"5.0.1461.0", "5.0.1461.66", "clear/outside"},
      {"5.5.2521.0", "6.0.4417.0", "unknown/grey-range"},  // the article's own test still holds
      {"5.5.2521.0", "0.0.0.0", "unknown/unreadable"},
      {"5.5.2521.0", "", "unknown/unreadable"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.mailmig);
    CAPTURE(row.mlmig32);
    CHECK(on("Q214836", wizard(row.mailmig, row.mlmig32)) == row.expected);
  }
  CHECK(on("Q214836", support::machine({{"Mailmig.exe", "5.5.2521.0"}})) == "unknown/missing-file");
}

TEST_CASE("the trace names the measured version and the four trigger facts, with their lines") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  const Finding f = verdict("Q214836", inventory, meant(inventory, one_step()));
  REQUIRE(f.because.size() == 5);
  CHECK(f.because[0].find("Bin/Mlmig32.dll is 5.5.2521.0") == 0);
  CHECK(f.because[0].find("fixed in 5.5.2543.1 (printed as 2543.1)") != std::string::npos);
  CHECK(f.because[1] == "migration.source is cc:mail (job.txt:1 Mode,CCMAIL)");
  CHECK(f.because[2] == "migration.steps is one (job.txt:2 Function,FULL)");
  CHECK(f.because[3] == "migration.content contains bulletin-boards (job.txt: no Public, so TRUE)");
  CHECK(f.because[4].find("migration.content contains personal-mailing-lists") == 0);
}

TEST_CASE("the grey zone is decided by inference only") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2500.0");
  CHECK(verdict("Q214836", inventory, meant(inventory, one_step())).basis ==
        manifest::Basis::inferred);
}

TEST_CASE("lists are content exactly where the extractor carries them") {
  struct Row {
    std::string mailmig, mlmig32;
    judge::Truth lists;
  };
  const Row rows[] = {{"5.5.2448.0", "5.5.2448.4", judge::Truth::no},
                      {"5.5.2521.0", "5.5.2521.0", judge::Truth::yes},
                      {"5.5.2521.0", "5.5.2543.1", judge::Truth::yes},
                      {"5.5.2650.12", "5.5.2650.12", judge::Truth::yes},
                      {"5.5.2522.0", "5.5.2500.0", judge::Truth::unknown},
                      {"5.5.2521.0", "", judge::Truth::unknown}};
  for (const Row& row : rows) {
    CAPTURE(row.mlmig32);
    const auto content =
        meant(wizard(row.mailmig, row.mlmig32), one_step()).members("migration.content");
    CHECK(content.members.contains("personal-mailing-lists") == (row.lists == judge::Truth::yes));
    CHECK(content.unknown.contains("personal-mailing-lists") ==
          (row.lists == judge::Truth::unknown));
    CHECK(content.unknown.contains("personal-address-book"));
    CHECK_FALSE(content.members.contains("schedule"));
  }
}

TEST_CASE("what the operator has named whole is not second-guessed") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = one_step();
  facts.set("migration.content", {contract::FactSet{{"messages"}, {}}, "--set"});
  const auto derived = meant(inventory, facts, {"migration.content"});
  CHECK(derived.members("migration.content").members == std::set<std::string>{"messages"});
}

TEST_CASE("two steps cure Q214836, leave Q214822 to verify, and do nothing for Q214838") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = meant(inventory, one_step());
  facts.set("migration.steps", {std::string("two"), "plan"});
  facts.set("source.list_names", {std::string("last-first"), "set.json"});
  CHECK(verdict("Q214836", inventory, facts).reason == judge::Reason::not_applicable);
  CHECK(verdict("Q214822", inventory, facts).verdict == Verdict::unknown);
  CHECK(verdict("Q214822", inventory, facts, {.native_destination = false, .planned = true})
            .verdict == Verdict::checked);
  CHECK(verdict("Q214838", inventory, facts).verdict == Verdict::applies);
}

TEST_CASE("Q214838 is a question until somebody knows how the names are stored") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = meant(inventory, one_step());
  const Finding open = verdict("Q214838", inventory, facts);
  CHECK(open.verdict == Verdict::unknown);
  CHECK(open.reason == judge::Reason::unknown_fact);
  CHECK(open.open_facts == std::set<std::string>{"source.list_names"});
  facts.set("source.list_names", {std::string("first-last"), ""});
  CHECK(verdict("Q214838", inventory, facts).reason == judge::Reason::not_applicable);
}

TEST_CASE("Q229754 needs an old Export or an old wizard, a DB8 source and an address book") {
  struct Row {
    std::string mailmig, database, exporter;
    bool book;
    std::string expected;
  };
  const Row rows[] = {
      {"5.5.2650.12", "DB8", "8.20", true, "applies"},
      {"5.5.2650.12", "DB8", "8.10", true, "applies"},
      {"5.5.2650.12", "DB8", "8.03", true, "applies"},
      {"5.5.2650.12", "DB8", "8.30", true, "clear"},
      {"5.5.2650.12", "DB8", "8.2", true, "applies"},
      {"5.5.2650.12", "DB8", "8.3", true, "clear"},
      {"5.5.2650.12", "DB8", "8.30.03", true, "clear"},
      {"5.5.2521.0", "DB8", "8.3", true, "applies"},
      {"5.5.2521.0", "DB6", "5.14", true, "clear"},
      {"5.5.2521.0", "DB8", "8.2", false, "clear"},
      {"5.5.2650.12", "DB8", "", true, "unknown"},
      {"5.5.2650.12", "", "8.2", true, "unknown"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.mailmig);
    CAPTURE(row.exporter);
    const auto inventory = wizard(row.mailmig, "5.5.2543.1");
    contract::Facts facts = one_step();
    contract::FactSet content = facts.members("migration.content");
    content.unknown.clear();
    if (row.book) content.members.insert("personal-address-book");
    facts.set("migration.content", {content, ""});
    if (!row.database.empty()) facts.set("source.database", {row.database, ""});
    if (!row.exporter.empty()) facts.set("source.export_version", {row.exporter, ""});
    CHECK(to_string(verdict("Q229754", inventory, facts).verdict) == row.expected);
  }
}

TEST_CASE("a missing Exchange mailbox objects to a second step, and never to a Maildir") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = meant(inventory, one_step("Mailbox,FALSE\n"));
  facts.set("migration.steps", {std::string("two"), "plan"});
  CHECK(verdict("Q256199", inventory, facts).verdict == Verdict::unknown);
  facts.set("target.mailboxes_exist", {false, ""});
  CHECK(verdict("Q256199", inventory, facts).verdict == Verdict::applies);
  const Finding native =
      verdict("Q256199", inventory, facts, {.native_destination = true, .planned = false});
  CHECK(native.verdict == Verdict::clear);
  CHECK(native.reason == judge::Reason::not_applicable);
}

TEST_CASE("the native executor has none of the wizard's problems") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = meant(inventory, one_step());
  facts.set("migration.executor", {std::string("native"), "--set"});
  int seen = 0;
  for (const auto& rule : knowledge().rules) {
    if (!rule.wizard_only || rule.concern == manifest::Concern::server) continue;
    CAPTURE(rule.id);
    CHECK(verdict(rule.id, inventory, facts).reason == judge::Reason::not_applicable);
    ++seen;
  }
  CHECK(seen > 100);
}

TEST_CASE(
    "of several files of one name the one in Bin is judged, else the worst, and all are named") {
  auto inventory = wizard("5.5.2521.0", "5.5.2543.1");
  auto stray = inventory.files[1];
  stray.path = "Setup/Mlmig32.dll";
  stray.file_version = Version{5, 5, 2521, 0};
  inventory.files.push_back(stray);
  CHECK(on("Q214836", inventory) == "clear/fixed");
  inventory.files[1].path = "Other/Mlmig32.dll";
  CHECK(on("Q214836", inventory) == "applies/applies");
  const Finding f = verdict("Q214836", inventory, meant(inventory, one_step()));
  CHECK(f.because[0].find("Other/Mlmig32.dll") != std::string::npos);
  CHECK(f.because[0].find("Setup/Mlmig32.dll") != std::string::npos);
}

TEST_CASE("a file of another language at the fix number is labelled") {
  auto inventory = wizard("5.5.2521.0", "5.5.2543.1");
  inventory.files[1].language = "0407";
  const Finding f = verdict("Q214836", inventory, meant(inventory, one_step()));
  CHECK(f.because[0].find("the English version, this file is of language 0407") !=
        std::string::npos);
}

TEST_CASE("a folder that could not be looked into may hide the file: nothing is clear by version") {
  auto inventory = wizard("5.5.2521.0", "5.5.2543.1");
  inventory::FileRecord closed;
  closed.path = closed.name = "Bin2";
  closed.closed = true;
  inventory.files.push_back(closed);
  CHECK(on("Q214836", inventory) == "unknown/unreadable");
}

TEST_CASE("what is only imported was extracted by an extractor that nobody measured") {
  for (const char* dll : {"5.5.2448.4", "5.5.2521.0", "5.5.2650.12"}) {
    CAPTURE(dll);
    const auto inventory = wizard("5.5.2650.12", dll);
    const auto facts =
        meant(inventory, contract::parse_control_file("Mode,FILE\nFile,x.pkl\n", "job.txt").facts);
    CHECK(verdict("Q214836", inventory, facts).reason == judge::Reason::not_applicable);
    CHECK(verdict("Q214822", inventory, facts).verdict == Verdict::unknown);
    CHECK(verdict("Q214822", inventory, facts, {.native_destination = false, .planned = true})
              .verdict == Verdict::checked);
    CHECK(verdict("Q214838", inventory, facts).verdict == Verdict::unknown);
  }
}

TEST_CASE("a patch has none of a migration's problems") {
  const auto inventory = wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts;
  facts.set("operation", {std::string("patch"), "--set"});
  CHECK(verdict("Q214836", inventory, facts).reason == judge::Reason::not_applicable);
}

TEST_CASE("where the wizard and its library are of different builds, it is said which decides") {
  const auto said = [](const std::string& mailmig, const std::string& mlmig32) {
    const auto inventory = wizard(mailmig, mlmig32);
    const Finding f = verdict("Q214836", inventory, meant(inventory, one_step()));
    return f.because[0].find("Mlmig32.dll alone decides") != std::string::npos;
  };
  CHECK(said("5.5.2521.0", "5.5.2543.1"));
  CHECK(said("5.5.2650.12", "5.5.2521.0"));
  CHECK_FALSE(said("5.5.2521.0", "5.5.2521.0"));
  CHECK_FALSE(said("5.5.2650.12", "5.5.2650.12"));
}

TEST_CASE("of several copies it is said which is affected and which has the fix") {
  auto inventory = support::machine({{"Mailmig.exe", "5.5.2521.0"},
                                     {"Mlmig32.dll", "5.5.2543.1"},
                                     {"Mlmig32.dll", "5.5.2521.0"},
                                     {"Mlmig32.dll", "5.5.2448.4"}});
  inventory.files[2].path = "Bin/b/Mlmig32.dll";
  inventory.files[3].path = "Bin/c/Mlmig32.dll";
  const Finding f = verdict("Q214836", inventory, meant(inventory, one_step()));
  CHECK(f.verdict == Verdict::applies);
  const std::string& line = f.because[0];
  const auto fixed = line.find(": has the fix; Bin/b/Mlmig32.dll is 5.5.2521.0: ");
  const auto affected = line.find(": affected; Bin/c/Mlmig32.dll is 5.5.2448.4: ");
  CAPTURE(line);
  REQUIRE(fixed != std::string::npos);
  REQUIRE(affected != std::string::npos);
  CHECK(fixed < affected);
  CHECK(line.ends_with(": not affected"));
}

TEST_CASE("no false clear: every clear of Q214836 rests on a stated version or a false trigger") {
  const char* versions[] = {"",           "5.5.1960.3", "5.5.2448.4", "5.5.2448.5", "5.5.2520.9",
                            "5.5.2521.0", "5.5.2543.0", "5.5.2543.1", "5.5.9999.0", "6.0.4417.0"};
  int clears = 0;
  for (const char* mailmig : versions)
    for (const char* mlmig32 : versions)
      for (const bool boards : {true, false}) {
        CAPTURE(mailmig);
        CAPTURE(mlmig32);
        const auto inventory = wizard(mailmig, mlmig32);
        const auto facts = meant(inventory, one_step(boards ? "" : "Public,FALSE\n"));
        const Finding f = verdict("Q214836", inventory, facts);
        if (f.verdict != Verdict::clear) continue;
        ++clears;
        const auto v = version::parse(mlmig32);
        const bool stated = v && ((v->branch() != "5.5" && std::string(mailmig) != "5.5.2521.0") ||
                                  *v >= Version{5, 5, 2543, 1} || *v <= Version{5, 5, 2448, 4});
        CHECK((stated || !boards));
      }
  CHECK(clears > 100);
}
