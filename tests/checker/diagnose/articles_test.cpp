// The events of the articles, in our words, as logs have them: each is written as a
// text log, read, and diagnosed.
#include <algorithm>
#include <set>
#include <sstream>

#include "checker/diagnose/diagnosis.hpp"
#include "checker/events/event_log.hpp"
#include "tests/checker/diagnose/support.hpp"

using namespace checker::diagnose;
namespace events = checker::events;

namespace {

const std::vector<checker::judge::Finding> kNone;

/// What an article prints: who logs its events, their numbers, and what stands in their texts
/// beside what manifests/migration/events.json says of them.
struct Article {
  std::string id, source, numbers, words;
};
const Article kArticles[] = {
    {"Q154099", "MSExchangeMig", "27", ""},
    {"Q157631", "MS Exchange Migration", "98 122", ""},
    {"Q164849", "MSExchangeMig", "145", ""},
    {"Q184391", "", "1029", ""},
    {"Q186740", "MSExchangeMig", "1004", ""},
    {"Q188680", "MSExchangeSA", "2043 2044 2053", ""},
    {"Q190275", "MSExchangeCCMC", "65", ""},
    {"Q194218", "", "238 8149 8002", ""},
    {"Q194869", "MSExchangeMig", "1004", ""},
    {"Q197397", "MSExchangeMig", "10008", ""},
    {"Q200564", "MSExchangeMig", "238 8149 8002", ""},
    {"Q214822", "MSExchangeMig", "8030 8124 8002", ""},
    {"Q214836", "MSExchangeMig", "8092 8002", "; the code was 0x80040108"},
    {"Q214838", "MSExchangeMig", "1052", ""},
    {"Q229314", "MSExchangeMig", "1004", ""},
    {"Q233325", "MSExchangeMig", "1011", ""},
    {"Q234665", "MSExchangeMigDS", "238", ""},
    {"Q238784", "MSExchangeMig", "1032", ""},
    {"Q238850", "MSExchangeMig", "6003", "; code <00000003>"},
    {"Q256199", "MSExchangeMig", "8074 8124 8002", ""},
    {"Q262989", "MSExchangeMig", "1030", ""},
    {"Q287056", "MSExchangeMig", "1027", ""},
    {"Q156063", "", "100003 8001", ""},
    {"Q149284", "", "168", ""},
    {"Q152321", "MSExchangeMig", "162 178", ""},
    {"Q152330", "MSExchangeMig", "147", ""},
    {"Q152927", "", "136", ""},
    {"Q154443", "ms exchange migds", "283", ""},
    {"Q162833", "MSExchangeMigDS", "283", ""},
    {"Q166612", "MSExchangeMig", "10002 10003 8048 8005 8059 8054 8094 8095 8001",
     "; 0x8042063C, 0x80420633, 0x80420664"},
    {"Q168606", "MSExchangeMig", "7000 7007", ""},
    {"Q169130", "MSExchangeMig", "7034 10068", ""},
    {"Q174738", "MSExchangeMig", "10075", ""},
    {"Q182665", "MSExchangeMig", "7026", ""},
    {"Q183312", "MSExchangeMig", "7026", ""},
    {"Q186742", "MSExchangeMig", "7017", ""},
    {"Q199980", "MSExchangeMig", "151 135", ""},
    {"Q242184", "MSExchangeMig", "7026", ""},
    {"Q255888", "MSExchangeMig", "7044", "; error 80004005"},
    {"Q200250", "", "4088", ""},
    {"Q236176", "MSExchangeMig", "12010", ""},
    {"Q249883", "MSExchangeMig", "12024", ""},
    {"Q274393", "MSExchangeMig", "10023", ""},
    {"Q275341", "MSExchangeMig", "181 10052", ""},
    {"Q196838", "MSExchangeMig", "4012", ""},
    {"Q234733", "MSExchangeMig", "4088", ""},
    {"Q238285", "MSExchangeMig", "4012", ""},
    {"Q268496", "DrWatson", "4097", "; an access violation (c0000005)"},
    {"Q294351", "MSExchangeMig", "8072 8074 8124 8002", ""},
    {"Q221422", "MSExchangeMig", "23006", ""},
    {"Q258731", "MSExchangeMig", "14002", ""},
};

std::vector<std::uint32_t> numbers_of(const Article& article) {
  std::istringstream in(article.numbers);
  std::vector<std::uint32_t> out;
  for (std::uint32_t number = 0; in >> number;) out.push_back(number);
  return out;
}

std::string text_of(const Article& article, std::uint32_t number) {
  for (const auto& event : support::bundled().events)
    if (event.id == number) return event.meaning + article.words;
  return "something went wrong" + article.words;
}

// As an Event Viewer exports it.
std::string as_rows(const Article& article) {
  std::string out = "6/1/99,12:00:00 PM,Perflib,Error,None,1008,N/A,HARBOR,80041111\n";
  for (const std::uint32_t number : numbers_of(article))
    out += "6/1/99,12:05:00 PM," +
           (article.source.empty() ? std::string("MSExchangeMig") : article.source) +
           ",Error,None," + std::to_string(number) + ",N/A,HARBOR,\"" + text_of(article, number) +
           "\"\n";
  return out;
}

// As somebody pastes it.
std::string as_blocks(const Article& article) {
  std::string out;
  for (const std::uint32_t number : numbers_of(article))
    out += "Event ID: " + std::to_string(number) +
           (article.source.empty() ? "" : "\nSource: " + article.source) +
           "\nDescription: " + text_of(article, number) + "\n\n";
  return out;
}

// As somebody writes it.
std::string as_sentences(const Article& article) {
  std::string out;
  for (const std::uint32_t number : numbers_of(article))
    out += "Then event " + std::to_string(number) + " came: " + text_of(article, number) + ".\n";
  return out;
}

// Whether all rules that name one of the events, or one of the codes, are candidates.
bool names_all(const checker::symptoms::Symptoms& seen, const Diagnosis& diagnosis) {
  const EventLore lore(support::bundled());
  for (const auto& event : seen.events) {
    if (lore.is_follow_up(event)) continue;
    for (const auto* rule : lore.rules_naming(event))
      if (std::ranges::find(diagnosis.candidates, rule, &Candidate::rule) ==
          diagnosis.candidates.end())
        return false;
  }
  return true;
}

}  // namespace

TEST_CASE("logs of the events of at least nine in ten articles lead to the article") {
  const auto& known = support::bundled();
  const events::Wanted wanted{EventLore(known).sources(), known_codes(known)};
  std::size_t found = 0, all = 0;
  for (const Article& article : kArticles)
    for (const std::string& log : {as_rows(article), as_blocks(article), as_sentences(article)}) {
      CAPTURE(article.id);
      CAPTURE(log);
      const auto read = events::read_text(log, wanted);
      CHECK(read.unreadable == 0);
      const Diagnosis diagnosis = diagnose(read.symptoms, known, kNone);
      const bool finds_it = support::names_article(diagnosis, article.id);
      if (!finds_it) MESSAGE("a log does not lead to " << article.id);
      found += finds_it ? 1u : 0u;
      ++all;
      CHECK(names_all(read.symptoms, diagnosis));
    }
  MESSAGE(found << " of " << all << " logs lead to their article");
  CHECK(all >= 150);
  CHECK(10 * found >= 9 * all);
}

TEST_CASE("where an event has several articles, its log names all of them") {
  const auto& known = support::bundled();
  const events::Wanted wanted{EventLore(known).sources(), known_codes(known)};
  struct Row {
    std::string log, articles;
  };
  const Row rows[] = {
      {"Event ID: 1004\nSource: MSExchangeMig\n", "Q186740 Q194869 Q229314"},
      {"Event ID: 7026\nSource: MSExchangeMig\n", "Q182665 Q183312 Q242184"},
      {"Event ID: 4088\nSource: MSExchangeMig\n", "Q200250 Q234733"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.log);
    const auto read = events::read_text(row.log, wanted);
    std::set<std::string> got;
    for (const Candidate& candidate : diagnose(read.symptoms, known, kNone).candidates)
      got.insert(candidate.rule->id);
    std::string sorted;
    for (const std::string& id : got) sorted += (sorted.empty() ? "" : " ") + id;
    CHECK(sorted == row.articles);
  }
}
