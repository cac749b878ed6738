#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

const Account kNora{AccountKind::mailbox, "Quill, Nora"};
const Account kGarden{AccountKind::board, "Garden"};

// Writes down what is synced and renamed, in order: the last part of each path.
class Recorder : public base::PosixFiles {
 public:
  base::Result<void> rename(const Path& from, const Path& to) override {
    log += "rename ";
    return PosixFiles::rename(from, to);
  }
  base::Result<void> sync_directory(const Path& path) override {
    log += "sync:" + path.filename().string() + " ";
    return PosixFiles::sync_directory(path);
  }
  base::Result<void> sync_filesystem(const Path& path) override {
    log += "syncfs ";
    return PosixFiles::sync_filesystem(path);
  }
  std::string log;
};

struct Opened {
  explicit Opened(const std::string& name) : folder(name) { open(); }
  void open() {
    destination.reset();  // it holds the lock
    auto made = open_folder(files, Format::maildir, folder.path, test::harbor(), test::options());
    REQUIRE(bool(made));
    destination = *std::move(made);
  }
  std::string put(const Account& account, const Item& item) {
    auto done = destination->put(account, item);
    return done ? done->target : "error: " + done.error().message;
  }
  test::Folder folder;
  base::PosixFiles files;
  std::unique_ptr<Destination> destination;
};

}  // namespace

TEST_CASE("a message has the name, flags and time that its item gives it") {
  Opened to("names");
  Item plain = test::item(1, "one"), draft = test::item(2, "two", "Drafts"),
       undated = test::item(123456789, "three");
  plain.message->unread = true;
  draft.message->unsent = true;
  undated.message->sent.reset();
  const std::string first = to.put(kNora, plain);
  CHECK(first.starts_with("mailboxes/Quill, Nora/cur/896776741.S00000001P"));
  CHECK(first.ends_with(".sidestep:2,"));
  const std::string second = to.put(kNora, draft);
  CHECK(second.starts_with("mailboxes/Quill, Nora/.Drafts/cur/"));
  CHECK(second.ends_with(":2,DS"));
  const std::string third = to.put(kGarden, undated);
  CHECK(third.starts_with("public/Garden/cur/0.S123456789P"));
  CHECK(!std::filesystem::exists(to.folder.path / first));  // staged, not yet visible
  REQUIRE(bool(to.destination->flush()));
  for (const auto& [target, seconds] :
       {std::pair(first, 896776741), {second, 896776742}, {third, 0}}) {
    struct stat info = {};
    CHECK(::stat((to.folder.path / target).c_str(), &info) == 0);
    CHECK(info.st_mtime == seconds);
  }
  CHECK(std::filesystem::exists(to.folder.path / "mailboxes/Quill, Nora/.Drafts/maildirfolder"));
}

TEST_CASE("a batch is synced once before it is named, and each folder once after") {
  test::Folder folder("syncs");
  Recorder files;
  auto to = open_folder(files, Format::maildir, folder.path, test::harbor(), test::options());
  REQUIRE(bool(to));
  REQUIRE(bool((*to)->put(kNora, test::item(1, "a"))));
  REQUIRE(bool((*to)->put(kNora, test::item(2, "b"))));
  REQUIRE(bool((*to)->put(kGarden, test::item(1, "c"))));
  CHECK(files.log.empty());
  REQUIRE(bool((*to)->flush()));
  CHECK(files.log == "syncfs rename rename rename sync:cur sync:cur ");
  REQUIRE(bool((*to)->flush()));
  CHECK(files.log == "syncfs rename rename rename sync:cur sync:cur ");
}

TEST_CASE("what a broken run left among its drafts goes, what others draft stays") {
  Opened to("leftovers");
  to.put(kNora, test::item(1, "never flushed", "A"));
  to.put(kNora, test::item(2, "never flushed"));
  const auto drafts = to.folder.path / ".sidestep/tmp";
  const auto tmp = to.folder.path / "mailboxes/Quill, Nora/.A/tmp";
  CHECK(std::distance(fs::directory_iterator(drafts), fs::directory_iterator()) == 2);
  std::ofstream(tmp / "1234.M5P6.elsewhere") << "x";
  to.open();
  REQUIRE(bool(to.destination->finish()));
  CHECK(fs::is_empty(drafts));
  CHECK(test::tree(tmp).contains("1234.M5P6.elsewhere"));
}

TEST_CASE("a part that cannot be read stages nothing") {
  Opened to("unreadable");
  const auto path = to.folder.path / ".sidestep/part";
  std::ofstream(path) << std::string(1000, 'x');
  auto file = base::ReadableFile::open(path);
  REQUIRE(bool(file));
  Item item = test::item(1, "x");
  item.message->parts.push_back(
      {Part::Kind::file, Part::Format::plain, "a", base::Blob::window(*file, 0, 1000)});
  std::filesystem::resize_file(path, 10);
  CHECK(to.put(kNora, item).starts_with("error: "));
  CHECK(fs::is_empty(to.folder.path / ".sidestep/tmp"));
  CHECK(to.put({AccountKind::board, "Elsewhere"}, item).starts_with("error: \"Elsewhere\""));
}

}  // namespace migrator::destination
