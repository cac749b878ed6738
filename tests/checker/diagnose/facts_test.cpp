// The events that the articles print lead to the articles.
#include <algorithm>
#include <filesystem>
#include <set>

#include "base/json.hpp"
#include "tests/checker/diagnose/support.hpp"

using namespace checker::diagnose;
using namespace checker::symptoms;
using checker::judge::Finding;
namespace manifest = checker::manifest;

namespace {

const std::vector<Finding> kNone;

// Whether the candidates hold a rule of the article.
bool finds(const Symptoms& seen, const std::string& article) {
  return support::names_article(diagnose(seen, support::bundled(), kNone), article);
}

// A code that cannot be read would find nothing, and say nothing.
std::uint32_t code_of(const std::string& text) {
  const auto code = parse_code(text);
  CAPTURE(text);
  REQUIRE(code);
  return *code;
}

Symptoms one(std::uint64_t id, const std::string& source) {
  Symptoms out;
  add(out, {static_cast<std::uint32_t>(id), source, 0, {}, {}});
  return out;
}

bool is_follow_up(std::uint64_t id) {
  return EventLore(support::bundled())
      .is_follow_up({static_cast<std::uint32_t>(id), "", 0, {}, {}});
}

}  // namespace

TEST_CASE("every event that a bundled rule names finds that rule, with all that share it") {
  std::size_t events = 0;
  for (const manifest::Rule& rule : support::bundled().rules) {
    for (const std::uint64_t id : rule.events) {
      CAPTURE(rule.id);
      CAPTURE(id);
      ++events;
      if (!is_follow_up(id)) CHECK(finds(one(id, rule.event_source), rule.id));
    }
    for (const std::string& text : rule.codes) {
      CAPTURE(rule.id);
      Symptoms seen;
      add_code(seen, code_of(text));
      CHECK(finds(seen, rule.id));
    }
  }
  CHECK(events >= 80);
  const std::set<std::string> wanted = {"Q186740", "Q194869", "Q229314"};
  std::set<std::string> got;
  const Symptoms seen = one(1004, "MSExchangeMig");
  for (const Candidate& c : diagnose(seen, support::bundled(), kNone).candidates)
    got.insert(c.rule->id);
  CHECK(got == wanted);
}

TEST_CASE(
    "at least nine in ten events of the articles find their article, and all of them do together") {
  const std::string file = CORPUS_DIR "/facts/migration-facts.json";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: there is no " << file);
    return;
  }
  const auto json = base::read_json(file);
  REQUIRE(json);
  std::size_t articles = 0, together = 0, alone = 0, found = 0, follow_ups = 0;
  for (const base::Json& fact : json->at("facts")) {
    if (!fact.contains("event_ids") || fact.at("event_ids").empty()) continue;
    const std::string article = fact.at("kb");
    const std::string source = fact.at("event_source").is_string() ? fact.at("event_source") : "";
    ++articles;
    Symptoms all;
    for (const base::Json& id : fact.at("event_ids")) {
      const std::uint64_t number = id.get<std::uint64_t>();
      add(all, one(number, source).events.front());
      if (is_follow_up(number)) {
        ++follow_ups;
        continue;
      }
      ++alone;
      const bool finds_it = finds(one(number, source), article);
      if (!finds_it) MESSAGE("event " << number << " does not find " << article);
      found += finds_it ? 1u : 0u;
    }
    for (const base::Json& code : fact.at("error_codes"))
      add_code(all, code_of(code.get<std::string>()));
    const bool finds_it = finds(all, article);
    if (!finds_it) MESSAGE("all events together do not find " << article);
    together += finds_it ? 1u : 0u;
  }
  MESSAGE(articles << " articles with events; all their events together find " << together
                   << "; of " << alone << " events alone " << found << " find their article; "
                   << follow_ups << " are follow-ups");
  CHECK(articles >= 51);
  CHECK(10 * together >= 9 * articles);
  CHECK(10 * found >= 9 * alone);
}

TEST_CASE("where several articles share an event, all are named") {
  const std::string file = CORPUS_DIR "/facts/migration-facts.json";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: there is no " << file);
    return;
  }
  const auto json = base::read_json(file);
  REQUIRE(json);
  std::map<std::uint64_t, std::set<std::string>> articles;
  for (const base::Json& fact : json->at("facts"))
    if (fact.contains("event_ids"))
      for (const base::Json& id : fact.at("event_ids"))
        articles[id.get<std::uint64_t>()].insert(fact.at("kb").get<std::string>());
  std::size_t shared = 0;
  for (const auto& entry : articles) {
    if (entry.second.size() < 2 || is_follow_up(entry.first)) continue;
    ++shared;
    for (const std::string& article : entry.second) {
      CAPTURE(entry.first);
      CAPTURE(article);
      CHECK(finds(one(entry.first, ""), article));
    }
  }
  CHECK(shared >= 6);
}
