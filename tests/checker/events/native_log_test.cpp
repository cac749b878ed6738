#include "checker/events/native_log.hpp"

#include <algorithm>

#include "base/blob.hpp"
#include "checker/events/native_rows.hpp"
#include "tests/checker/events/support.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/files.hpp"

using namespace checker::events;
using support::is_the_run;
using support::wanted;

namespace {

std::string fixture(const std::string& name) {
  const auto bytes = base::read_file(FIXTURES_DIR "/events/" + name, kMaxLogBytes);
  REQUIRE(bytes);
  return *bytes;
}

/// Reads bytes as a native log, through the child.
EventLog read(const std::string& bytes, const support::TempFolder& folder) {
  support::write(folder / "log", bytes);
  const auto file = base::ReadableFile::open(folder / "log");
  REQUIRE(file);
  Tally tally(wanted());
  const NativeKind kind = native_kind(bytes);
  const auto done = read_native(**file, kind == NativeKind::none ? NativeKind::evt : kind, tally);
  if (!done) tally.fault(done.error().message);
  return std::move(tally).finish("native");
}

struct Said : base::ByteSink {
  std::string said;
  base::Result<void> write(base::Bytes bytes) override {
    said += base::text_of(bytes);
    return {};
  }
};

}  // namespace

TEST_CASE("an .evt and an .evtx tell the run that their script wrote") {
  for (const std::string name : {"run.evt", "run.evtx"}) {
    CAPTURE(name);
    const auto log = read_log(FIXTURES_DIR "/events/" + name, wanted());
    REQUIRE(log);
    CHECK(log->kind == (name == "run.evt" ? "EVT" : "EVTX"));
    CHECK(is_the_run(*log));
    CHECK(log->records == 10);
    CHECK(log->taken == 7);
    CHECK(log->unreadable == 0);
    CHECK(log->other_sources.at("Perflib") == 1);
    CHECK(log->symptoms.codes == std::vector<std::uint32_t>{0x80040108});
    for (const auto& event : log->symptoms.events)
      if (event.id == 8092) {
        CHECK(event.first.shown == "1999-06-01 12:05:00");
        CHECK(event.last.shown == "1999-06-01 12:05:02");
      }
  }
}

TEST_CASE("a damaged record is counted, and those around it stand") {
  const auto log = read_log(FIXTURES_DIR "/events/damaged.evt", wanted());
  REQUIRE(log);
  CHECK(log->records == 9);
  CHECK(log->taken == 6);
  CHECK(log->unreadable == 0);
  CHECK(log->notes.size() == 1);
}

TEST_CASE("what is no log of this kind is refused, and says so") {
  const support::TempFolder folder;
  support::write(folder / "log", std::string("\x30\0\0\0LfLe", 8));
  const auto log = read_log(folder / "log", wanted());
  REQUIRE(!log);
  CHECK(log.error().code == base::Errc::malformed);
  CAPTURE(log.error().message);
  CHECK(log.error().message.find("cannot be read") != std::string::npos);
}

TEST_CASE("every prefix of native logs is read without a crash of this process") {
  const support::TempFolder folder;
  for (const std::string name : {"run.evt", "damaged.evt"}) {
    const std::string all = fixture(name);
    for (std::size_t n = 8; n < all.size(); n += n < 200 ? 1 : 7)
      CHECK(read(all.substr(0, n), folder).records <= 10);
  }
  const std::string all = fixture("run.evtx");
  for (std::size_t n = 8; n < all.size(); n += n < 160 || (n > 4096 && n < 4800) ? 7 : 509)
    CHECK(read(all.substr(0, n), folder).records <= 10);
}

TEST_CASE("damage at any place ends in records, faults or an error, never in more than there is") {
  const support::TempFolder folder;
  support::Dice dice(1999);
  for (const std::string name : {"run.evt", "run.evtx"}) {
    const std::string all = fixture(name);
    const std::size_t reach = std::min<std::size_t>(all.size(), 4096 + 512 + 4000);
    for (int round = 0; round < 150; ++round) {
      std::string bytes = all;
      for (std::size_t i = 1 + dice.below(4); i > 0; --i)
        bytes[8 + dice.below(reach - 8)] = static_cast<char>(dice.below(256));
      CHECK(read(bytes, folder).records <= 100);
    }
  }
}

TEST_CASE("what a child says is read strictly") {
  struct Row {
    std::string said;
    bool fine;
  };
  const Row rows[] = {
      {"{\"event\": 8092, \"source\": \"MSExchangeMig\", \"time\": \"\", \"text\": \"\"}\n", true},
      {"{\"passed\": \"Perflib\"}\n{\"fault\": \"x\"}\n{\"note\": \"y\"}\n", true},
      {"{\"event\": -1, \"source\": \"\", \"time\": \"\", \"text\": \"\"}\n", false},
      {"{\"event\": 8092}\n", false},
      {"{\"event\": 65536, \"source\": \"\", \"time\": \"\", \"text\": \"\"}\n", false},
      {"{\"event\": 1, \"source\": \"\", \"time\": \"\", \"text\": \"\", \"x\": 1}\n", false},
      {"{\"note\": \"y\", \"fault\": \"x\"}\n", false},
      {"{\"passed\": \"y\", \"x\": 1}\n", false},
      {"{\"ended\": \"y\"}\n", true},
      {"{}\n", false},
      {"\n", false},
      {"[]\n", false},
      {"{\"passed\": 3}\n", false},
      {std::string(2u << 20, 'x'), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.said.substr(0, 60));
    Tally tally(wanted());
    RowReader reader(tally);
    bool fine = true;
    for (std::size_t at = 0; at < row.said.size() && fine; at += 31)  // in portions
      fine = reader.take(base::bytes_of(std::string_view(row.said).substr(at, 31)));
    CHECK(fine == row.fine);
    CHECK(reader.is_broken() == !row.fine);
  }
}

TEST_CASE("a row that is not whole at the end is a fault, and notes are bounded") {
  Tally tally(wanted());
  RowReader reader(tally);
  for (int i = 0; i < 1000; ++i)
    CHECK(reader.take(
        base::bytes_of("{\"note\": \"" + std::to_string(i) + std::string(2000, 'x') + "\"}\n")));
  CHECK(reader.take(base::bytes_of("{\"event\": 80")));
  reader.finish();
  const EventLog log = std::move(tally).finish("native");
  CHECK(log.notes.size() == kMostNotes);
  CHECK(log.notes[0].size() < 400);
  CHECK(log.unreadable == 1);
}

TEST_CASE("whatever a record holds, its row is one that is read") {
  Said out;
  RowWriter rows(out);
  const std::string controls(1'000'000, '\x01');
  rows.event({8092, "MSExchangeMig", controls, controls});
  rows.event({8030, controls, "", controls});
  rows.passed(controls);
  rows.fault(controls);
  Tally tally(wanted());
  RowReader reader(tally);
  CHECK(reader.take(base::bytes_of(out.said)));
  reader.finish();
  const EventLog log = std::move(tally).finish("native");
  CHECK(log.records == 3);
  CHECK(log.unreadable == 1);
  CHECK(log.notes.size() == 1);
  CHECK(log.complete);
}
