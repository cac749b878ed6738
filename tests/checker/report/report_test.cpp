#include <doctest/doctest.h>

#include <algorithm>

#include "checker/report/check_report.hpp"
#include "checker/report/fixes_report.hpp"
#include "checker/report/layout.hpp"
#include "checker/report/level_report.hpp"
#include "tests/support/machines.hpp"

using namespace checker;

namespace {

struct Made {
  Inventory inventory = support::wizard("5.5.2521.0", "5.5.2521.0");
  contract::Facts facts = support::meant(inventory, support::one_step());
  support::Measurement machine{inventory};
  judge::Evidence evidence{machine.measured, facts};
  plan::Planned planned = *plan::plan(evidence, {});
  report::CheckReport report{evidence, planned, {"job.txt:9: a warning"}};
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
  const std::string brief = report::to_brief_text(made.report);
  CHECK(brief.find("Q214836") != std::string::npos);
  CHECK(brief.find("because  -") == std::string::npos);
  CHECK(brief.size() < text.size() / 2);
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
