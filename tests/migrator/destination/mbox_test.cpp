#include <doctest/doctest.h>

#include "support.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

const Account kNora{AccountKind::mailbox, "Quill, Nora"};
const Account kEmil{AccountKind::mailbox, "Empty, Emil"};
const Account kGarden{AccountKind::board, "Garden"};

struct Opened {
  explicit Opened(const std::string& name) : folder(name) { open(); }
  base::Result<void> try_open(const Extents& known, bool adds = false,
                              const std::string& run = "one") {
    destination.reset();
    auto made =
        open_folder(files, Format::mbox, folder.path, test::harbor(), test::options(), {adds, run});
    if (!made) return std::move(made).error();
    destination = *std::move(made);
    return destination->resume(known);
  }
  void open() { REQUIRE(bool(try_open(extents))); }
  // As a run does: what was flushed is in the ledger.
  void flush() {
    REQUIRE(bool(destination->flush()));
    for (const auto& [file, size] : destination->extents()) extents[file] = size;
  }
  Delivered put(const Account& account, const Item& item) {
    auto done = destination->put(account, item);
    REQUIRE_MESSAGE(done, done.error().message);
    return *done;
  }
  std::string refusal(bool adds = false, const std::string& run = "one") {
    const auto done = try_open(extents, adds, run);
    if (done) return "none";
    CHECK(done.error().code == base::Errc::conflict);
    return done.error().message;
  }
  fs::path file(const std::string& name = "mailboxes/Quill, Nora.mbox") const {
    return folder.path / name;
  }
  std::string text(const std::string& name = "mailboxes/Quill, Nora.mbox") const {
    return *base::read_file(file(name), 1u << 24);
  }
  void append(const std::string& what) { std::ofstream(file(), std::ios::app) << what; }
  test::Folder folder;
  test::QuickFiles files;
  Extents extents;
  std::unique_ptr<Destination> destination;
};

// A run that is killed: nothing that it would do on its way out is done.
struct Killed {
  explicit Killed(Opened& opened) : failing(opened.files, 1000), to(opened) {
    to.destination.reset();
    auto made = open_folder(failing, Format::mbox, to.folder.path, test::harbor(), test::options(),
                            {false, "one"});
    REQUIRE(bool(made));
    to.destination = *std::move(made);
    REQUIRE(bool(to.destination->resume(to.extents)));
  }
  ~Killed() {
    while (failing.step()) continue;
    to.destination.reset();
  }
  base::FailingFiles failing;
  Opened& to;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("records follow each other without a gap, and say where they are") {
  Opened to("records");
  Item draft = test::item(2, "two");
  draft.message->unsent = draft.message->unread = true;
  draft.message->sender.reset();
  draft.message->parts = {
      {Part::Kind::text, Part::Format::plain, "", base::Blob::of("From here\r\n>From there\r\n")}};
  const Delivered first = to.put(kNora, test::item(1, "one")), second = to.put(kNora, draft);
  to.flush();
  const std::string text = to.text();
  CHECK(first.target == "mailboxes/Quill, Nora.mbox");
  CHECK(first.target_id == "0+" + std::to_string(first.bytes));
  CHECK(second.target_id == std::to_string(first.bytes) + "+" + std::to_string(second.bytes));
  CHECK(first.bytes + second.bytes == text.size());
  CHECK(to.extents == Extents{{first.target, text.size()}});
  CHECK(
      text.starts_with("From vole.ivan@pier.invalid Tue Jun  2 08:39:01 1998\n"
                       "Status: RO\nMessage-ID: "));
  CHECK(text.substr(first.bytes)
            .starts_with("From MAILER-DAEMON Tue Jun  2 08:39:02 1998\n"
                         "Status: O\nX-Status: T\nMessage-ID: "));
  CHECK(has(text, "\n>From here\n>>From there\n\n"));
  CHECK(!has(text, "\r"));
  REQUIRE(bool(to.destination->begin(kEmil)));
  REQUIRE(bool(to.destination->flush()));
  CHECK(to.destination->extents().empty());  // nothing grew
  REQUIRE(bool(to.destination->finish()));
  CHECK(fs::is_empty(to.file("mailboxes/Empty, Emil.mbox")));
}

TEST_CASE("a run that ends in good order leaves whole mail, no lock, and goes on where it was") {
  Opened to("order");
  to.put(kNora, test::item(1, "one"));
  to.flush();
  const std::string whole = to.text();
  to.put(kNora, test::item(2, "two"));
  to.put(kGarden, test::item(1, "three"));
  CHECK(fs::exists(to.file("mailboxes/Quill, Nora.mbox.lock")));
  to.destination.reset();
  CHECK(to.text() == whole);
  CHECK(to.text("public/Garden.mbox").empty());
  CHECK(!fs::exists(to.file("mailboxes/Quill, Nora.mbox.lock")));
  to.open();
  to.destination.reset();  // also one that did nothing
  SUBCASE("nobody touched it") {
    CHECK(to.refusal() == "none");
    CHECK(to.text() == whole);
  }
  SUBCASE("somebody's mail came to it") {
    to.append("From me\n\nmine\n\n");
    CHECK(has(to.refusal(), "Quill, Nora.mbox: was changed since the run wrote to it"));
    CHECK(to.text() == whole + "From me\n\nmine\n\n");
  }
}

TEST_CASE("what a killed run wrote is cut to what the ledger has") {
  Opened to("killed");
  to.put(kNora, test::item(1, "one"));
  to.flush();
  const std::string whole = to.text();
  {
    const Killed killed(to);
    to.put(kNora, test::item(2, "two"));
    to.put(kGarden, test::item(1, "three"));
    REQUIRE(bool(to.destination->flush()));  // and not in the ledger
  }
  CHECK(to.text() != whole);
  CHECK(fs::exists(to.file("mailboxes/Quill, Nora.mbox.lock")));
  CHECK(has(to.refusal(false, "two"), "another run was broken off here"));
  to.append("From half");
  CHECK(to.refusal() == "none");
  CHECK(to.text() == whole);
  CHECK(to.text("public/Garden.mbox").empty());
  REQUIRE(bool(to.destination->finish()));
  CHECK(!fs::exists(to.file("mailboxes/Quill, Nora.mbox.lock")));
  CHECK(!fs::exists(to.file("public/Garden.mbox.lock")));
}

TEST_CASE("mail that came to a killed run's file without its lock is moved away and told") {
  Opened to("unlocked");
  to.put(kNora, test::item(1, "one"));
  to.flush();
  const std::string whole = to.text();
  {
    const Killed killed(to);
    to.put(kNora, test::item(2, "two"));
    REQUIRE(bool(to.destination->flush()));
  }
  fs::remove(to.file("mailboxes/Quill, Nora.mbox.lock"));
  to.append("From me\n\nmine\n\n");
  CHECK(has(to.refusal(), "Quill, Nora-1.mbox of mailboxes/Quill, Nora.mbox"));
  CHECK(to.text(".sidestep/cut/Quill, Nora-1.mbox").ends_with("From me\n\nmine\n\n"));
  to.destination.reset();
  CHECK(to.text() == whole);
  CHECK(to.refusal() == "none");
}

TEST_CASE("a path of the journal, the folders or the ledger that leads out is refused") {
  for (const std::string file : {"mbox.journal", "folders", "ledger"})
    for (const std::string place :
         {"../x", "/x", "mailboxes/../../x", "other/x", ".sidestep/ledger.sqlite"}) {
      CAPTURE(file);
      CAPTURE(place);
      Opened to("paths");
      to.destination.reset();
      if (file == "ledger") to.extents[place] = 0;
      if (file == "folders")
        std::ofstream(to.file(".sidestep/folders")) << "mailboxes/A\t" << place << "\tA\n";
      if (file == "mbox.journal")
        std::ofstream(to.file(".sidestep/mbox.journal")) << "run\tone\nbase\t0\t" << place << "\n";
      const auto opened = to.try_open(to.extents);
      REQUIRE(!opened);
      CHECK(opened.error().code == base::Errc::malformed);
    }
}

TEST_CASE("an account with somebody's mail or lock is refused before anything is written") {
  Opened to("early");
  fs::create_directories(to.file().parent_path());
  SUBCASE("mail") { to.append("From me\n\nmine\n\n"); }
  SUBCASE("a lock") { std::ofstream(to.file("mailboxes/Quill, Nora.mbox.lock")) << "4711\n"; }
  CHECK(bool(to.destination->check(kGarden)));
  const auto checked = to.destination->check(kNora);
  REQUIRE(!checked);
  CHECK(checked.error().code == base::Errc::conflict);
}

TEST_CASE("somebody else's mail is never cut") {
  Opened to("others");
  SUBCASE("a file that no run of ours knows") {
    fs::create_directories(to.file().parent_path());
    to.append("From me\n\nmine\n\n");
    const auto put = to.destination->put(kNora, test::item(1, "one"));
    REQUIRE(!put);
    CHECK(has(put.error().message, "holds mail that this run has not put there"));
    CHECK(to.text() == "From me\n\nmine\n\n");
    return;
  }
  to.put(kNora, test::item(1, "one"));
  to.put(kGarden, test::item(1, "three"));
  to.flush();
  REQUIRE(bool(to.destination->finish()));
  const std::string whole = to.text();
  SUBCASE("one that grew after the run") {
    to.append("From me\n\nmine\n\n");
    CHECK(has(to.refusal(), "was changed since the run wrote to it"));
    CHECK(to.text() == whole + "From me\n\nmine\n\n");
  }
  SUBCASE("one that lost mail") {
    fs::resize_file(to.file(), 10);
    CHECK(has(to.refusal(), "has lost mail"));
    fs::remove(to.file());
    CHECK(has(to.refusal(), "has lost mail"));
  }
  SUBCASE("one that became a link") {
    fs::remove(to.file());
    fs::create_symlink(to.file("public/Garden.mbox"), to.file());
    CHECK(has(to.refusal(), "is no mbox file"));
  }
}

TEST_CASE("an import comes to the mail that is there, and a broken one is taken back to it") {
  Opened to("adds");
  to.put(kNora, test::item(1, "one"));
  to.flush();
  REQUIRE(bool(to.destination->finish()));
  to.append("From me\n\nmine\n\n");
  const std::string whole = to.text();
  to.extents.clear();  // the import has a ledger of its own
  REQUIRE(to.refusal(true, "import") == "none");
  const Delivered put = to.put(kNora, test::item(2, "two"));
  CHECK(put.target_id.starts_with(std::to_string(whole.size()) + "+"));
  to.destination.reset();
  CHECK(to.text() == whole);
  REQUIRE(to.refusal(true, "import") == "none");
  CHECK(to.put(kNora, test::item(2, "two")).target_id == put.target_id);
  REQUIRE(bool(to.destination->finish()));
  CHECK(to.text().starts_with(whole));
  CHECK(to.text().size() == whole.size() + put.bytes);
}

TEST_CASE("a mailbox that a mail program has locked is left alone") {
  Opened to("locked");
  const fs::path lock = to.file("mailboxes/Quill, Nora.mbox.lock");
  fs::create_directories(lock.parent_path());
  for (const char* text : {"", "4711\n"}) {
    std::ofstream(lock) << text;
    const auto put = to.destination->put(kNora, test::item(1, "one"));
    REQUIRE(!put);
    CHECK(put.error().code == base::Errc::conflict);
    CHECK(has(put.error().message, "Quill, Nora.mbox.lock: another program has locked"));
    to.open();
  }
  fs::remove(lock);
  to.destination.reset();
  fs::create_directories(to.file().parent_path());
  auto theirs = to.files.append(to.file());
  REQUIRE(bool(theirs));
  REQUIRE(bool((*theirs)->lock()));
  to.open();
  const auto put = to.destination->put(kNora, test::item(1, "one"));
  REQUIRE(!put);
  CHECK(has(put.error().message, "another program has locked this file"));
  REQUIRE(bool((*theirs)->close()));
  to.put(kNora, test::item(1, "one"));
}

TEST_CASE("more files than may be open at once are written to in turn") {
  Opened to("many");
  for (int round = 1; round <= 2; ++round)
    for (int i = 0; i < 100; ++i)
      to.put(kNora, test::item(static_cast<std::uint64_t>(round * 100 + i), "x",
                               "Folder " + std::to_string(i)));
  to.flush();
  CHECK(to.extents.size() == 100);
  for (const auto& [file, size] : to.extents) {
    CHECK(fs::file_size(to.file(file)) == size);
    const std::string text = to.text(file);
    CHECK(text.starts_with("From "));
    CHECK(text.find("\n\nFrom vole", 10) != std::string::npos);
  }
}

TEST_CASE("a message that cannot be read to its end leaves nothing of itself") {
  for (const std::size_t size : {std::size_t{1000}, std::size_t{300000}}) {
    CAPTURE(size);
    Opened to("unreadable");
    to.put(kNora, test::item(1, "one"));
    const fs::path path = to.folder.path / ".sidestep/part";
    std::ofstream(path) << std::string(size, 'x');
    auto file = base::ReadableFile::open(path);
    REQUIRE(bool(file));
    Item item = test::item(2, "two");
    item.message->parts.push_back(
        {Part::Kind::file, Part::Format::plain, "a", base::Blob::window(*file, 0, size)});
    fs::resize_file(path, 10);
    CHECK(!to.destination->put(kNora, item));
    const Delivered third = to.put(kNora, test::item(3, "three"));
    to.flush();
    CHECK(to.text().ends_with("Text of three\n\n"));
    CHECK(!has(to.text(), "Subject: two"));
    CHECK(to.extents.begin()->second == to.text().size());
    CHECK(third.target_id ==
          std::to_string(to.text().size() - third.bytes) + "+" + std::to_string(third.bytes));
  }
}

}  // namespace migrator::destination
