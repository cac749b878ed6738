// What the operator chose, on a fake office and a fake disk: filters, limits, a dry run, space.
#include <algorithm>

#include "fakes.hpp"
#include "migrator/run/binding.hpp"
#include "migrator/run/items.hpp"

namespace migrator::run {
namespace {

std::string states(const fs::path& state) {
  auto ledger = ledger::Ledger::read(state / "ledger.sqlite");
  REQUIRE(ledger);
  std::string out;
  auto read = ledger->each_item([&](const ledger::Entry& entry) -> base::Result<void> {
    out += entry.name + " " + std::string(ledger::to_string(entry.row.kind)) + " " +
           std::to_string(entry.row.sequence) + " " + state_words(entry.row) + " " +
           std::string(ledger::to_string(entry.row.reason)) + "\n";
    return {};
  });
  REQUIRE(read);
  return out;
}

TEST_CASE("what was not chosen is read and counted, and the sums close") {
  struct Row {
    std::string mailbox, board;
    std::string counts;
  };
  const Row rows[] = {
      {"Quill, Nora", "", "7=6+0+1+0 0=0+0+0+0 3=0+3+0+0 3=2+0+1+0 13=8+3+2+0"},
      {"vaz, ilda", "", "7=0+7+0+0 0=0+0+0+0 3=0+3+0+0 3=2+0+1+0 13=2+10+1+0"},
      {"", "Garden", "7=0+7+0+0 0=0+0+0+0 3=2+0+1+0 3=2+0+1+0 13=4+7+2+0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.counts);
    const Folder folder;
    auto office = small_office();
    FakeDisk disk;
    Request request = request_in(folder, one_step());
    request.selection.mailboxes.emplace();
    request.selection.boards.emplace();
    if (!row.mailbox.empty()) request.selection.mailboxes->insert(row.mailbox);
    if (!row.board.empty()) request.selection.boards->insert(row.board);
    const auto report = must(run_fake(request, office, disk));
    CHECK(show(report) == row.counts);
    CHECK(report.adds_up());
    CHECK(disk.durable.contains("box Garden") == !row.board.empty());
    CHECK(states(request.state).find("filtered not-chosen") != std::string::npos);
    request.selection = {};
    CHECK_FALSE(run_fake(request, office, disk));  // the ledger is of another choice
  }
}

TEST_CASE("too many errors end a run in good order, and a higher limit goes on") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  request.max_errors = 1;  // the directory has one, and the first mailbox another
  const auto report = must(run_fake(request, office, disk));
  REQUIRE(report.stopped);
  CHECK(report.stopped->message.find("more than 1 item was rejected") != std::string::npos);
  CHECK(report.stopped->hint.find("--max-errors") != std::string::npos);
  CHECK_FALSE(report.interrupted);
  CHECK(report.exit_code() == 2);
  CHECK(report.total.rejected == 2);
  CHECK_FALSE(report.recovery);                   // it is made at the end
  CHECK(disk.durable.contains("Quill, Nora/1"));  // what was read before it is delivered
  CHECK_FALSE(disk.durable.contains("Garden/1"));

  CHECK(must(run_fake(request, office, disk)).stopped);
  request.max_errors = 3;
  const auto rest = must(run_fake(request, office, disk));
  CHECK_FALSE(rest.stopped);
  CHECK(rest.complete);
  CHECK(rest.total.rejected == 3);
  REQUIRE(rest.recovery);
  CHECK(fs::exists(*rest.recovery / "rejected.ndjson"));
  CHECK(disk.puts["Quill, Nora/1"] == 1);
}

TEST_CASE("a folder that no mailbox has is named, and what may have been meant") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  request.selection.folders = {"Inbx"};
  const auto missing = [](const Report& report) {
    for (const auto& warning : report.warnings)
      if (warning.text.find("has mail in a folder") != std::string::npos) return warning.text;
    return std::string();
  };
  const std::string text = missing(must(run_fake(request, office, disk)));
  CHECK(text.find("\"Inbx\"; did you mean \"Inbox\"?") != std::string::npos);
  CHECK(missing(must(run_fake(request, office, disk))) == text);  // from the ledger

  request.state = folder / "other";
  request.selection.folders = {"Inbox"};
  disk.calls_left = 8;
  CHECK(must(run_fake(request, office, disk)).stopped);
  disk.calls_left = -1;
  request.selection.folders = {"INBOX"};  // the same, in another case
  const auto rest = must(run_fake(request, office, disk));
  CHECK(rest.complete);
  CHECK(missing(rest).empty());
}

TEST_CASE("a source that is changed while it is read ends the run, and it is not complete") {
  for (const bool dry_run : {false, true}) {
    CAPTURE(dry_run);
    const Folder folder;
    auto office = small_office();
    FakeDisk disk;
    Request request = request_in(folder, one_step());
    request.dry_run = dry_run;
    const fs::path mail = folder / "source/mail.exp";
    const std::string before = read(mail);
    const auto time = fs::last_write_time(mail);
    const Watch watch{[&] {
                        write(mail, "another letter");
                        return false;
                      },
                      {}};
    const auto report = must(run_fake(request, office, disk, watch));
    REQUIRE(report.stopped);
    CHECK(report.stopped->code == base::Errc::conflict);
    CHECK(report.stopped->message.find("was changed while the run read it") != std::string::npos);
    CHECK_FALSE(report.complete);
    write(mail, before);
    fs::last_write_time(mail, time);
    CHECK(must(run_fake(request, office, disk)).complete);
  }
}

TEST_CASE("a list of items that could not be written is refused at the start") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  request.items = folder / "nowhere/items.csv";
  const auto refused = run_fake(request, office, disk);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("there is no folder") != std::string::npos);
  CHECK(disk.durable.empty());
  CHECK_FALSE(fs::exists(request.state));
}

TEST_CASE("a source that was changed is called that, and not another run's mail") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  request.destination_root = folder / "out";
  must(run_fake(request, office, disk));
  write(folder / "source/mail.exp", "something else");
  for (const bool dry_run : {false, true}) {
    request.dry_run = dry_run;
    const auto refused = run_fake(request, office, disk);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.starts_with((request.state / "ledger.sqlite").string()));
    CHECK(refused.error().message.find("files were changed") != std::string::npos);
  }
}

TEST_CASE("a dry run says what a run would do, and writes nothing") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step({Content::boards}));
  request.items = folder / "items.ndjson";
  request.dry_run = true;
  const auto dry = must(run_fake(request, office, disk));
  CHECK(dry.complete);
  CHECK(disk.durable.empty());
  CHECK_FALSE(fs::exists(request.state));
  const std::string rows = read(request.items);
  for (const char* word : {"would-deliver", "would-filter", "would-reject"}) {
    CAPTURE(word);
    CHECK(rows.find(word) != std::string::npos);
  }
  CHECK(rows.find("\"delivered\"") == std::string::npos);

  request.dry_run = false;
  disk.calls_left = 9;
  CHECK(must(run_fake(request, office, disk)).stopped);
  disk.calls_left = -1;
  const auto real = must(run_fake(request, office, disk));
  CHECK(show(real) == show(dry));
  CHECK(real.exit_code() == dry.exit_code());
  const std::string before = states(request.state);
  CHECK(before.find("would") == std::string::npos);

  request.dry_run = true;  // everything is delivered already
  CHECK(show(must(run_fake(request, office, disk))) == show(dry));
  CHECK(read(request.items).find("would") == std::string::npos);
  CHECK(states(request.state) == before);
}

TEST_CASE("a dry run refuses what a run refuses") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  must(run_fake(request, office, disk));
  request.dry_run = true;
  {
    const auto lock = base::Lock::take(request.state / "lock");
    REQUIRE(lock);
    const auto refused = run_fake(request, office, disk);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::Errc::conflict);
  }
  request.domain = "elsewhere.example";
  CHECK_FALSE(run_fake(request, office, disk));
}

TEST_CASE("a disk without room is refused before anything is written, with both figures") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  request.destination_root = folder / "out";
  write(folder / "source/mail.exp", std::string(1'000'000, 'x'));
  base::PosixFiles files;
  std::uint64_t room = 1'000'000;
  const Doors doors{files,
                    [&](const Origin&) -> base::Result<std::unique_ptr<Source>> {
                      return std::unique_ptr<Source>(std::make_unique<FakeSource>(office));
                    },
                    {},
                    {},
                    ledger::system_clock,
                    [&](const fs::path&) { return std::optional(room); }};
  request.dry_run = true;
  auto refused = migrate(request, doors, {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == base::Errc::limit);
  CHECK(refused.error().message.find("about 1.6 MB") != std::string::npos);
  CHECK(refused.error().message.find("1.0 MB free") != std::string::npos);
  CHECK(refused.error().hint.find("--no-space-check") != std::string::npos);
  room = 1'700'000;
  CHECK(migrate(request, doors, {}));
  room = 0;
  request.check_space = false;
  CHECK(migrate(request, doors, {}));
}

TEST_CASE("a message on two boards is one item in two places, and a mailbox has its own") {
  const Folder folder;
  FakeOffice office = {{{{AccountKind::mailbox, "Quill, Nora"}, {"seeds"}, {}},
                        {{AccountKind::board, "Garden"}, {"seeds", "rain"}, {}},
                        {{AccountKind::board, "Notices"}, {"snow", "seeds"}, {}}},
                       {}};
  FakeDisk disk;
  const auto report = must(run_fake(request_in(folder, one_step()), office, disk));
  CHECK(disk.shared == std::vector<std::string>{"Garden/1"});
  CHECK(report.extras.placements == 1);
  CHECK(report.total.delivered == 5);
}

TEST_CASE("the sizes that were durable when a run broke off are handed to the next") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  disk.flushes_left = 1;  // the directory, and then nothing more
  const auto request = request_in(folder, one_step());
  CHECK(must(run_fake(request, office, disk)).stopped);
  CHECK(disk.resumed.empty());
  disk.flushes_left = disk.calls_left = -1;
  must(run_fake(request, office, disk));
  REQUIRE(disk.resumed.size() == 1);
  CHECK(disk.resumed.begin()->first == "fake");
}

TEST_CASE("a text that a spreadsheet would run is made harmless, and NDJSON has it as it is") {
  const Folder folder;
  const fs::path file = folder / "ledger.sqlite";
  auto ledger = ledger::Ledger::open(file, {"s", "f", "d", "j", "{}"}, [] { return 0; });
  REQUIRE(ledger);
  const char* const names[] = {"=1+1", "+1", "-1", "@SUM", "'tis", "Quill, \"N\"", "plain"};
  std::uint64_t position = 0;
  for (const char* name : names) {
    const auto owner = ledger->owner(ledger::Owner::mailbox, name, position++);
    REQUIRE(owner);
    ledger::Row row;
    row.sequence = 1;
    row.state = ledger::State::delivered;
    REQUIRE(ledger->put(*owner, row));
  }
  base::PosixFiles files;
  REQUIRE(write_items(files, *ledger, ItemsFormat::csv, folder / "items.csv"));
  const std::string csv = read(folder / "items.csv");
  CHECK(
      csv.starts_with("kind,name,item,sequence,file,offset,length,state,reason,message,target,"
                      "target_id,message_id,hash,bytes,programs,macros,same_as,settled\r\n"));
  const std::string rest = ",message,1,,0,0,delivered,,,,,,,0,0,0,,1970-01-01T00:00:00Z\r\n";
  for (const char* cell :
       {"'=1+1", "'+1", "'-1", "'@SUM", "''tis", "\"Quill, \"\"N\"\"\"", "plain"}) {
    CAPTURE(cell);
    CHECK(csv.find("\r\nmailbox," + std::string(cell) + rest) != std::string::npos);
  }
  REQUIRE(write_items(files, *ledger, ItemsFormat::ndjson, folder / "items.ndjson"));
  CHECK(read(folder / "items.ndjson").find("\"name\":\"=1+1\"") != std::string::npos);
  CHECK_FALSE(items_format_of("items.txt"));
}

TEST_CASE("a list of items is written over an older list, and over nothing else") {
  const Folder folder;
  struct Row {
    std::string name, text;
    bool good;
  };
  const Row rows[] = {
      {"new.csv", "", true},
      {"old.csv", "kind,name,item,sequence,file,offset\r\n", true},
      {"old.ndjson", "{\"kind\":\"mailbox\",\"name\":\"Quill, Nora\"}\n", true},
      {"directory.csv", "name,address\r\n", false},
      {"kind.csv", "kind", false},
      {"log.ndjson", "{\"event\":\"begin\"}\n", false},
      {"folder.csv/x", "", true},
      {"folder.csv", "", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    if (!row.text.empty() || row.name.ends_with("/x")) write(folder / row.name.c_str(), row.text);
    if (row.name.ends_with("/x")) continue;
    const auto format = items_format_of(folder / row.name.c_str());
    CHECK(bool(format) == row.good);
    if (!row.text.empty()) CHECK(read(folder / row.name.c_str()) == row.text);
  }
  auto office = small_office();
  FakeDisk disk;
  Request request = request_in(folder, one_step());
  request.items = folder / "directory.csv";
  const auto report = run_fake(request, office, disk);
  REQUIRE_FALSE(report);
  CHECK(report.error().message.find("no list of items") != std::string::npos);
  CHECK(read(folder / "directory.csv") == "name,address\r\n");
}

TEST_CASE("an unplanned one-step run is refused where the source holds boards and lists") {
  struct Row {
    bool lists, boards, good;
  };
  const Row rows[] = {{true, true, false}, {false, true, true}, {true, false, true}};
  for (const Row& row : rows) {
    CAPTURE(row.lists);
    auto office = small_office();
    if (!row.lists) office.boxes.front().lists.clear();
    if (!row.boards) office.boxes.pop_back();
    FakeSource source(office);
    const auto fits = check_one_step(one_step(), source);
    CHECK(bool(fits) == row.good);
    if (!fits) CHECK(fits.error().hint.find("Function,EXTRACT") != std::string::npos);
    CHECK(check_one_step(one_step({Content::boards}), source));
  }
}

TEST_CASE("a destination that nobody can look at is an error of the disk, not a defect") {
  const Folder folder;
  Request request = request_in(folder, one_step());
  request.destination_root = folder / std::string(300, 'x').c_str();
  const auto fits = check_destination(request, {{"digest"}, "UTC", "harbor.invalid"}, {});
  REQUIRE_FALSE(fits);
  CHECK(fits.error().code == base::Errc::io);
  CHECK_FALSE(fits.error().hint.empty());
}

TEST_CASE("progress counts every row that was recorded, of the directory and of lists too") {
  const Folder folder;
  auto office = small_office();
  FakeDisk disk;
  std::uint64_t items = 0;
  Watch watch;
  watch.tell = [&](const base::Json& event) {
    if (event.at("event") == "progress") items += event.at("items").get<std::uint64_t>();
  };
  const auto report = must(run_fake(request_in(folder, one_step()), office, disk, watch));
  CHECK(items == report.total.read);
}

}  // namespace
}  // namespace migrator::run
