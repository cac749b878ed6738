#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/json.hpp"
#include "support.hpp"

namespace migrator::destination {
namespace {

const Account kNora{AccountKind::mailbox, "Quill, Nora"};
const Account kEmil{AccountKind::mailbox, "Empty, Emil"};
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
    auto made = open_maildir(files, folder.path, test::harbor(), test::options());
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

TEST_CASE("delivering again replaces, and changes nothing") {
  Opened to("again");
  std::map<std::string, std::string> before;
  for (int run = 0; run < 3; ++run) {
    if (run == 1) to.open();
    for (int i = 1; i <= 3; ++i) to.put(kNora, test::item(1, "same", "A\\B"));
    to.put(kNora, test::item(2, "other"));
    REQUIRE(bool(to.destination->finish()));
    if (run == 0) before = test::tree(to.folder.path);
    CHECK(test::tree(to.folder.path) == before);
  }
}

TEST_CASE("a batch is synced once before it is named, and each folder once after") {
  test::Folder folder("syncs");
  Recorder files;
  auto to = open_maildir(files, folder.path, test::harbor(), test::options());
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

TEST_CASE("the index says what stands where, whoever put it there") {
  Opened to("index");
  REQUIRE(bool(to.destination->begin(kEmil)));
  to.put(kNora, test::item(1, "x", "Suppliers\\Rope"));
  to.put(kNora, test::item(2, "x",
                           "K\xC3\xBC"
                           "che.1"));
  to.put(kGarden, test::item(1, "x"));
  REQUIRE(bool(to.destination->put(DirectoryEntry{"Quill, Nora", "L", "", "", {}})));
  REQUIRE(bool(to.destination->finish_directory()));
  REQUIRE(bool(to.destination->put(kNora, std::vector<PersonalList>{})));
  REQUIRE(bool(to.destination->finish()));
  const auto first = test::tree(to.folder.path).at("index.json");
  const auto index = base::parse_json(first, "index.json");
  REQUIRE(bool(index));
  CHECK(base::dump(*index, -1) ==
        R"({"schema":"sidestep-index/1","post_office":"HARBOR","mailboxes":[)"
        R"({"name":"Quill, Nora","path":"mailboxes/Quill, Nora","folders":[)"
        R"({"name":"Küche.1","path":"mailboxes/Quill, Nora/.K&APw-che%2E1"},)"
        R"({"name":"Suppliers\\Rope","path":"mailboxes/Quill, Nora/.Suppliers.Rope"}],)"
        R"("lists":"mailboxes/Quill, Nora.vcf"},)"
        R"({"name":"Empty, Emil","path":"mailboxes/Empty, Emil","folders":[]}],)"
        R"("boards":[{"name":"Garden","path":"public/Garden"}],"directory":"directory.vcf"})");
  to.open();
  REQUIRE(bool(to.destination->finish()));
  CHECK(test::tree(to.folder.path).at("index.json") == first);
}

TEST_CASE("a folder that is not ours is refused and left alone") {
  base::PosixFiles files;
  test::Folder folder("foreign");
  std::filesystem::create_directories(folder.path);
  std::ofstream(folder.path / "letter.txt") << "mine";
  const auto refused = open_maildir(files, folder.path, test::harbor(), test::options());
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Errc::conflict);
  CHECK(test::tree(folder.path).size() == 1);
  const auto file =
      open_maildir(files, folder.path / "letter.txt", test::harbor(), test::options());
  REQUIRE(!file);
  CHECK(file.error().code == base::Errc::conflict);
  std::filesystem::remove(folder.path / "letter.txt");
  CHECK(bool(open_maildir(files, folder.path, test::harbor(), test::options())));
}

TEST_CASE("a zone or code page that does not exist is found before anything is written") {
  base::PosixFiles files;
  test::Folder folder("zone");
  mime::Options options = test::options();
  options.time_zone = "Nowhere";
  auto refused = open_maildir(files, folder.path, test::harbor(), options);
  REQUIRE(!refused);
  CHECK(refused.error().code == base::Errc::usage);
  options = test::options();
  options.code_page = 7;
  CHECK(!open_maildir(files, folder.path, test::harbor(), options));
  CHECK(!std::filesystem::exists(folder.path));
}

TEST_CASE("what a broken run left in tmp goes, what is not ours stays") {
  Opened to("leftovers");
  to.put(kNora, test::item(1, "never flushed", "A"));
  to.put(kNora, test::item(2, "never flushed"));
  const auto tmp = to.folder.path / "mailboxes/Quill, Nora/.A/tmp";
  std::ofstream(tmp / "1234.M5P6.elsewhere") << "x";
  to.open();
  REQUIRE(bool(to.destination->finish()));
  const auto files = test::tree(tmp);
  CHECK(files.size() == 1);
  CHECK(files.contains("1234.M5P6.elsewhere"));
  CHECK(test::tree(to.folder.path / "mailboxes/Quill, Nora/tmp").empty());
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
  CHECK(test::tree(to.folder.path / "mailboxes/Quill, Nora/tmp").empty());
  CHECK(to.put({AccountKind::board, "Elsewhere"}, item).starts_with("error: \"Elsewhere\""));
}

}  // namespace migrator::destination
