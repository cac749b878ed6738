#include "checker/report/formats.hpp"

#include <doctest/doctest.h>

#include "checker/report/account.hpp"
#include "checker/report/csv.hpp"
#include "checker/report/junit.hpp"
#include "checker/report/nagios.hpp"
#include "checker/report/prometheus.hpp"
#include "checker/report/rule_files.hpp"
#include "checker/report/sarif.hpp"
#include "checker/report/xml.hpp"
#include "tests/support/machines.hpp"

using namespace checker;

namespace {

struct Made {
  explicit Made(std::vector<std::string> warnings = {},
                Inventory found = support::wizard("5.5.2521.0", "5.5.2521.0"))
      : inventory(std::move(found)),
        facts(support::meant(inventory, support::one_step())),
        machine(inventory),
        evidence{machine.measured, facts},
        planned(*plan::plan(evidence, {})),
        report{evidence, planned, std::move(warnings), {}, {"0.0.0", "2026-11-24T12:00:00Z"}} {}

  Inventory inventory;
  contract::Facts facts;
  support::Measurement machine;
  judge::Evidence evidence;
  plan::Planned planned;
  report::CheckReport report;
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

}  // namespace

TEST_CASE("every format has a name, is found by it, and is written with a line end") {
  const Made made;
  const auto names = report::format_names();
  CHECK(names.size() == 8);
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto format = report::format_named(name);
    REQUIRE(format);
    const std::string text = report::written(made.report, *format);
    CHECK(text.ends_with('\n'));
    CHECK(text.find('\x1b') == std::string::npos);
    // Of the account, what fits into a line as well: which Sidestep, and how old its facts are.
    if (name != "text") {
      CHECK(text.find("0.0.0") != std::string::npos);
      CHECK((text.find("2026-08-11") != std::string::npos || name == "prometheus"));
    }
  }
  CHECK_FALSE(report::format_named("xml"));
  CHECK_FALSE(report::format_named("JSON"));
  CHECK_FALSE(report::format_named(""));
}

TEST_CASE("an error stands on standard output where a program looks for it, and nowhere else") {
  const base::Error error{base::Errc::io, "a|b: gone\n", "look"};
  struct Row {
    std::string format, expected;
  };
  const Row rows[] = {
      {"nagios", "SIDESTEP UNKNOWN - a\\x7cb: gone\\x0a\n"},
      {"text", ""},
      {"csv", ""},
      {"junit", ""},
      {"sarif", ""},
      {"html", ""},
      {"prometheus", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.format);
    CHECK(report::written(error, *report::format_named(row.format)) == row.expected);
  }
  const auto json = base::parse_json(report::written(error, report::Format::json), "json");
  REQUIRE(json);
  CHECK((*json)["error"]["message"] == "a|b: gone\n");
}

TEST_CASE("a status line is one line, and no name in it begins the performance data") {
  CHECK(report::status_text("a|b\n\x1b[31m\xff", 100) == "a\\x7cb\\x0a\\x1b[31m\uFFFD");
  CHECK(report::status_text(std::string(400, 'x'), 300).size() == 300 + 3);
  const Made made({"job|.txt:9: a\nwarning", "more"});
  const std::string line = report::to_nagios(made.report);
  CHECK(line.starts_with("SIDESTEP WARNING - "));
  CHECK(count(line, "\n") == 1);
  CHECK(count(line, "|") == 1);
  CHECK(line.find("; blocking: Q214822, Q214836; 2 warnings, the first: job\\x7c.txt:9: a\\x0a") !=
        std::string::npos);
  CHECK(line.find(" (sidestep 0.0.0, facts of ") != std::string::npos);
  CHECK(line.find(" | 'blocking'=2;0;;0 ") != std::string::npos);
}

TEST_CASE("a long warning never costs a status line its account") {
  const Made made({std::string(1000, 'w')});
  const std::string line = report::to_nagios(made.report);
  const auto bar = line.find(" | ");
  REQUIRE(bar != std::string::npos);
  CHECK(bar <= 330);
  CHECK(line.substr(0, bar).ends_with(")"));
  CHECK(line.find("…") != std::string::npos);
}

TEST_CASE("text in XML: markup, and what XML has no character for") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"", ""},
      {"a & b < c > \"d\" 'e'", "a &amp; b &lt; c &gt; &quot;d&quot; &#39;e&#39;"},
      {"]]>", "]]&gt;"},
      {std::string("nul\0", 4), "nul\\x00"},
      {"tab\tline\r\n", "tab\\x09line\\x0d\\x0a"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF", "[U+FFFE][U+FFFF]"},
      {"\xEF\xBF\xBD", "\uFFFD"},
      {"\xff", "\uFFFD"},
      {"\xEF\xBF", "\uFFFD\uFFFD"},
      {"Größe", "Größe"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(report::xml_text(row.text) == row.expected);
  }
}

TEST_CASE("paths as URIs: relative, absolute, in a container, with every kind of byte") {
  struct Row {
    std::string path, expected;
  };
  const Row rows[] = {
      {"Bin/Mlmig32.dll", "Bin/Mlmig32.dll"},
      {"/mnt/x y.dll", "file:///mnt/x%20y.dll"},
      {"//server/share/a", "file:////server/share/a"},
      {"outer.zip!/Bin/a.dll", "outer.zip!/Bin/a.dll"},
      {"c:/a", "c%3A/a"},
      {"http://a/b", "http%3A//a/b"},
      {"100%?#[]", "100%25%3F%23%5B%5D"},
      {"a\\b\n\xff", "a%5Cb%0A%FF"},
      {"ä", "%C3%A4"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(report::file_uri(row.path) == row.expected);
  }
}

TEST_CASE("SARIF text has no placeholder, no link and no control character") {
  CHECK(report::sarif_text("a {0} b") == "a {{0}} b");
  CHECK(report::sarif_text("[0] (1)") == "[0] (1)");
  CHECK(report::sarif_text("[a](b:c)") == "\\[a\\](b:c)");
  CHECK(report::sarif_text("\x1b[m") == "\\x1b[m");
}

TEST_CASE("times as seconds, and what is none") {
  struct Row {
    std::string text;
    std::int64_t expected;  // -1: none
  };
  const Row rows[] = {
      {"1970-01-01", 0},
      {"1970-01-02T00:00:01Z", 86'401},
      {"2026-11-24T12:00:00Z", 1'795'521'600},
      {"2000-02-29", 951'782'400},
      {"2001-02-29", -1},
      {"2001-13-01", -1},
      {"2001-1-01", -1},
      {"2001-01-01T24:00:00Z", -1},
      {"2001-01-01T00:00:00", -1},
      {"2001-01-01 00:00:00Z", -1},
      {"2001-01-01T00:0 :00Z", -1},
      {"now", -1},
      {"", -1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(report::unix_seconds(row.text).value_or(-1) == row.expected);
  }
}

TEST_CASE("a rule names the files that it measures, and none of another rule") {
  const Made made;
  const auto& rule = *made.evidence.knowledge().rule("Q214836");
  std::vector<std::string> paths;
  for (const auto* file : report::files_asked(rule, made.report)) paths.push_back(file->path);
  CHECK(paths == std::vector<std::string>{"Bin/Mlmig32.dll", "Bin/Mailmig.exe"});
  const auto& other = *made.evidence.knowledge().rule("Q216259");  // of Store.exe
  CHECK(report::files_asked(other, made.report).empty());
}

TEST_CASE("a JUnit report says the parts of its sums, and holds warnings") {
  const Made made({"<job>"});
  const std::string text = report::to_junit(made.report);
  CHECK(text.find("<system-err>warning: &lt;job&gt;\n</system-err>") != std::string::npos);
  CHECK(count(text, "<testcase ") == made.planned.meant.size());
  CHECK(count(text, "<failure ") == 2);
  CHECK(text.find(" failures=\"2\"") != std::string::npos);
  CHECK(text.find("timestamp=\"2026-11-24T12:00:00\"") != std::string::npos);
}

TEST_CASE("metrics of a name that would end a label") {
  Made made;
  made.planned.plan.manifests = {{"a\"b\\c\nd", "1", ""}};
  const std::string text = report::to_prometheus(made.report);
  CHECK(text.find("sidestep_manifest_info{id=\"a\\\"b\\\\c\\\\x0ad\",version=\"1\"} 1\n") !=
        std::string::npos);
  CHECK(text.find("\nsidestep_check_timestamp_seconds 1795521600\n") != std::string::npos);
  CHECK(text.find("sidestep_check_blocking_rule{rule=\"Q214836\",verdict=\"applies\",under_plan="
                  "\"clear\"} 1\n") != std::string::npos);
}

TEST_CASE("a rule that cannot be told is open in SARIF, and no file is made up for it") {
  const Made made({}, support::machine({{"Mailmig.exe", "5.5.2521.0"}}));
  const base::Json sarif = report::to_sarif(made.report);
  for (const auto& result : sarif.at("runs").at(0).at("results")) {
    if (result.at("ruleId") != "Q214836") continue;
    CHECK(result.at("kind") == "open");
    CHECK(result.at("level") == "none");
    CHECK(result.at("locations").size() == 1);
    CHECK(result.at("properties").at("reason") == "missing-file");
  }
}
