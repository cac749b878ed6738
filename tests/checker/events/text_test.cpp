#include <chrono>

#include "base/blob.hpp"
#include "checker/events/rows.hpp"
#include "tests/checker/events/support.hpp"
#include "tests/support/files.hpp"

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
        CHECK(event.first.shown == "6/1/99 12:05:00 PM");
        CHECK(event.last.shown == "6/1/99 12:05:02 PM");
      }
  }
}

TEST_CASE("what was pasted from windows and written in sentences is read") {
  const EventLog log = read_text(fixture("pasted.txt"), wanted());
  CHECK(told(log) ==
        "MSExchangeMig:8092x1 MSExchangeMig:8030x1 MSExchangeMig:8124x1 MSExchangeMig:8002x1 | "
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
      {"for Event ID ( 8092 ) in Source ( MSExchangeMig )", "MSExchangeMig:8092x1"},
      {"MSExchangeMigDS 283 came first", "MSExchangeMigDS:283x1"},
      {"Event ID: 3221233564", "8092x1"},
      {"MSExchangeMig event 8092", "MSExchangeMig:8092x1"},
      {"event 283 of MS Exchange MigDS", "MS Exchange MigDS:283x1"},
      // Each gets the source that is nearest to it.
      {"event 8092 from MSExchangeMig, event 1005 from MSExchangeIS",
       "MSExchangeMig:8092x1 MSExchangeIS:1005x1"},
      {"MSExchangeMig: event 8092; MSExchangeIS: event 1005",
       "MSExchangeMig:8092x1 MSExchangeIS:1005x1"},
      {"events 8030 and 8124 (MSExchangeMig) came before event 283 (MSExchangeMigDS)",
       "MSExchangeMig:8030x1 MSExchangeMig:8124x1 MSExchangeMigDS:283x1"},
      // A word is whole.
      {"XMSExchangeMig event 8092", "8092x1"},
      {"MSExchangeMigrator event 8092", "8092x1"},
      {"Event ID: 8092\rSource: MSExchangeMig\r", "MSExchangeMig:8092x1"},
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
      // Nor do two of them.
      {row + "8092,N/A,H,\"open\n" + row + "8030,N/A,H,x\n" + row + "8002,N/A,H,\"open too\n",
       "MSExchangeMig:8092x1 MSExchangeMig:8030x1 MSExchangeMig:8002x1"},
      {"Level,Date and Time,Source,Event ID,Description\n"
       "Error,6/1/99 12:00,MSExchangeMig,8092,\"open\nError,6/1/99 12:00,MSExchangeMig,8002,\"x\n",
       "MSExchangeMig:8092x1 MSExchangeMig:8002x1"},
      // With a header, codes of other columns are none.
      {"Source,Event ID,Description,Computer\nMSExchangeMig,8092,failed,0x80040108\n",
       "MSExchangeMig:8092x1"},
      // Blocks before the rows are read, too.
      {"Event ID: 8030\nSource: MSExchangeMig\n\n" + row + "8002,N/A,H,x\n",
       "MSExchangeMig:8030x1 MSExchangeMig:8002x1"},
      {row + "8092,N/A,H,x\r" + row + "8002,N/A,H,x\r",
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
  std::string quotes = row + "\n", kinds, labels, events, sources;
  while (quotes.size() < 2'000'000) quotes += "\"a\"\"b\n\",\"\n";
  for (int i = 0; i < 60'000; ++i)
    kinds += "6/1/99,12:00:00 PM,MSExchangeMig,Error,None," + std::to_string(i) + ",N/A,H,x\n";
  while (labels.size() < 2'000'000) labels += "Event ID: ";
  while (events.size() < 2'000'000) events += "event 1, ";
  while (sources.size() < 2'000'000) sources += "MSExchangeMig event 1, ";
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& text :
       {quotes, kinds, labels, events, std::string(2'000'000, '"'), std::string(2'000'000, ','),
        std::string(2'000'000, '\n'), sources})
    (void)read_text(text, wanted());
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took < std::chrono::seconds(60));  // seconds even without optimisation
  const EventLog log = read_text(kinds, wanted());
  CHECK(log.symptoms.events.size() == kMostKinds);
  CHECK(log.notes.size() == 1);
  CHECK(!log.complete);
}

TEST_CASE("what was cut is said once") {
  const std::string row = "6/1/99,12:00:00 PM,MSExchangeMig,Error,None,8092,N/A,H,";
  std::string codes, list = "events 1";
  for (std::uint32_t i = 0; i < 2000; ++i)
    codes += checker::symptoms::code_text(0x80050000 + i) + " ";
  for (int i = 0; i < 100; ++i) list += ", 2";
  const std::string wide(100'000, 'x');
  struct Row {
    std::string text, note;
  };
  const Row rows[] = {
      {row + wide + "\n" + row + wide + "\n", "descriptions have more than 64 KiB"},
      {"Event ID: 8092\nDescription: x\n" + wide + "\n" + wide, "lines have more than 16 KiB"},
      {list + "\n" + list, "lists have more than 32 numbers"},
      {row + codes + "\n" + row + codes + "\n", "there are more than 1000 codes"},
      {row + "\"open\n" + row + "\"open\n", "line 1: a quotation mark that nothing closes"},
  };
  for (const Row& each : rows) {
    CAPTURE(each.note);
    const EventLog log = read_text(each.text, wanted());
    REQUIRE(log.notes.size() == 1);
    CHECK(log.notes[0].starts_with(each.note));
    CHECK(log.complete);
  }
}

TEST_CASE("a row has at most 64 cells, quoted or not") {
  for (const std::string cell : {"\"a\",", "a,"}) {
    std::string line;
    for (int i = 0; i < 1000; ++i) line += cell;
    line += "\nb\n";  // the reader borrows it
    Rows rows(line, ',', 1);
    CHECK(rows.next().size() == 64);
    CHECK(rows.next() == Row{"b"});
    CHECK(rows.line() == 2);
  }
}

TEST_CASE("a log is refused when nothing of it can be understood, and the refusal says why") {
  const support::TempFolder folder;
  struct Row {
    std::string bytes, why;
  };
  const Row rows[] = {
      {"Nothing happened.\n", "no event can be found in it"},
      {"", "no event can be found in it"},
      {std::string("E\0v\0e\0n\0t\0", 10), "is it UTF-16 without a byte order mark?"},
      {"Event ID: none\n", "line 1: should be an event's number, is \"none\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.why);
    support::write(folder / "log.txt", row.bytes);
    const auto log = read_log(folder / "log.txt", wanted());
    REQUIRE(!log);
    CHECK(log.error().code == base::Errc::malformed);
    CHECK(log.error().message.find(row.why) != std::string::npos);
  }
  const auto missing = read_log(FIXTURES_DIR "/events/none.txt", wanted());
  REQUIRE(!missing);
  CHECK(missing.error().message.find("none.txt") != std::string::npos);
}

TEST_CASE("a log with columns and no rows is empty, and no error") {
  const support::TempFolder folder;
  support::write(folder / "log.csv", "Level,Date and Time,Source,Event ID,Task Category\n");
  const auto log = read_log(folder / "log.csv", wanted());
  REQUIRE(log);
  CHECK(log->records == 0);
  CHECK(log->complete);
}
