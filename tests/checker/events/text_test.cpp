#include <chrono>

#include "base/blob.hpp"
#include "tests/checker/events/support.hpp"

using namespace checker::events;
using support::is_the_run;
using support::told;
using support::wanted;

namespace {

std::string fixture(const std::string& name) {
  const auto bytes = base::read_file(FIXTURES_DIR "/events/" + name, kMaxLogBytes);
  REQUIRE(bytes);
  return *bytes;
}

const char* const kText[] = {"viewer-nt4.csv", "viewer-2000.txt", "viewer-xp.csv", "viewer-new.csv",
                             "dumpel.txt"};

}  // namespace

TEST_CASE("exports of every viewer tell the same run") {
  for (const std::string name : kText) {
    CAPTURE(name);
    const EventLog log = read_text(fixture(name), wanted());
    CHECK(log.kind == "delimited text");
    CHECK(is_the_run(log));
    CHECK(log.records == 10);
    CHECK(log.taken == 7);
    CHECK(log.unreadable == 0);
    CHECK(log.other_sources.size() == 3);
    // One form has no descriptions; none takes the code of another program.
    const std::vector<std::uint32_t> code = {0x80040108};
    CHECK(log.symptoms.codes == (name == "viewer-xp.csv" ? std::vector<std::uint32_t>() : code));
  }
}

TEST_CASE("first and last are by time, whichever end of the log is the newest") {
  for (const std::string name : kText) {
    CAPTURE(name);
    const EventLog log = read_text(fixture(name), wanted());
    for (const auto& event : log.symptoms.events)
      if (event.id == 8092) {
        CHECK(event.first == "6/1/99 12:05:00 PM");
        CHECK(event.last == "6/1/99 12:05:02 PM");
      }
  }
}

TEST_CASE("what was pasted from windows and written in sentences is read") {
  const EventLog log = read_text(fixture("pasted.txt"), wanted());
  CHECK(told(log) ==
        "MSExchangeMig:8092x1 MSExchangeMig:8030x1 msexchangemig:8124x1 msexchangemig:8002x1 | "
        "0x80040108");
  CHECK(log.other_sources.at("Perflib") == 1);
}

TEST_CASE("free text in the forms that people write") {
  struct Row {
    std::string text, told;
  };
  const Row rows[] = {
      {"Event ID: 8092", "8092x1"},
      {"Event ID : 8092\nSource : MSExchangeMig", "MSExchangeMig:8092x1"},
      {"Source: MSExchangeMig\nEvent ID: 8092", "MSExchangeMig:8092x1"},
      {"Event:8092", "8092x1"},
      {"Event 8002", "8002x1"},
      {"the events 8030, 8124 and 8002 are logged", "8030x1 8124x1 8002x1"},
      {"Event ID: 8030, 8124", "8030x1 8124x1"},
      {"Event ID: 8092\nEvent ID: 8002", "8092x1 8002x1"},
      {"Event ID: 8092\nSource: MSExchangeMig\nDescription: failed (80040108).\n\nEvent ID: 8002",
       "MSExchangeMig:8092x1 8002x1 | 0x80040108"},
      {"for Event ID ( 8092 ) in Source ( MSExchangeMig )", "msexchangemig:8092x1"},
      {"MSExchangeMigDS 283 came first", "msexchangemigds:283x1"},
      {"Event ID: 3221233564", "8092x1"},
      // Neither events nor codes.
      {"In the event of 3 failures call 555-1234 at 12:00.", ""},
      {"The main event: 1999 was the year", "1999x1"},
      {"prevent 8092", ""},
      {"event 8.30", ""},
      {"0x00000000 12345678", ""},
      {"Description: what\nType: 3 is no label here\nEvent ID: 5", "5x1"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(told(row.text) == row.told);
  }
}

TEST_CASE("quotation marks, separators and line ends in descriptions do not break rows") {
  const std::string row = "6/1/99,12:00:00 PM,MSExchangeMig,Error,None,";
  struct Row {
    std::string text, told;
  };
  const Row rows[] = {
      {row + "8092,N/A,H,\"a, b\n\"\"c\"\" 80040108\"\n" + row + "8002,N/A,H,x\n",
       "MSExchangeMig:8092x1 MSExchangeMig:8002x1 | 0x80040108"},
      // Written without quotation marks, as NT does.
      {row + "8092,N/A,H,first line\nsecond (80040108)\n" + row + "8002,N/A,H,x\n",
       "MSExchangeMig:8092x1 MSExchangeMig:8002x1 | 0x80040108"},
      // One that is never closed takes nothing with it.
      {row + "8092,N/A,H,\"open\n" + row + "8002,N/A,H,x\n",
       "MSExchangeMig:8092x1 MSExchangeMig:8002x1"},
      {"01.06.99;12:00:00;MSExchangeMig;Fehler;Keine;8092;N/A;H;x\n", "MSExchangeMig:8092x1"},
      {"1999-06-01,12:00,MSExchangeMig,Error,None,8092,N/A,H\n", "MSExchangeMig:8092x1"},
  };
  for (const Row& each : rows) {
    CAPTURE(each.text);
    CHECK(told(each.text) == each.told);
  }
}

TEST_CASE("a row that cannot be read is said with its line, and the others stand") {
  const EventLog log = read_text(fixture("damaged.csv"), wanted());
  CHECK(log.unreadable == 1);
  REQUIRE(log.faults.size() == 1);
  CHECK(log.faults[0].starts_with("line 8: should be a row with an event's number, is \"6/1/99,"));
  CHECK(log.taken == 6);
}

TEST_CASE("every prefix of every text is read without a crash, and none says more than the whole") {
  for (const std::string name : {"viewer-nt4.csv", "viewer-2000.txt", "viewer-xp.csv",
                                 "viewer-new.csv", "dumpel.txt", "pasted.txt", "damaged.csv"}) {
    const std::string all = fixture(name);
    const std::uint64_t records = read_text(all, wanted()).records;
    for (std::size_t n = 0; n < all.size(); ++n) {
      const EventLog log = read_text(all.substr(0, n), wanted());
      CHECK(log.records <= records);
    }
  }
}

TEST_CASE("hostile text costs what its length costs, and no more") {
  const std::string row = "6/1/99,12:00:00 PM,MSExchangeMig,Error,None,8092,N/A,H,";
  std::string quotes = row + "\n", kinds, labels, events;
  while (quotes.size() < 2'000'000) quotes += "\"a\"\"b\n\",\"\n";
  for (int i = 0; i < 60'000; ++i)
    kinds += "6/1/99,12:00:00 PM,MSExchangeMig,Error,None," + std::to_string(i) + ",N/A,H,x\n";
  while (labels.size() < 2'000'000) labels += "Event ID: ";
  while (events.size() < 2'000'000) events += "event 1, ";
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& text : {quotes, kinds, labels, events, std::string(2'000'000, '"'),
                                  std::string(2'000'000, ','), std::string(2'000'000, '\n')})
    (void)read_text(text, wanted());
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took < std::chrono::seconds(60));  // seconds even without optimisation
  const EventLog log = read_text(kinds, wanted());
  CHECK(log.symptoms.events.size() == kMostKinds);
  CHECK(log.notes.size() == 1);
}

TEST_CASE("a log is refused when nothing of it can be understood") {
  const auto log = read_log(FIXTURES_DIR "/events/README.md", wanted());
  CHECK((log || log.error().code == base::Errc::malformed));
  const auto missing = read_log(FIXTURES_DIR "/events/none.txt", wanted());
  REQUIRE(!missing);
  CHECK(missing.error().message.find("none.txt") != std::string::npos);
}
