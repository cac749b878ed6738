#include <doctest/doctest.h>

#include <algorithm>

#include "checker/report/check_report.hpp"
#include "checker/report/commands.hpp"
#include "checker/report/findings.hpp"
#include "checker/report/fixes_report.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/level_report.hpp"
#include "checker/report/summary.hpp"
#include "checker/report/words.hpp"
#include "tests/support/machines.hpp"

using namespace checker;

namespace {

struct Made {
  explicit Made(plan::Request asked = {},
                Inventory found = support::wizard("5.5.2521.0", "5.5.2521.0"))
      : inventory(std::move(found)), request(std::move(asked)) {}

  Inventory inventory;
  plan::Request request;
  contract::Facts facts = support::meant(inventory, support::one_step());
  support::Measurement machine{inventory};
  judge::Evidence evidence{machine.measured, facts};
  plan::Planned planned = *plan::plan(evidence, request);
  report::CheckReport report{evidence, planned, {"job.txt:9: a warning"}, {}, {"0.0.0", "now"}};
};

plan::Request pinned(std::set<std::string> pins) {
  plan::Request out;
  out.pins = std::move(pins);
  return out;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// As somebody reads it who sees no ends of lines.
std::string flat(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || !out.ends_with(' ')) out += blank ? ' ' : c;
  }
  return out;
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  return longest;
}

}  // namespace

TEST_CASE("paragraphs break at blanks, within 80 columns, and hide no control character") {
  CHECK(report::paragraph("- ", "") == "-\n");
  CHECK(report::paragraph("- ", "a b") == "- a b\n");
  CHECK(report::paragraph("- ", "a\x1b[2J") == "- a\\x1b[2J\n");
  const std::string text =
      report::paragraph("  x  ", std::string(40, 'a') + " " + std::string(40, 'b'));
  CHECK(text == "  x  " + std::string(40, 'a') + "\n     " + std::string(40, 'b') + "\n");
  CHECK(longest_line(report::paragraph("", std::string(200, 'x'))) == 200);  // a word is never cut
}

TEST_CASE("the text has the verdict first, stays within 80 columns, and keeps the engines apart") {
  Made made;
  const std::string text = report::to_text(made.report);
  CHECK(text.starts_with("SAFE WITH A CHANGE"));
  CHECK(longest_line(text) <= report::kColumns);
  CHECK(text.find("warning: job.txt:9: a warning") != std::string::npos);
  CHECK(text.find("Mailmig would:         run into Q214822, Q214836") != std::string::npos);
  CHECK(text.find("Sidestep's own engine: not affected; goes two-step") != std::string::npos);
  CHECK(text.find("in two steps instead of one") < text.find("Why: what would go wrong"));
  const std::string brief = report::to_brief_text(made.report);
  CHECK(brief.find("Q214836") != std::string::npos);
  CHECK(brief.find("because  -") == std::string::npos);
  CHECK(brief.size() < text.size() / 2);
}

TEST_CASE(
    "the text tells the verdict, why, what to do, what is next, the questions, then the rest") {
  Made made;
  const std::string text = report::to_text(made.report);
  std::size_t before = 0;
  for (const char* const heading :
       {"SAFE", "\nWhy: what would go wrong", "\nWhat to do: the plan\n", "\nWhat happens next\n",
        "\nTwo engines, two answers\n", "\nQuestions", "\nWhat may strike", "\nWhat was measured\n",
        "\nWhat is clear\n", "\nAbout this report\n"}) {
    CAPTURE(std::string(heading));
    const auto at = text.find(heading);
    REQUIRE(at != std::string::npos);
    CHECK(at >= before);
    before = at;
  }
  CHECK(text.find("Made by sidestep 0.0.0 at now.") != std::string::npos);
  CHECK(text.find("exchange-5.5.migration-wizard") != std::string::npos);
  CHECK(text.find("The newest of its facts are of 2026-08-11.") != std::string::npos);
  CHECK(text.find("names of people") != std::string::npos);
}

TEST_CASE("colour is added around words, and changes nothing else") {
  Made made;
  const std::string plain = report::to_text(made.report),
                    coloured = report::to_text(made.report, true);
  CHECK(plain.find('\x1b') == std::string::npos);
  CHECK(coloured.starts_with("\x1b[1;33mSAFE WITH A CHANGE\x1b[0m: "));
  CHECK(coloured.find("\x1b[1;31mBLOCKS     \x1b[0m") != std::string::npos);
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b')
      i = coloured.find('m', i);
    else
      stripped += coloured[i];
  }
  CHECK(stripped == plain);
}

TEST_CASE("a clear verdict has its reasons as well, and mixed levels are said at the top") {
  const auto inventory = support::wizard("5.5.2650.12", "5.5.2448.4");
  const auto facts = support::meant(inventory, support::one_step());
  const support::Measurement machine{inventory};
  const judge::Evidence evidence{machine.measured, facts};
  const auto planned = *plan::plan(evidence, {});
  const report::CheckReport check{
      evidence,
      planned,
      {},
      judge::levels_found(support::knowledge(), machine.measured.index()),
      {}};
  const std::string text = report::to_text(check);
  CHECK(text.starts_with("CLEAR: "));
  CHECK(text.find("Mailmig.exe at SP3") < text.find("Why: what could block, and why it does not"));
  CHECK(text.find("Q214836  not-yet-introduced") < text.find("What to do"));
  // What is about other products or data stands further down, and once.
  CHECK(text.find("Q256199  not-applicable") > text.find("\nWhat is clear"));
  CHECK(has(flat(text), "Bring all files of Microsoft Exchange Server 5.5 to one level"));
}

TEST_CASE("files of one name at different levels are told apart by their paths") {
  auto inventory = support::machine({{"Mailmig.exe", "5.5.2650.12"},
                                     {"Mlmig32.dll", "5.5.2448.4"},
                                     {"Mlmig32.dll", "5.5.2650.12"}});
  inventory.files[2].path = "Bin/old/Mlmig32.dll";
  const support::Measurement machine{inventory};
  const contract::Facts facts;
  const judge::Evidence evidence{machine.measured, facts};
  const auto planned = *plan::plan(evidence, {});
  const auto levels = judge::levels_found(support::knowledge(), machine.measured.index());
  const auto mixed = report::mixed_levels({evidence, planned, {}, levels, {}});
  REQUIRE(mixed.size() == 1);
  CHECK(has(mixed.front().text, "Mailmig.exe at SP3, Bin/Mlmig32.dll at SP2, Bin/old/Mlmig32.dll"));
}

TEST_CASE("arguments as a shell reads them") {
  struct Row {
    std::string argument, expected;
  };
  const Row rows[] = {
      {"job.txt", "job.txt"},
      {"a=b,c:d@e%f+g", "a=b,c:d@e%f+g"},
      {"", "''"},
      {"my jobs/a.txt", "'my jobs/a.txt'"},
      {"it's", "'it'\\''s'"},
      {"$(rm -r /)", "'$(rm -r /)'"},
      {"~", "'~'"},
      {"C:\\M", "'C:\\M'"},
      {"Größe", "'Größe'"},
      {"a\n'\\\x1b", "$'a\\x0a\\'\\\\\\x1b'"},
      {"\xff", "$'\\xff'"},
      {"a\u202Eb", "$'a\\xe2\\x80\\xaeb'"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.argument);
    CHECK(report::shell_quoted(row.argument) == row.expected);
  }
}

TEST_CASE("a long command is broken between its arguments, within 80 columns") {
  CHECK(report::broken({}, 6).empty());
  CHECK(report::broken({"a", "b c"}, 2) == "  a b c\n");
  CHECK(report::broken({std::string(40, 'a'), std::string(40, 'b'), "c"}, 2) ==
        "  " + std::string(40, 'a') + " \\\n      " + std::string(40, 'b') + " c\n");
  report::Asked asked;
  asked.paths = {"-odd", "my bin"};
  asked.control = "job.txt";
  asked.sets = {"source.database=DB8"};
  asked.pins = {"migration.steps"};
  asked.packages = {"sp3"};
  asked.policy = "no-patch";
  CHECK(report::one_line(report::rewrite_command(asked)) ==
        "sidestep operation rewrite job.txt --target ./-odd --target 'my bin' --set "
        "source.database=DB8 --pin migration.steps --packages sp3 --policy no-patch -o DIR");
  asked.source = "it's";
  CHECK(report::one_line(report::migrate_command(asked, true)) ==
        "sidestep migrate ./-odd 'my bin' --control job.txt --set source.database=DB8 --pin "
        "migration.steps --packages sp3 --policy no-patch --accept-loss --source 'it'\\''s' --to "
        "maildir:DIR");
}

TEST_CASE("the wizard's way is a command only where a control file was given") {
  Made made;
  const std::string dialog = report::to_text(made.report);
  CHECK_FALSE(has(dialog, "operation rewrite"));
  CHECK(has(dialog, "run it in its dialog as a two-step migration"));
  CHECK(has(dialog, "sidestep-migrator verify --files SET.PKL"));
  made.report.asked.paths = {"Bin"};
  made.report.asked.control = "job.txt";
  const std::string text = report::to_text(made.report);
  CHECK(has(text, "      sidestep operation rewrite job.txt --target Bin -o DIR\n"));
  CHECK(has(text, "      sidestep migrate Bin --control job.txt --source SRC --to maildir:DIR\n"));
  CHECK(has(flat(text), "between the two runs of Mailmig, for Q214822"));
  CHECK(has(text, "--after FOLDER`"));
  CHECK(has(text, "      sidestep-migrator verify --files SET.PKL\n"));
  CHECK(has(text, "changed    Steps: two instead of one, because of Q214836"));
  CHECK(has(text, "our conclusion from what"));
}

TEST_CASE("a plan that leaves content out says so, and what it takes to run it") {
  Made made(pinned({"migration.steps"}));
  REQUIRE(made.planned.plan.left_out.size() == 1);
  const std::string text = flat(report::to_text(made.report));
  CHECK(has(text, "without personal mailing lists."));
  CHECK(has(text, "Something is left behind: the plan does not carry personal mailing lists."));
  CHECK(has(text, "sidestep migrate --accept-loss --source SRC"));
  CHECK_FALSE(has(flat(report::to_text(Made().report)), "--accept-loss"));
}

TEST_CASE("a blocked plan says what bound it, and is not called one to do") {
  Made made(pinned({"migration.steps", "migration.content"}));
  made.report.asked.pins = {"migration.steps", "migration.content"};
  made.report.asked.policy = "no-patch";
  const std::string text = flat(report::to_text(made.report));
  CHECK(has(text,
            "no plan that is allowed avoids it (pinned: migration.steps, migration.content; "
            "policy no-patch)."));
  CHECK(has(text, "The best of the plans: do not run it"));
  CHECK(has(text, "the best of the plans avoids it, and must not be run all the same"));
  CHECK_FALSE(has(text, "What to do: the plan"));
  CHECK_FALSE(has(text, "the plan below avoids it"));
  CHECK(report::to_json(made.report)["asked"]["policy"] == "no-patch");
}

TEST_CASE("a file that decides and was not found is named first") {
  for (const bool pinned : {false, true}) {
    CAPTURE(pinned);
    plan::Request request;
    if (pinned) request.pins = {"migration.steps", "migration.content"};
    const Made made(request, support::machine({{"Mailmig.exe", "5.5.2521.0"}}));
    CHECK(has(report::headline(made.report), "(Mlmig32.dll, which decides, was not found)"));
    CHECK(report::next_steps(made.report).front() ==
          "Find Mlmig32.dll (it was not found), add its folder to the PATHs, and check again: it "
          "decides Q214822, Q214836.");
    CHECK(has(flat(report::to_text(made.report)),
              "perhaps also personal address book, personal mailing lists: nobody"));
  }
  const Made unreadable({}, support::wizard("5.5.2521.0", ""));
  CHECK(has(report::next_steps(unreadable.report).front(), "Get a copy of Mlmig32.dll"));
}

TEST_CASE("what has to be installed is the first step, and our engine does not need it") {
  plan::Request request = pinned({"migration.steps"});
  request.packages = {
      {"Mlmig32.dll", *version::parse("5.5.2650.12"), "sp3/Mlmig32.dll", "i386", "0409"}};
  const Made made(request);
  const std::string text = flat(report::to_text(made.report));
  CHECK(has(text, "1. Install Mlmig32.dll 5.5.2650.12 (it is 5.5.2521.0 now)"));
  CHECK(has(text, "2. Run in one step: bulletin boards"));
  CHECK(report::own_engine(made.report) ==
        "not affected; it does not need Mlmig32.dll 5.5.2650.12, which is for the wizard.");
}

TEST_CASE("without an operation the first step is to describe one") {
  const support::Measurement machine{support::wizard("5.5.2521.0", "5.5.2521.0")};
  const contract::Facts facts;
  const judge::Evidence evidence{machine.measured, facts};
  const auto planned = *plan::plan(evidence, {});
  CHECK(report::next_steps({evidence, planned, {}, {}, {}}).front() == report::kNotDescribed);
}

TEST_CASE("long lists of rules are cut, and say by how many") {
  CHECK(report::some_of({}).empty());
  CHECK(report::some_of({"a", "b"}, 2) == "a, b");
  CHECK(report::some_of({"a", "b", "c"}, 2) == "a, b and 1 more");
}

TEST_CASE("Mailmig's answer names what would strike single items, too") {
  Made made;
  for (auto& f : made.planned.meant)
    if (f.rule->id == "Q214838") f.verdict = judge::Verdict::applies;
  CHECK(has(report::mailmig_would(made.report),
            "; single items or users would be struck by Q214838"));
}

TEST_CASE("a clear headline counts what the report lists, and what was not judged") {
  const Made made({}, support::wizard("5.5.2521.0", "5.5.2543.1"));
  const std::string line = report::headline(made.report);
  const auto may = report::may_strike(made.report).size();
  const auto absent = report::not_judged(made.report).size();
  REQUIRE(may > 0);
  REQUIRE(absent > 0);
  CHECK(has(line, "; " + std::to_string(may) + " may strike"));
  CHECK(has(line, "; " + std::to_string(absent) + " about the server were not judged"));
}

TEST_CASE("a long id takes its column, and breaks no other") {
  Made made;
  manifest::Rule rule = *made.planned.meant.front().rule;
  for (auto* findings : {&made.planned.meant, &made.planned.under_plan})
    for (auto& f : *findings)
      if (f.rule->id == "Q214836" || f.rule == &rule) {
        rule = *f.rule;
        rule.id = "Q198957-CodePage";
        f.rule = &rule;
      }
  const std::string brief = report::to_brief_text(made.report);
  CHECK(has(brief, "\n  Q198957-CodePage BLOCKS     One-step"));
  CHECK(has(brief, "\n  Q214822          BLOCKS     The personal"));
}

TEST_CASE("what happens next depends on the verdict") {
  Made made;
  const auto next = [&](contract::PlanStatus status) {
    plan::Planned planned = made.planned;
    planned.plan.status = status;
    if (status == contract::PlanStatus::clear) planned.plan.changes.clear();
    const report::CheckReport report{made.evidence, planned, {}, {}, {}};
    return report::next_steps(report).front();
  };
  using enum contract::PlanStatus;
  CHECK(next(clear) == "Nothing has to be changed: run it as you meant it.");
  CHECK(next(safe).starts_with("With Microsoft's wizard: "));
  CHECK(next(blocked).starts_with("Do not run this."));
  CHECK(next(unknown).starts_with("Do not run this yet."));
}

TEST_CASE("the JSON has the shape that others read") {
  Made made;
  const base::Json json = report::to_json(made.report);
  for (const char* key : {"operation", "components", "findings", "questions", "plan"})
    CHECK(json.contains(key));
  const auto& findings = json["findings"];
  const auto found =
      std::ranges::find_if(findings, [](const auto& f) { return f["rule"] == "Q214836"; });
  REQUIRE(found != findings.end());
  CHECK((*found)["verdict"] == "applies");
  CHECK((*found)["reason"] == "applies");
  CHECK((*found)["severity"] == "block");
  CHECK((*found)["under_plan"] == "clear");
  CHECK((*found)["because"].size() == 5);
  CHECK(json["plan"]["status"] == "safe");
  CHECK(json["plan"]["guards"].size() == 2);
  CHECK(json["plan"]["evidence"].size() == 2);
  CHECK(json["operation"]["migration.steps"]["from"] == "job.txt:2 Function,FULL");
}

TEST_CASE("levels in JSON") {
  const auto& product = *support::knowledge().product("exchange-5.5");
  const auto inventory = support::wizard("5.5.2650.12", "5.5.2543.1");
  const base::Json json = report::to_json({judge::level_of(product, inventory::Index(inventory))});
  const auto& p = json["products"][0];
  CHECK(p["product"] == "exchange-5.5");
  CHECK(p["state"] == "mixed");
  CHECK(p["coverage"]["known"] == 2);
  CHECK(p["components"][1]["level"] == "SP2");
  CHECK(p["components"][1]["relation"] == "after");
}

TEST_CASE("an expected level whose file cannot be read: the words name the file") {
  const auto& product = *support::knowledge().product("exchange-5.5");
  const auto inventory = support::machine(
      {{"Mailmig.exe", "5.5.2650.12"}, {"Mlmig32.dll", "5.5.2650.12"}, {"Store.exe", ""}});
  const auto answer = judge::expect(product, *product.level("SP3"), inventory::Index(inventory));
  const std::string text = report::to_text(answer, "exchange-5.5 SP3");
  CHECK(text.starts_with("UNKNOWN: "));
  CHECK(text.find("Store.exe") != std::string::npos);
  CHECK(text.find("too few") == std::string::npos);
}

TEST_CASE("fixes in words: number, version and first service pack of included and lacking ones") {
  manifest::FixArticle old, next;
  old.kb = "Q193735";
  old.first_in = {"Exchange Server 5.5 SP2"};
  next.kb = "Q280071";
  next.release = "2000-12-19";
  manifest::FixRow was, will;
  was.version = version::parse("5.5.2402.0");
  will.version = version::parse("5.5.2654.31");
  using State = judge::FixAnswer::State;
  inventory::FileRecord file;
  file.path = "Bin/Mlmig32.dll";
  const judge::FileFixes fixes{
      "Mlmig32.dll",
      &file,
      {{State::includes, &old, &was, "version", ""}, {State::lacks, &next, &will, "version", ""}}};
  CHECK(report::to_text({fixes}) ==
        "Mlmig32.dll without a version: 1 included, 1 lacking, 0 unknown\n"
        "  Bin/Mlmig32.dll\n"
        "  lacks    Q280071 of 2000-12-19 5.5.2654.31\n"
        "  includes Q193735               5.5.2402.0, first in Exchange Server 5.5 SP2\n");
}
