#include "checker/report/html/html.hpp"

#include <doctest/doctest.h>

#include "checker/report/summary.hpp"
#include "tests/checker/report/html/samples.hpp"

using namespace checker;

namespace {

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the verdict is told in words, by a symbol, and by colour") {
  struct Row {
    std::string name, banner, word;
  };
  const Row rows[] = {
      {"safe", "banner care", "SAFE WITH A CHANGE"},    {"clear", "banner good", "CLEAR"},
      {"missing", "banner care", "SAFE WITH A CHANGE"}, {"blocked", "banner bad", "BLOCKED"},
      {"unknown", "banner doubt", "UNKNOWN"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const std::string page = samples::page_of(row.name);
    const auto banner = page.find("<div class=\"" + row.banner + "\"><svg class=\"icon\"");
    REQUIRE(banner != std::string::npos);
    const auto word = page.find("<h1 id=\"verdict-heading\">" + row.word + "</h1>");
    REQUIRE(word != std::string::npos);
    CHECK(word > banner);
    CHECK(has(page, "<title>" + row.word + ": cc:Mail post office HARBOR to Exchange mailboxes, "));
  }
}

TEST_CASE("the parts come in the order in which a person asks") {
  const std::string page = samples::page_of("safe");
  std::size_t last = 0;
  for (const char* id : {"verdict", "meant", "planned", "why", "rule-Q214836", "plan", "questions",
                         "remarks", "measured", "levels", "clear", "origin"}) {
    CAPTURE(id);
    const auto at = page.find(" id=\"" + std::string(id) + "\"");
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
}

TEST_CASE("a rule is told with its reasons, how it shows, its source, and its ways out") {
  const std::string page = samples::page_of("safe");
  const auto from = page.find("<article id=\"rule-Q214836\"");
  REQUIRE(from != std::string::npos);
  const std::string article = page.substr(from, page.find("</article>", from) - from);
  for (const char* text :
       {"BLOCKS", "affected from 5.5.2521.0", "job.txt:2 Function,FULL",
        "event 8092 of MSExchangeMig: a stream operation failed", "event 8002", "error 0x80040108",
        "KB Q214836", "the plan below avoids it", "(the plan does this)"}) {
    CAPTURE(text);
    CHECK(has(article, text));
  }
  CHECK(has(page, "finds it in time: the step &#39;verify&#39; finds the damage"));
}

TEST_CASE("warnings, conflicts and mixed files stand below the verdict, before the reasons") {
  const auto stands = [](const std::string& name, const std::string& text) {
    const std::string page = samples::page_of(name);
    return page.find(text) < page.find("<section id=\"why\"");
  };
  CHECK(stands("safe", "<strong>Warning:</strong> job.txt:9: a warning"));
  CHECK(stands("blocked", "<strong>No way around:</strong>"));
  CHECK(stands("mixed", "<strong>Mixed files:</strong>"));
  CHECK_FALSE(has(samples::page_of("clear"), "<strong>Mixed files:</strong>"));
}

TEST_CASE("the level matrix marks what was found by a word, and tells what is between two levels") {
  const std::string page = samples::page_of("mixed");
  CHECK(has(page, "<strong>● 5.5.2650.12 found</strong>"));
  CHECK(has(page, "<strong>● 5.5.2448.4 found</strong>"));
  CHECK(has(page, "<th scope=\"col\">Web 3</th>"));
  CHECK(has(samples::page_of("safe"), "<td>5.5.2521.0, after SP2</td>"));
  // Of a product with many packs some are shown, and the page says so.
  const std::string modern = samples::page_of("modern");
  CHECK(has(modern, "; 8 of "));
  CHECK(has(modern, "● 15.1.2507.6 found"));
}

TEST_CASE("what has no say is left out, and a page without a run says how to get one") {
  const std::string page = samples::page_of("no-operation");
  CHECK(has(page, "No migration was described"));
  CHECK_FALSE(has(page, "<svg class=\"lane\""));
  CHECK_FALSE(has(page, "Two engines"));
  CHECK(has(samples::page_of("nothing"), "<td><strong>not found</strong></td>"));
}

TEST_CASE("a page says what made it, from what, and that it names people") {
  const std::string page = samples::page_of("safe");
  const samples::Check check(samples::named("safe"));
  const std::string digest = contract::to_json(check.planned.plan).value("digest", "");
  REQUIRE(digest.size() == 64);
  CHECK(has(page, digest));
  CHECK(has(page, "sidestep 0.1.0"));
  CHECK(has(page, "2026-11-24T12:00:00Z"));
  CHECK(has(page, report::facts_as_of(support::knowledge())));
  CHECK(has(page, std::string(report::kNamesNote)));
  for (const auto& used : support::knowledge().manifests) CHECK(has(page, used.sha256));
}

TEST_CASE("a page loads nothing and runs nothing, and tells the browser so") {
  for (const auto& sample : samples::all()) {
    CAPTURE(sample.name);
    const std::string page = samples::page_of(sample.name);
    CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    CHECK(has(page, "Content-Security-Policy\" content=\"default-src &#39;none&#39;;"));
    for (const char* text : {"<script", "<link", "<iframe", "src=", "@import", "url(", "http://",
                             "https://", "javascript:", "style=\""})
      CHECK_FALSE(has(page, text));
  }
}
