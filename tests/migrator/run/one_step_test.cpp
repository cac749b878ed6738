#include <algorithm>

#include "fakes.hpp"
#include "migrator/run/batch.hpp"
#include "migrator/run/recovery.hpp"

namespace migrator::run {
namespace {

TEST_CASE("every item is delivered, filtered or rejected, and the counts say so") {
  struct Row {
    std::set<Content> left_out;
    std::string counts;
    int code;
  };
  const Row rows[] = {
      {{}, "7=6+0+1+0 0=0+0+0+0 3=2+0+1+0 3=2+0+1+0 13=10+0+3+0", 2},
      {{Content::lists}, "7=4+2+1+0 0=0+0+0+0 3=2+0+1+0 3=2+0+1+0 13=8+2+3+0", 2},
      {{Content::boards}, "7=6+0+1+0 0=0+0+0+0 3=0+3+0+0 3=2+0+1+0 13=8+3+2+0", 2},
      {{Content::messages, Content::boards},
       "7=2+5+0+0 0=0+0+0+0 3=0+3+0+0 3=2+0+1+0 13=4+8+1+0",
       2},
      {{Content::messages, Content::boards, Content::directory},
       "7=2+5+0+0 0=0+0+0+0 3=0+3+0+0 3=0+3+0+0 13=2+11+0+0",
       1},  // the members of the lists are known by name only
  };
  for (const Row& row : rows) {
    const Folder folder;
    auto office = small_office();
    FakeDisk disk;
    const auto report = must(run_fake(request_in(folder, one_step(row.left_out)), office, disk));
    CAPTURE(row.counts);
    CHECK(show(report) == row.counts);
    CHECK(report.exit_code() == row.code);
    CHECK(report.complete);
    CHECK(report.adds_up());
    CHECK(disk.finished);
    CHECK(disk.durable.contains("box Garden") == !row.left_out.contains(Content::boards));
  }
}

TEST_CASE("the exit code tells all delivered, warnings and rejected apart") {
  const Folder folder;
  FakeOffice office{{{{AccountKind::mailbox, "Quill, Nora"}, {"one"}, {}}}, {}};
  FakeDisk disk;
  CHECK(must(run_fake(request_in(folder, one_step()), office, disk)).exit_code() == 0);
  const Folder odd;
  office.boxes[0].items = {"?one"};
  CHECK(must(run_fake(request_in(odd, one_step()), office, disk)).exit_code() == 1);
  const Folder broken;
  office.boxes[0].items = {"?one", "!truncated"};
  CHECK(must(run_fake(request_in(broken, one_step()), office, disk)).exit_code() == 2);
}

TEST_CASE("a message that the destination cannot hold is rejected, and the run goes on") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  disk.undeliverable = "one";
  const auto report = must(run_fake(request_in(folder, one_step()), office, disk));
  CHECK(report.complete);
  CHECK(show(report.tallies[0]) == "7=5+0+2+0");
  CHECK(report.rejected.front().row.reason == ledger::Reason::undeliverable);
  CHECK(disk.durable.contains("Quill, Nora/5"));
}

TEST_CASE("rejected items are kept with their bytes and reasons") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  const auto report = must(run_fake(request_in(folder, one_step()), office, disk));
  const auto kept = folder / "state/recovery";
  CHECK(report.recovery == kept);
  CHECK(read(kept / "mail/Quill, Nora/000002.exp") == "abcdefghij");
  CHECK(read(kept / "boards/Garden/000003.exp") == "ABCDEFGHIJ");
  CHECK(read(kept / "directory.exp") == "abcdefghij\r\n");
  const std::string list = read(kept / "rejected.ndjson");
  CHECK(std::ranges::count(list, '\n') == 3);
  CHECK(list.find("\"reason\":\"not-a-message\"") != std::string::npos);
  CHECK(list.find("\"offset\":10") != std::string::npos);
}

TEST_CASE("lists that the destination cannot take are kept as rows that can be read again") {
  const Folder folder;
  auto office = small_office();
  office.boxes[0].lists[1].members = {{"Vaz, \"Ilda\"", "CORK", ""}};
  FakeDisk disk;
  disk.no_lists = true;
  const auto report = must(run_fake(request_in(folder, one_step()), office, disk));
  CHECK(report.total.rejected == 5);
  const auto kept = folder / "state/recovery";
  CHECK(read(kept / "private-lists.csv") ==
        "mailbox,list,member\r\n\"Quill, Nora\",\"crew\",\"Vaz, Ilda at HARBOR\"\r\n"
        "\"Quill, Nora\",\"tea\",\"Vaz, \"\"Ilda\"\" at CORK\"\r\n");
  CHECK(read(kept / "set.json").find("\"private_lists\": \"private-lists.csv\"") !=
        std::string::npos);
}

TEST_CASE("a second run does nothing and reports the same") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  const auto first = must(run_fake(request_in(folder, one_step()), office, disk));
  const auto puts = disk.puts;
  const int opened = office.opened;
  const auto second = must(run_fake(request_in(folder, one_step()), office, disk));
  CHECK(show(second) == show(first));
  CHECK(second.warning_count == first.warning_count);
  CHECK(second.exit_code() == first.exit_code());
  CHECK(disk.puts == puts);
  CHECK(office.opened == opened);
}

TEST_CASE("a run whose disk goes away at any call is finished by the next, nothing twice") {
  auto office = small_office();
  office.boxes[0].items.resize(2 * Batch::kItems + 200, "letter");
  FakeDisk whole;
  const Folder calm;
  const auto expected = must(run_fake(request_in(calm, one_step()), office, whole));
  int crashes = 0;
  for (int calls = 0;; calls = calls < 20 ? calls + 1 : calls + 74) {
    const Folder folder;
    const auto request = request_in(folder, one_step());
    FakeDisk disk;
    disk.calls_left = calls;
    const auto broken = must(run_fake(request, office, disk));
    if (broken.complete) break;
    ++crashes;
    CHECK(broken.stopped);
    CHECK(broken.exit_code() == 2);
    CHECK(broken.adds_up());
    // No row is ahead of the mail.
    std::uint64_t durable = 0;
    for (const auto& [target, text] : disk.durable) durable += target.find('/') != target.npos;
    CHECK(broken.tallies[0].delivered <= durable + 2);
    disk.calls_left = -1;
    const auto delivered_before = disk.durable;
    const auto puts_before = disk.puts;
    const auto report = must(run_fake(request, office, disk));
    CAPTURE(calls);
    CHECK(report.complete);
    CHECK(show(report) == show(expected));
    CHECK(disk.durable == whole.durable);
    // What the ledger had as delivered was not even rendered again.
    std::uint64_t again = 0;
    for (const auto& [target, count] : disk.puts)
      again += puts_before.contains(target) && count > puts_before.at(target);
    CHECK(again <= Batch::kItems);
  }
  CHECK(crashes >= 40);
}

TEST_CASE("a row never says delivered before the mail is safe") {
  auto office = small_office();
  constexpr std::size_t kLetters = 3 * Batch::kItems + 200;
  office.boxes[0].items.resize(kLetters, "letter");
  int crashes = 0;
  for (int flushes = 0;; ++flushes) {
    const Folder folder;
    const auto request = request_in(folder, one_step());
    FakeDisk disk;
    disk.flushes_left = flushes;
    const auto broken = must(run_fake(request, office, disk));
    if (broken.complete) break;
    ++crashes;
    std::uint64_t safe = 0;
    for (const auto& kept : disk.durable) safe += kept.first.starts_with("Quill, Nora/");
    CAPTURE(flushes);
    CHECK(broken.tallies[0].delivered <= safe + 2);  // its lists are safe at once
    disk.flushes_left = disk.calls_left = -1;
    CHECK(must(run_fake(request, office, disk)).complete);
    CHECK(disk.durable.contains("Quill, Nora/" + std::to_string(kLetters)));
    CHECK(disk.durable.contains("Quill, Nora/1"));
  }
  CHECK(crashes >= 4);
}

TEST_CASE("a run that is asked to stop ends in good order and goes on later") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  int asked = 0;
  Watch watch;
  watch.stop = [&] { return ++asked > 6; };
  const auto first = must(run_fake(request_in(folder, one_step()), office, disk, watch));
  CHECK(first.interrupted);
  CHECK_FALSE(first.complete);
  CHECK(first.exit_code() == 2);
  CHECK(first.total.delivered > 0);
  const auto second = must(run_fake(request_in(folder, one_step()), office, disk));
  CHECK(second.complete);
  CHECK(show(second) == "7=6+0+1+0 0=0+0+0+0 3=2+0+1+0 3=2+0+1+0 13=10+0+3+0");
  for (const auto& put : disk.puts) CHECK_MESSAGE(put.second == 1, put.first);
}

TEST_CASE("a job of several passes ends as one of a single pass does") {
  auto office = small_office();
  const Folder whole;
  FakeDisk one;
  const auto expected = must(run_fake(request_in(whole, one_step()), office, one));
  using enum Content;
  const std::vector<std::set<Content>> splits[] = {
      {{messages, directory}, {lists}, {boards}},
      {{boards}, {messages, lists}, {directory}},
      {{lists}, {boards, directory}, {messages}},
  };
  for (const auto& split : splits) {
    Job job;
    for (const auto& content : split) job.passes.push_back({Steps::one, content});
    const Folder folder;
    FakeDisk disk;
    const auto report = must(run_fake(request_in(folder, job), office, disk));
    CAPTURE(to_string(job));
    CHECK(show(report) == show(expected));
    CHECK(report.warning_count == expected.warning_count);
    CHECK(disk.durable == one.durable);
    CHECK(disk.puts == one.puts);
  }
}

TEST_CASE("another source, destination or job is refused by the ledger of a run") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  (void)must(run_fake(request_in(folder, one_step()), office, disk));
  auto request = request_in(folder, one_step());
  request.destination = "fake:other";
  CHECK_FALSE(run_fake(request, office, disk));
  CHECK_FALSE(run_fake(request_in(folder, one_step({Content::lists})), office, disk));
  request = request_in(folder, one_step());
  request.domain = "rope.example";
  CHECK_FALSE(run_fake(request, office, disk));
  write(folder / "source/mail.exp", "something else");
  const auto changed = run_fake(request_in(folder, one_step()), office, disk);
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == base::Errc::conflict);
  CHECK(changed.error().message.find("files were changed") != std::string::npos);
}

TEST_CASE("what cannot be is refused before anything is written") {
  struct Row {
    std::string what;
    std::function<void(Request&, FakeOffice&)> spoil;
  };
  const Row rows[] = {
      {"zone", [](Request& r, FakeOffice&) { r.time_zone = "Harbor/Pier"; }},
      {"domain", [](Request& r, FakeOffice&) { r.domain = "not a domain"; }},
      {"twice", [](Request&, FakeOffice& o) { o.boxes.push_back(o.boxes[0]); }},
      {"is for notes", [](Request& r, FakeOffice&) { r.job.source = "notes"; }},
      {"second step", [](Request& r, FakeOffice&) { r.job.phase = Phase::import; }},
      {"extracted already",
       [](Request& r, FakeOffice&) {
         r.origin.kind = Origin::Kind::packing_list;
         r.job.phase = Phase::extract;
       }},
  };
  for (const Row& row : rows) {
    const Folder folder;
    auto office = small_office();
    auto request = request_in(folder, one_step());
    row.spoil(request, office);
    FakeDisk disk;
    const auto report = run_fake(request, office, disk);
    CAPTURE(row.what);
    REQUIRE_FALSE(report);
    CHECK(report.error().message.find(row.what) != std::string::npos);
    CHECK_FALSE(fs::exists(request.state));
    CHECK(disk.durable.empty());
  }
}

TEST_CASE("two runs on one state are kept apart") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  const auto request = request_in(folder, one_step());
  fs::create_directories(request.state);
  const auto lock = base::Lock::take(request.state / "lock");
  REQUIRE(lock);
  const auto report = run_fake(request, office, disk);
  REQUIRE_FALSE(report);
  CHECK(report.error().code == base::Errc::conflict);
}

TEST_CASE("a destination that was emptied behind the ledger's back is noticed") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  auto request = request_in(folder, one_step());
  request.destination_root = folder / "out";
  (void)must(run_fake(request, office, disk));
  const auto report = run_fake(request, office, disk);
  REQUIRE_FALSE(report);
  CHECK(report.error().message.find("is gone") != std::string::npos);
}

}  // namespace
}  // namespace migrator::run
