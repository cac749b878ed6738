#include "migrator/ledger/ledger.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <ostream>

#include "tests/support/files.hpp"

namespace migrator::ledger {

// doctest shows values through these.
std::ostream& operator<<(std::ostream& out, State state) { return out << to_string(state); }
std::ostream& operator<<(std::ostream& out, Reason reason) { return out << to_string(reason); }
std::ostream& operator<<(std::ostream& out, const Tally& t) {
  return out << t.name << ": " << t.read << " = " << t.delivered << " + " << t.filtered << " + "
             << t.rejected << " + " << t.pending;
}

namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  fs::path ledger() const { return folder_ / "ledger.sqlite"; }

 private:
  support::TempFolder folder_;
};

const Binding kBinding{"/mail/harbor", "f00d", "maildir:/srv/mail", "two-step; everything", "{}"};

Ledger open(const Folder& folder) {
  auto ledger = Ledger::open(folder.ledger(), kBinding);
  REQUIRE_MESSAGE(ledger, ledger.error().message);
  return std::move(*ledger);
}

template <class T>
T value(base::Result<T> result) {
  REQUIRE_MESSAGE(result, result.error().message);
  return std::move(*result);
}

void done(const base::Result<void>& result) { REQUIRE_MESSAGE(result, result.error().message); }

Row row(std::uint64_t sequence, State state, Reason reason = Reason::none) {
  Row out;
  out.sequence = sequence;
  out.place = {"mail/quill.exp", sequence * 100, 100};
  out.state = state;
  out.reason = reason;
  return out;
}

TEST_CASE("the counts of every owner and of everything come from the rows and add up") {
  const Folder folder;
  auto ledger = open(folder);
  const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
  const auto empty = value(ledger.owner(Owner::mailbox, "Vaz, Ilda", 1));
  const auto garden = value(ledger.owner(Owner::board, "Garden", 2));
  CHECK(quill != empty);
  done(ledger.put(quill, row(1, State::delivered)));
  done(ledger.put(quill, row(2, State::rejected, Reason::truncated)));
  done(ledger.put(quill, row(3, State::extracted)));
  Row list = row(1, State::delivered);
  list.kind = ItemKind::list;
  done(ledger.put(quill, list));
  done(ledger.put(garden, row(1, State::filtered, Reason::left_out)));
  done(ledger.commit());

  const auto tallies = value(ledger.tallies());
  REQUIRE(tallies.size() == 3);
  CHECK(tallies[0] == Tally{Owner::mailbox, "Quill, Nora", 4, 2, 0, 1, 1});
  CHECK(tallies[1] == Tally{Owner::mailbox, "Vaz, Ilda", 0, 0, 0, 0, 0});
  CHECK(tallies[2] == Tally{Owner::board, "Garden", 1, 0, 1, 0, 0});
  for (const Tally& tally : tallies) CHECK(tally.closes());
  CHECK(value(ledger.sums()).total == Tally{Owner::mailbox, "total", 5, 2, 1, 1, 1});
}

TEST_CASE("the last word about an item counts, and its place in the source stays") {
  const Folder folder;
  auto ledger = open(folder);
  const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
  done(ledger.put(quill, row(7, State::extracted)));
  CHECK(value(ledger.state(quill, ItemKind::message, 7)) == State::extracted);
  Row later = row(7, State::rejected, Reason::undeliverable);
  later.place = {"00000001.PRI", 5, 6};
  done(ledger.put(quill, later));
  CHECK(value(ledger.state(quill, ItemKind::message, 7)) == State::rejected);
  CHECK(value(ledger.state(quill, ItemKind::list, 7)) == std::nullopt);
  int seen = 0;
  done(ledger.each_rejected([&](const Rejected& rejected) -> base::Result<void> {
    ++seen;
    CHECK(rejected.name == "Quill, Nora");
    CHECK(rejected.row.place.file == "mail/quill.exp");
    CHECK(rejected.row.place.offset == 700);
    CHECK(rejected.row.reason == Reason::undeliverable);
    return {};
  }));
  CHECK(seen == 1);
}

TEST_CASE("the items of a set are found in order, also those that were rejected since") {
  const Folder folder;
  auto ledger = open(folder);
  const auto owner = value(ledger.owner(Owner::directory, "", 0));
  done(ledger.put(owner, row(1, State::rejected, Reason::truncated)));
  done(ledger.put(owner, row(2, State::extracted)));
  done(ledger.put(owner, row(4, State::extracted)));
  done(ledger.put(owner, row(2, State::rejected, Reason::undeliverable)));
  const auto next = [&](std::uint64_t after) {
    return value(ledger.next_extracted(owner, ItemKind::message, after)).value_or(0);
  };
  CHECK(next(0) == 2);
  CHECK(next(2) == 4);
  CHECK(next(4) == 0);
}

TEST_CASE("what was not committed is gone, what was committed is there for the next run") {
  const Folder folder;
  {
    auto ledger = open(folder);
    const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
    done(ledger.put(quill, row(1, State::delivered)));
    done(ledger.mark("account 1"));
    done(ledger.commit());
    done(ledger.put(quill, row(2, State::delivered)));
    done(ledger.mark("account 2"));
  }
  auto ledger = open(folder);
  CHECK(value(ledger.sums()).total.read == 1);
  CHECK(value(ledger.marked("account 1")));
  CHECK_FALSE(value(ledger.marked("account 2")));
  const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 9));
  done(ledger.put(quill, row(3, State::delivered)));
  done(ledger.rollback());
  CHECK(value(ledger.sums()).total.read == 1);
}

TEST_CASE("warnings are replaced, not repeated, and come with the place of their item") {
  const Folder folder;
  auto ledger = open(folder);
  const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
  done(ledger.put(quill, row(3, State::delivered)));
  done(ledger.warn(quill, ItemKind::message, 3, {"first", "second"}));
  done(ledger.warn(quill, ItemKind::message, 3, {"again \xff"}));
  done(ledger.warn(quill, ItemKind::list, 0, {"nobody knows Ilda"}));
  std::vector<std::string> seen;
  done(ledger.each_warning([&](const Warning& warning) -> base::Result<void> {
    seen.push_back(warning.place.file + ":" + std::to_string(warning.place.offset) + " " +
                   warning.text);
    return {};
  }));
  CHECK(seen == std::vector<std::string>{":0 nobody knows Ilda", "mail/quill.exp:300 again \xff"});
  CHECK(value(ledger.warnings()) == 2);
}

TEST_CASE("an item of unknown length ends where the next one of its file begins") {
  const Folder folder;
  auto ledger = open(folder);
  const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
  done(ledger.put(quill, row(3, State::delivered)));
  done(ledger.put(quill, row(1, State::delivered)));
  CHECK(value(ledger.next_offset({"mail/quill.exp", 100, 0})).value_or(0) == 300);
  CHECK(value(ledger.next_offset({"mail/quill.exp", 300, 0})).value_or(0) == 0);
  CHECK(value(ledger.next_offset({"other.exp", 100, 0})).value_or(0) == 0);
}

TEST_CASE("a ledger of another source, destination or job is refused, and says which") {
  struct Case {
    std::string Binding::*field;
    std::string text;  // what the message says
  };
  const Case cases[] = {{&Binding::fingerprint, "is not what it was when this run began"},
                        {&Binding::destination, "belongs to the destination"},
                        {&Binding::job, "was told"}};
  const Folder folder;
  (void)open(folder);
  for (const Case& one : cases) {
    Binding other = kBinding;
    other.*one.field = "another";
    CAPTURE(one.text);
    const auto ledger = Ledger::open(folder.ledger(), other);
    REQUIRE_FALSE(ledger);
    CHECK(ledger.error().code == base::Errc::conflict);
    CHECK(ledger.error().message.find(one.text) != std::string::npos);
    CHECK_FALSE(ledger.error().hint.empty());
    const auto checked = Ledger::check(folder.ledger(), other);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message == ledger.error().message);
    other.adds = true;  // what another run has delivered is not to be removed
    CHECK(Ledger::check(folder.ledger(), other).error().hint.find("remove") == std::string::npos);
  }
  CHECK(Ledger::check(folder.ledger(), kBinding));
  Binding moved = kBinding;
  moved.source = "/moved/harbor";
  CHECK_MESSAGE(Ledger::open(folder.ledger(), moved), "a source that was moved whole is the same");
  moved.fingerprint = "another";
  const auto ledger = Ledger::open(folder.ledger(), moved);
  REQUIRE_FALSE(ledger);
  CHECK(ledger.error().message.find("belongs to the source") != std::string::npos);
}

TEST_CASE("a file that is no ledger is refused and left alone") {
  const Folder folder;
  std::ofstream(folder.ledger())
      << "Message:                12    Monday, a letter of some length\n"
      << std::string(2000, 'x');
  const auto size = fs::file_size(folder.ledger());
  const auto ledger = Ledger::open(folder.ledger(), kBinding);
  REQUIRE_FALSE(ledger);
  CHECK(ledger.error().code == base::Errc::conflict);
  CHECK(fs::file_size(folder.ledger()) == size);
  const auto read = Ledger::read(folder.ledger());
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("is not a ledger") != std::string::npos);
}

TEST_CASE("an empty file, as a run that was killed at once leaves it, becomes a ledger") {
  const Folder folder;
  std::ofstream(folder.ledger()).close();
  auto ledger = open(folder);
  CHECK(value(ledger.sums()).total.read == 0);
}

TEST_CASE("a reader sees what is committed while a run is writing, and makes nothing") {
  const Folder folder;
  CHECK_FALSE(Ledger::read(folder.ledger()));
  CHECK_FALSE(fs::exists(folder.ledger()));
  auto writer = open(folder);
  const auto quill = value(writer.owner(Owner::mailbox, "Quill, Nora", 0));
  done(writer.put(quill, row(1, State::delivered)));
  done(writer.commit());
  done(writer.put(quill, row(2, State::delivered)));
  auto reader = Ledger::read(folder.ledger());
  REQUIRE_MESSAGE(reader, reader.error().message);
  CHECK(value(reader->sums()).total.read == 1);
}

TEST_CASE("a reader of a run that has ended leaves nothing beside its ledger") {
  const Folder folder;
  {
    auto ledger = open(folder);
    const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
    done(ledger.put(quill, row(1, State::delivered)));
    done(ledger.commit());
  }
  const auto alone = [&] {
    const auto path = folder.ledger().parent_path();
    return std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 1;
  };
  REQUIRE(alone());
  CHECK(value(value(Ledger::read(folder.ledger())).sums()).total.read == 1);
  CHECK(alone());
  if (::geteuid() == 0) return;  // to root nothing is read-only
  const auto path = folder.ledger().parent_path();
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_exec);
  auto reader = Ledger::read(folder.ledger());
  fs::permissions(path, fs::perms::owner_all);
  REQUIRE_MESSAGE(reader, reader.error().message);
  CHECK(value(reader->sums()).total.read == 1);
}

TEST_CASE("a damaged ledger is named, and what can be done is said") {
  const Folder folder;
  {
    auto ledger = open(folder);
    const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
    for (std::uint64_t i = 1; i <= 4000; ++i) done(ledger.put(quill, row(i, State::delivered)));
    done(ledger.commit());
  }
  const auto size = fs::file_size(folder.ledger());
  {
    std::fstream file(folder.ledger(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(size / 2));
    file << std::string(size / 4, '\xff');
  }
  auto ledger = Ledger::read(folder.ledger());
  const auto sums = ledger ? ledger->sums() : base::Result<Sums>(ledger.error());
  REQUIRE_FALSE(sums);
  CHECK(sums.error().message.starts_with(folder.ledger().string()));
  CHECK(sums.error().hint.find("damaged") != std::string::npos);
}

TEST_CASE("mail that arrived is counted by folder, and files with several items come once") {
  const Folder folder;
  auto ledger = open(folder);
  const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
  const char* const targets[] = {"quill/cur/1", "quill/.Old/cur/2", "quill/cur/3", "quill.mbox",
                                 "quill.mbox"};
  std::uint64_t sequence = 0;
  for (const char* target : targets) {
    Row one = row(++sequence, State::delivered);
    one.target = target;
    if (one.target.ends_with(".mbox")) one.target_id = std::to_string(sequence) + "+1";
    done(ledger.put(quill, one));
  }
  CHECK(value(ledger.files_by_folder()) == Sizes{{"quill/.Old/cur", 1}, {"quill/cur", 2}});
  CHECK(value(ledger.shared_files(true)) == std::vector<std::string>{"quill.mbox"});
  CHECK(value(ledger.shared_files(false)).empty());
}

TEST_CASE("every prefix of a ledger is refused or opened, never a crash") {
  const Folder folder;
  {
    auto ledger = open(folder);
    const auto quill = value(ledger.owner(Owner::mailbox, "Quill, Nora", 0));
    for (std::uint64_t i = 1; i <= 40; ++i) done(ledger.put(quill, row(i, State::delivered)));
    done(ledger.commit());
  }
  std::ifstream in(folder.ledger(), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(whole.size() > 4096);
  int refused = 0;
  for (std::size_t length = 1; length < whole.size(); length += 509) {
    const Folder broken;
    std::ofstream(broken.ledger(), std::ios::binary) << whole.substr(0, length);
    auto ledger = Ledger::open(broken.ledger(), kBinding);
    const bool counted = ledger && ledger->sums() && ledger->tallies();
    if (!counted) ++refused;
  }
  CHECK(refused > 10);
}

Row full(std::uint64_t sequence) {
  Row out = row(sequence, State::delivered);
  out.target = "mailboxes/Quill/cur/" + std::to_string(sequence);
  out.target_id = "12+34";
  out.message_id = "f00d@harbor.invalid";
  out.hash = "f00d";
  out.bytes = 4711;
  out.programs = 2;
  out.macros = 1;
  out.same_as = "public/Garden/cur/1";
  return out;
}

std::vector<Entry> entries(Ledger& ledger) {
  std::vector<Entry> out;
  done(ledger.each_item([&](const Entry& entry) -> base::Result<void> {
    out.push_back(entry);
    return {};
  }));
  return out;
}

TEST_CASE("a row keeps all that is known of its item, and the time of its batch") {
  const Folder folder;
  std::optional<std::int64_t> now = 896'774'400;  // 1998-06-02 08:00 UTC
  auto ledger = value(Ledger::open(folder.ledger(), kBinding, [&] { return now; }));
  const auto owner = value(ledger.owner(Owner::mailbox, "Quill", 0));
  done(ledger.put(owner, full(1)));
  now = 896'774'460;
  done(ledger.put(owner, row(2, State::extracted)));
  done(ledger.commit());
  done(ledger.put(owner, full(2)));
  done(ledger.put(owner, full(1)));  // it stays settled as it was
  done(ledger.commit());
  now.reset();
  done(ledger.put(owner, full(3)));
  done(ledger.put(owner, full(2)));
  done(ledger.commit());
  const auto all = entries(ledger);
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "Quill");
  CHECK(all[0].row.target == "mailboxes/Quill/cur/1");
  CHECK(all[0].row.target_id == "12+34");
  CHECK(all[0].row.message_id == "f00d@harbor.invalid");
  CHECK(all[0].row.hash == "f00d");
  CHECK(all[0].row.bytes == 4711);
  CHECK(all[0].row.programs == 2);
  CHECK(all[0].row.macros == 1);
  CHECK(all[0].row.same_as == "public/Garden/cur/1");
  CHECK(all[0].row.settled == "1998-06-02T08:00:00Z");
  CHECK(all[1].row.settled == "1998-06-02T08:01:00Z");
  CHECK(all[2].row.settled.empty());
  const auto extras = value(ledger.sums()).extras;
  CHECK(extras.programs == 6);
  CHECK(extras.macros == 3);
  CHECK(extras.placements == 3);
  CHECK(value(ledger.find(owner, ItemKind::message, 2))->bytes == 4711);
  CHECK_FALSE(value(ledger.find(owner, ItemKind::message, 4)));
  CHECK(value(ledger.rows(owner, ItemKind::message)) == 3);
}

TEST_CASE("a copy is found on another board alone, and never in a mailbox") {
  const Folder folder;
  auto ledger = open(folder);
  const auto mailbox = value(ledger.owner(Owner::mailbox, "Quill", 0));
  const auto garden = value(ledger.owner(Owner::board, "Garden", 1));
  const auto notices = value(ledger.owner(Owner::board, "Notices", 2));
  done(ledger.put(mailbox, full(1)));
  CHECK_FALSE(value(ledger.board_copy(garden, "f00d")));
  Row one = full(7);
  one.target = "public/Garden/cur/7";
  done(ledger.put(garden, one));
  CHECK_FALSE(value(ledger.board_copy(garden, "f00d")));
  CHECK(value(ledger.board_copy(notices, "f00d")) == "public/Garden/cur/7");
  CHECK_FALSE(value(ledger.board_copy(notices, "beef")));
  CHECK_FALSE(value(ledger.board_copy(notices, "")));
  done(ledger.put(garden, row(7, State::rejected, Reason::undeliverable)));
  CHECK_FALSE(value(ledger.board_copy(notices, "f00d")));
}

TEST_CASE("sizes of files come and go with their batch") {
  const Folder folder;
  {
    auto ledger = open(folder);
    done(ledger.set_extents({{"a.mbox", 100}, {"b.mbox", 5}}));
    done(ledger.commit());
    done(ledger.set_extents({{"a.mbox", 200}}));
    done(ledger.rollback());
    CHECK(value(ledger.extents()) == Sizes{{"a.mbox", 100}, {"b.mbox", 5}});
    done(ledger.set_extents({{"a.mbox", 300}}));
    done(ledger.commit());
    done(ledger.set_extents({{"a.mbox", 400}}));
  }
  auto ledger = open(folder);
  CHECK(value(ledger.extents()) == Sizes{{"a.mbox", 300}, {"b.mbox", 5}});
}

TEST_CASE("rejected items are counted as rows change, and as a rollback takes them back") {
  const Folder folder;
  auto ledger = open(folder);
  const auto owner = value(ledger.owner(Owner::mailbox, "Quill", 0));
  CHECK(value(ledger.rejected()) == 0);
  done(ledger.put(owner, row(1, State::rejected, Reason::bad_date)));
  done(ledger.put(owner, row(2, State::rejected, Reason::bad_date)));
  CHECK(value(ledger.rejected()) == 2);
  done(ledger.put(owner, row(2, State::rejected, Reason::bad_size)));
  CHECK(value(ledger.rejected()) == 2);
  done(ledger.commit());
  done(ledger.put(owner, row(2, State::delivered)));
  CHECK(value(ledger.rejected()) == 1);
  done(ledger.put(owner, row(3, State::rejected)));
  done(ledger.rollback());
  CHECK(value(ledger.rejected()) == 2);
  // What was rolled back may be put again.
  done(ledger.put(owner, row(3, State::delivered)));
  CHECK(value(ledger.state(owner, ItemKind::message, 3)) == State::delivered);
}

TEST_CASE("every word of the lists reads back as itself, and nothing else is a word") {
  for (auto state : {State::extracted, State::delivered, State::filtered, State::rejected})
    CHECK(parse_state(to_string(state)) == state);
  for (int i = 0; i <= static_cast<int>(Reason::undeliverable); ++i) {
    const auto reason = static_cast<Reason>(i);
    CHECK(parse_reason(to_string(reason)) == reason);
    CHECK(reason_of(to_string(reason)) == (reason == Reason::none ? Reason::unreadable : reason));
  }
  CHECK(parse_state("done") == std::nullopt);
  CHECK(reason_of("eaten by a dog") == Reason::unreadable);
}

}  // namespace
}  // namespace migrator::ledger
