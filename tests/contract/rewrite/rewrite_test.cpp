#include "contract/rewrite/rewrite.hpp"

#include <doctest/doctest.h>

#include "contract/control_file.hpp"

using namespace contract::rewrite;
using contract::Fact;
using contract::FactSet;
using contract::Plan;

namespace {

const std::string kJob =
    "! boards too\r\nmode, ccmail \r\nFUNCTION,full\r\nFile,C:\\MIGRATE\\ "
    "\r\n\r\nPostoffice,M:\\\r\n"
    "POName,HARBOR\r\nMailbox,TRUE\r\nPublic,TRUE\r\nHome-Server,ATLAS\r\nFldOwner,/o=x\r\n! "
    "end\r\n";

contract::Facts facts_of(const std::string& text) {
  return contract::parse_control_file(text, "job.txt").facts;
}

// A plan for these facts, with one pass that carries what they say.
Plan plan_for(const contract::Facts& facts) {
  Plan plan;
  plan.operation = facts;
  plan.passes = {{facts.word("migration.steps"), facts.members("migration.content").members}};
  return plan;
}

Plan two_steps(const std::string& text) {
  Plan plan = plan_for(facts_of(text));
  plan.operation.set("migration.steps", {std::string("two"), "plan"});
  plan.passes.front().steps = "two";
  plan.changes = {
      {"Q214836", "migration.steps", {std::string("one"), ""}, {std::string("two"), ""}}};
  return plan;
}

Rewriting written(const std::string& text, const Plan& plan) {
  const auto by_itself = facts_of(text);
  auto out = rewrite({text, plan, by_itself});
  REQUIRE(out);
  return std::move(*out);
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a plan that changes nothing is the file, byte for byte") {
  const std::string texts[] = {kJob, "Mode,FILE\nFile,a.PKL",
                               "Mode,COLLABRA\nFile,x\nPostoffice,y\n\x1A",
                               "Mode,MSMAILPC\nFunction,EXTRACT\nFile,u.csv\nPostoffice,y\n"};
  for (const std::string& text : texts) {
    CAPTURE(text);
    const Rewriting out = written(text, plan_for(facts_of(text)));
    REQUIRE(out.files().size() == 1);
    CHECK(out.files().front()->text == text);
    CHECK(out.files().front()->changes.empty());
    CHECK(out.is_whole());
  }
}

TEST_CASE("two steps are two files: the import's keywords move, the set is marked") {
  const Rewriting out = written(kJob, two_steps(kJob));
  const auto files = out.files();
  REQUIRE(files.size() == 2);
  CHECK(out.is_whole());
  CHECK(files[0]->name == "1-extract.txt");
  CHECK(files[0]->text ==
        "! Sidestep: step one of two, extraction; step two is 2-import.txt\r\n"
        "! Sidestep: FUNCTION,full became FUNCTION,EXTRACT: Q214836\r\n"
        "! boards too\r\nmode, ccmail \r\n! was: FUNCTION,full\r\nFUNCTION,EXTRACT\r\n"
        "File,C:\\MIGRATE\\ \r\n\r\nPostoffice,M:\\\r\nPOName,HARBOR\r\nMailbox,TRUE\r\n"
        "Public,TRUE\r\n! not in this step: Home-Server,ATLAS\r\n"
        "! not in this step: FldOwner,/o=x\r\n! end\r\n");
  CHECK(files[1]->name == "2-import.txt");
  CHECK(files[1]->marked);
  CHECK(has_line(files[1]->text, "mode,FILE"));
  CHECK(has_line(files[1]->text, "! was: File,C:\\MIGRATE\\ "));
  CHECK(has_line(files[1]->text, "File-after-step-one,C:\\MIGRATE\\"));
  for (const char* line :
       {"Mailbox,TRUE", "Public,TRUE", "Home-Server,ATLAS", "FldOwner,/o=x",
        "! not in this step: POName,HARBOR", "! not in this step: FUNCTION,full"})
    CHECK(has_line(files[1]->text, line));
}

TEST_CASE("a file without Function gets one below Mode") {
  std::string text = kJob;
  text.erase(text.find("FUNCTION"), std::string("FUNCTION,full\r\n").size());
  const Rewriting out = written(text, two_steps(text));
  REQUIRE(out.files().size() == 2);
  CHECK(out.files()[0]->text.find("mode, ccmail \r\nFunction,EXTRACT\r\nFile,") !=
        std::string::npos);
}

TEST_CASE("content with a keyword is left out by it, and what hangs on it goes, too") {
  Plan plan = plan_for(facts_of(kJob));
  FactSet content = plan.operation.members("migration.content");
  content.members.erase("bulletin-boards");
  plan.operation.set("migration.content", {content, "plan"});
  plan.passes.front().content = content.members;
  plan.changes = {{"Q214836", "migration.content", {}, {}}};
  const Rewriting out = written(kJob, plan);
  REQUIRE(out.files().size() == 1);
  const std::string& text = out.files().front()->text;
  CHECK(has_line(text, "! Sidestep: Public,TRUE became Public,FALSE: Q214836"));
  CHECK(has_line(text, "! was: Public,TRUE\r\nPublic,FALSE"));
  CHECK(has_line(text, "! not in this step: FldOwner,/o=x"));
  CHECK(has_line(text, "Home-Server,ATLAS"));
}

TEST_CASE("what no keyword says is a step by hand, and its file is not written") {
  struct Row {
    std::string name;
    void (*change)(Plan& plan);
    std::string why;
  };
  const Row rows[] = {
      {"lists are left out",
       [](Plan& plan) {
         FactSet content = plan.operation.members("migration.content");
         content.unknown.erase("personal-mailing-lists");
         plan.operation.set("migration.content", {content, "plan"});
       },
       "no keyword of mode CCMAIL leaves personal-mailing-lists out"},
      {"the directory is left out, mailboxes are made all the same",
       [](Plan& plan) {
         FactSet content = plan.operation.members("migration.content");
         content.members.erase("directory");
         plan.operation.set("migration.content", {content, "plan"});
         plan.passes.front().content = content.members;
       },
       "no keyword leaves the directory out"},
      {"a schedule, which cc:Mail has none of",
       [](Plan& plan) { plan.passes.front().content.insert("schedule"); },
       "mode CCMAIL has no schedule"},
      {"a PST without a folder for it",
       [](Plan& plan) {
         plan.operation.set("migration.destination", {std::string("pst"), "--set"});
       },
       "PSTPath"},
      {"an import alone",
       [](Plan& plan) {
         plan.operation.set("migration.phase", {std::string("import"), "--set"});
         plan.passes.front().steps = "two";
       },
       "names no set to import"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Plan plan = plan_for(facts_of(kJob));
    row.change(plan);
    const Rewriting out = written(kJob, plan);
    CHECK(out.files().empty());
    CHECK_FALSE(out.is_whole());
    REQUIRE(out.stages.size() == 1);
    CHECK(out.stages.front().by_hand.find(row.why) != std::string::npos);
  }
}

TEST_CASE("an extractor that carries no lists needs no keyword to leave them out") {
  Plan plan = plan_for(facts_of(kJob));
  contract::Facts by_itself = facts_of(kJob);
  FactSet content = plan.operation.members("migration.content");
  content.unknown.clear();
  for (contract::Facts* facts : {&plan.operation, &by_itself})
    facts->set("migration.content", {content, "measured"});
  const auto out = rewrite({kJob, plan, by_itself});
  REQUIRE(out);
  CHECK(out->is_whole());
}

TEST_CASE("two steps of MS Mail write no files that could be verified") {
  const std::string text = "Mode,MSMAILPC\nPostoffice,M:\\\nFile,C:\\u.csv\nPublic,FALSE\n";
  const Rewriting out = written(text, two_steps(text));
  CHECK(out.files().empty());
  CHECK(out.stages.front().by_hand.find("Q150438") != std::string::npos);
}

TEST_CASE("runs that are parted are numbered on; mailboxes are made in the first") {
  const std::string text =
      "Mode,NOTES\nFile,C:\\M\\\nPostoffice,N\nNotesini,n\nHome-Server,A\nSchdStart,"
      "19990101000000\n";
  Plan plan = plan_for(facts_of(text));
  plan.passes = {{"one", {"directory", "messages"}}, {"one", {"schedule"}}};
  plan.changes = {{"Q221843", "migration.passes", {std::string("1"), ""}, {std::string("2"), ""}}};
  const Rewriting out = written(text, plan);
  const auto files = out.files();
  REQUIRE(files.size() == 2);
  CHECK(files[0]->name == "1-one-step.txt");
  CHECK(files[1]->name == "2-one-step.txt");
  CHECK(facts_of(files[0]->text).members("migration.content").members ==
        std::set<std::string>{"directory", "messages"});
  CHECK(facts_of(files[1]->text).members("migration.content").members ==
        std::set<std::string>{"schedule"});
  CHECK(std::get<bool>(facts_of(files[1]->text).get("migration.create_mailboxes").value) == false);
  CHECK(files[1]->text.find("Mailbox,FALSE added: Q221843") != std::string::npos);

  plan.operation.set("migration.steps", {std::string("two"), "plan"});
  for (auto& pass : plan.passes) pass.steps = "two";
  std::string names;
  const Rewriting two = written(text, plan);
  for (const auto* file : two.files()) names += file->name + " ";
  CHECK(names == "1-extract.txt 2-import.txt 3-extract.txt 4-import.txt ");
}

TEST_CASE("what the plan leaves to a person is handed on; a risk that was taken is no step") {
  Plan plan = plan_for(facts_of(kJob));
  plan.manual = {"Q214822: its risk was accepted by the operator (--accept)"};
  const auto by_itself = facts_of(kJob);
  const auto taken = rewrite({kJob, plan, by_itself, {"Q214822"}});
  REQUIRE(taken);
  CHECK(taken->is_whole());
  CHECK(taken->accepted == std::vector<std::string>{"Q214822"});
  CHECK(taken->files().front()->text ==
        "! Sidestep: risk of Q214822 accepted (--accept)\r\n" + kJob);
  plan.manual.clear();
  CHECK(written(kJob, plan).is_whole());
  plan.manual.push_back("Install Mlmig32.dll");
  CHECK_FALSE(written(kJob, plan).is_whole());
  CHECK(written(kJob, plan).manual == std::vector<std::string>{"Install Mlmig32.dll"});
  CHECK(has_line(written(kJob, plan).files().front()->text,
                 "! Sidestep: first, by hand: Install Mlmig32.dll"));
}

TEST_CASE("a plan that is not for this file or this engine is refused") {
  const auto by_itself = facts_of(kJob);
  const auto code = [&](const char* fact, const char* word) {
    Plan plan = plan_for(by_itself);
    plan.operation.set(fact, {std::string(word), "--set"});
    const auto out = rewrite({kJob, plan, by_itself});
    REQUIRE_FALSE(out);
    return out.error().code;
  };
  CHECK(code("migration.executor", "native") == base::Errc::usage);
  CHECK(code("migration.source", "notes") == base::Errc::usage);
  Plan empty;
  CHECK_FALSE(rewrite({kJob, empty, by_itself}));
}

TEST_CASE("bytes of another code page are copied, never told in a comment") {
  std::string text = kJob;
  text.replace(text.find("HARBOR"), 6, "M\xFCnster");
  Plan plan = two_steps(text);
  plan.operation.set("source.post_office", {std::string("HARBOR"), "--set"});
  const Rewriting out = written(text, plan);
  REQUIRE(out.files().size() == 2);
  CHECK(has_line(out.files()[0]->text, "! was: POName,M\xFCnster\r\nPOName,HARBOR"));
  CHECK(has_line(out.files()[0]->text, "! Sidestep: POName changed: as asked"));
  CHECK(has_line(out.files()[1]->text,
                 "! was: POName,M\xFCnster\r\n! not in this step: POName,HARBOR"));
}

TEST_CASE("an import of a source without boards asks for none") {
  const std::string text =
      "Mode,NOTES\r\nFile,C:\\M\\\r\nPostoffice,N\r\nNotesini,n\r\nHome-Server,A\r\n";
  const Rewriting out = written(text, two_steps(text));
  REQUIRE(out.files().size() == 2);
  CHECK(has_line(out.files()[1]->text, "Public,FALSE"));
  CHECK(out.files()[0]->text.find("Public") == std::string::npos);
  CHECK(facts_of(out.files()[1]->text).members("migration.excluded").members ==
        std::set<std::string>{"bulletin-boards"});
}

TEST_CASE("a PST's folder goes where the PST goes") {
  const std::string text = kJob + "ImportDestination,PST\r\nPSTPath,C:\\P\r\n";
  Plan plan = plan_for(facts_of(text));
  plan.operation.set("migration.destination", {std::string("server"), "--set"});
  const Rewriting out = written(text, plan);
  REQUIRE(out.files().size() == 1);
  CHECK(has_line(out.files()[0]->text, "ImportDestination,SERVER"));
  CHECK(has_line(out.files()[0]->text, "! not in this step: PSTPath,C:\\P"));
}

TEST_CASE("a change of the plan that no line shows is told") {
  Plan plan = plan_for(facts_of(kJob));
  plan.changes = {{"Q1", "source.has_receipts", {true, ""}, {false, ""}}};
  CHECK(written(kJob, plan).silent.size() == 1);
  CHECK(written(kJob, two_steps(kJob)).silent.empty());
}
