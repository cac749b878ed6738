#include <doctest/doctest.h>

#include <algorithm>

#include "checker/report/check_report.hpp"
#include "checker/report/fixes_report.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/level_report.hpp"
#include "checker/report/summary.hpp"
#include "tests/support/machines.hpp"

using namespace checker;

namespace {

struct Made {
  Inventory inventory = support::wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = support::meant(inventory, support::one_step());
  support::Measurement machine{inventory};
  judge::Evidence evidence{machine.measured, facts};
  plan::Planned planned = *plan::plan(evidence, {});
  report::CheckReport report{evidence, planned, {"job.txt:9: a warning"}, {}, {"0.0.0", "now"}};
};

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
  CHECK(next(safe).find("sidestep operation rewrite") != std::string::npos);
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
