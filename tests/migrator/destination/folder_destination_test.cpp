// What holds in every format.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <set>

#include "base/json.hpp"
#include "support.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

const Account kNora{AccountKind::mailbox, "Quill, Nora"};
const Account kEmil{AccountKind::mailbox, "Empty, Emil"};
const Account kGarden{AccountKind::board, "Garden"};
const Account kOrchard{AccountKind::board, "Orchard"};
constexpr Format kFormats[] = {Format::maildir, Format::mbox, Format::eml};

Catalogue office() {
  Catalogue out = test::harbor();
  out.accounts.push_back(kOrchard);
  return out;
}

struct Opened {
  Opened(const std::string& name, Format in) : folder(name), format(in) { open(); }
  base::Result<void> try_open(const Opening& opening, const Extents& extents) {
    destination.reset();  // it holds the lock
    auto made = open_folder(files, format, folder.path, catalogue, test::options(), opening);
    if (!made) return std::move(made).error();
    destination = *std::move(made);
    return destination->resume(extents);
  }
  void open(const Extents& extents = {}) {
    const auto opened = try_open({false, "one"}, extents);
    REQUIRE_MESSAGE(opened, opened.error().message);
  }
  Delivered put(const Account& account, const Item& item) {
    auto done = destination->put(account, item);
    REQUIRE_MESSAGE(done, done.error().message);
    return *done;
  }
  base::Json index() {
    REQUIRE(bool(destination->finish()));
    auto read = base::read_json(folder.path / "index.json");
    REQUIRE(bool(read));
    return *read;
  }
  test::Folder folder;
  Format format;
  Catalogue catalogue = office();
  test::QuickFiles files;
  std::unique_ptr<Destination> destination;
};

std::string paths(const base::Json& index) {
  std::string out;
  for (const char* kind : {"mailboxes", "boards"})
    for (const base::Json& account : index.at(kind)) {
      out += account.at("path").get<std::string>() + "; ";
      if (!account.contains("folders")) continue;
      for (const base::Json& folder : account.at("folders"))
        out += folder.at("name").get<std::string>() + " = " + folder.at("path").get<std::string>() +
               "; ";
    }
  return out;
}

}  // namespace

TEST_CASE("the index says what stands where, whoever put it there") {
  const std::string expected[] = {
      "mailboxes/Quill, Nora; Küche.1 = mailboxes/Quill, Nora/.K&APw-che%2E1; Suppliers\\Rope = "
      "mailboxes/Quill, Nora/.Suppliers.Rope; mailboxes/Empty, Emil; public/Garden; ",
      "mailboxes/Quill, Nora.mbox; Küche.1 = mailboxes/Quill, Nora/Küche.1.mbox; Suppliers\\Rope = "
      "mailboxes/Quill, Nora/Suppliers/Rope.mbox; mailboxes/Empty, Emil.mbox; public/Garden.mbox; ",
      "mailboxes/Quill, Nora; Küche.1 = mailboxes/Quill, Nora/Küche.1; Suppliers\\Rope = "
      "mailboxes/Quill, Nora/Suppliers/Rope; mailboxes/Empty, Emil; public/Garden; "};
  for (const Format format : kFormats) {
    Opened to("index", format);
    REQUIRE(bool(to.destination->begin(kEmil)));
    to.put(kNora, test::item(1, "x", "Suppliers\\Rope"));
    to.put(kNora, test::item(2, "x", "Küche.1"));
    to.put(kGarden, test::item(1, "x"));
    REQUIRE(bool(to.destination->put(DirectoryEntry{"Quill, Nora", "L", "", "", {}})));
    REQUIRE(bool(to.destination->finish_directory()));
    REQUIRE(bool(to.destination->put(kNora, std::vector<PersonalList>{})));
    REQUIRE(bool(to.destination->flush()));
    const Extents extents = to.destination->extents();
    CHECK(extents.size() == (format == Format::mbox ? 3 : 0));
    const base::Json index = to.index();
    CHECK(paths(index) == expected[static_cast<int>(format)]);
    CHECK(index.at("directory") == "directory.vcf");
    CHECK(index.at("mailboxes").at(0).at("lists") == "mailboxes/Quill, Nora.vcf");
    CHECK(!index.at("mailboxes").at(1).contains("lists"));
    to.open(extents);
    CHECK(to.index() == index);
    // An import of what was rejected knows it, too.
    to.catalogue.accounts.clear();
    REQUIRE(bool(to.try_open({true, "two"}, {})));
    CHECK(paths(to.index()) == expected[static_cast<int>(format)]);
  }
}

TEST_CASE("no two folders and no two accounts meet, and the index has their exact names") {
  const std::string long_name(300, 'x');
  const std::vector<std::string> folders = {"Rope",
                                            "ROPE",
                                            "rope",
                                            "Rope\\a",
                                            "ROPE\\A",
                                            "R\xC3\x96"
                                            "PE",
                                            "r\xC3\xB6pe",
                                            "a.mbox",
                                            "a.MBOX\\b",
                                            "a",
                                            "a\\b.eml",
                                            "a\\b",
                                            long_name + "1",
                                            long_name + "2",
                                            "..\\up",
                                            "x/y",
                                            "x%2Fy",
                                            "tab\there",
                                            "100%",
                                            "cur",
                                            "con",
                                            "a.",
                                            "a ",
                                            "\\",
                                            "",
                                            "Inbox",
                                            "INBOX",
                                            "00000001-0000000000000000.eml"};
  for (const Format format : kFormats) {
    Opened to("names", format);
    to.catalogue.accounts = {{AccountKind::mailbox, "quill"},
                             {AccountKind::mailbox, "QUILL"},
                             {AccountKind::mailbox, "quill.mbox"},
                             {AccountKind::board, "quill"}};
    to.open();
    std::uint64_t sequence = 0;
    std::map<std::string, std::string> first;
    for (int round = 0; round < 2; ++round)
      for (const std::string& folder : folders) {
        const Delivered put = to.put(to.catalogue.accounts[0], test::item(++sequence, "x", folder));
        const std::string place =
            format == Format::mbox ? put.target : fs::path(put.target).parent_path().string();
        if (round == 0) first[folder] = place;
        CHECK(first[folder] == place);
        for (const auto& part : fs::path(place)) CHECK(part.native().size() < 240);
      }
    for (const Account& account : to.catalogue.accounts) to.put(account, test::item(1, "x"));
    const base::Json index = to.index();
    std::set<std::string> names, places;
    for (const base::Json& folder : index.at("mailboxes").at(0).at("folders")) {
      names.insert(folder.at("name").get<std::string>());
      places.insert(base::lower(folder.at("path").get<std::string>()));
    }
    CHECK(names.size() == folders.size() - 3);  // three are the Inbox
    CHECK(places.size() == names.size());
    for (const std::string& folder : folders)
      CHECK((names.contains(folder) || base::equals_fold(folder, "inbox") || folder.empty()));
    std::set<std::string> accounts;
    for (const char* kind : {"mailboxes", "boards"})
      for (const base::Json& account : index.at(kind))
        accounts.insert(base::lower(account.at("path").get<std::string>()));
    CHECK(accounts.size() == 4);
  }
}

TEST_CASE("delivering again replaces, and changes nothing") {
  for (const Format format : {Format::maildir, Format::eml}) {
    Opened to("again", format);
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
}

TEST_CASE("one message on two boards is one file with two names, as long as they are alike") {
  for (const Format format : {Format::maildir, Format::eml}) {
    for (const std::string change : {"nothing", "gone", "longer", "link"}) {
      CAPTURE(change);
      Opened to("share", format);
      const Delivered first = to.put(kGarden, test::item(1, "x"));
      REQUIRE(bool(to.destination->flush()));
      const fs::path one = to.folder.path / first.target;
      if (change == "gone" || change == "link") fs::remove(one);
      if (change == "longer") std::ofstream(one, std::ios::app) << "x";
      if (change == "link") fs::create_symlink("/etc/passwd", one);
      const Delivered second = to.put(kOrchard, test::item(1, "x"));
      REQUIRE(bool(to.destination->share(first.target)));
      REQUIRE(bool(to.destination->finish()));
      const fs::path other = to.folder.path / second.target;
      CHECK(fs::is_regular_file(fs::symlink_status(other)));
      CHECK(fs::hard_link_count(other) == (change == "nothing" ? 2 : 1));
      CHECK(fs::file_size(other) == second.bytes);
      CHECK(fs::is_empty(to.folder.path / ".sidestep/tmp"));
    }
  }
}

TEST_CASE("a folder stands in its parent, wherever that has to stand, and after a break as well") {
  for (const Format format : kFormats) {
    Opened to("levels", format);
    std::map<std::string, std::string> first;
    Extents extents;
    for (int round = 0; round < 2; ++round) {
      if (round == 1) to.open(extents);
      std::uint64_t sequence = 0;
      for (const std::string folder :
           {"Work", "WORK", "WORK\\Sub", "work\\Sub", "work", "Work\\Sub"}) {
        to.put(kNora, test::item(++sequence, "x", folder));
        REQUIRE(bool(to.destination->flush()));
        for (const auto& [file, size] : to.destination->extents()) extents[file] = size;
      }
      const base::Json index = to.index();
      for (const base::Json& folder : index.at("mailboxes").at(0).at("folders")) {
        std::string path = folder.at("path").get<std::string>();
        if (format == Format::mbox) path.resize(path.size() - 5);
        const auto [known, fresh] = first.emplace(folder.at("name").get<std::string>(), path);
        CHECK(known->second == path);
        CHECK(fresh == (round == 0));
      }
    }
    CHECK(first.size() == 6);
    const char divider = format == Format::maildir ? '.' : '/';
    for (const std::string parent : {"Work", "WORK", "work"}) {
      CAPTURE(parent);
      CHECK(first[parent + "\\Sub"] == first[parent] + divider + "Sub");
    }
    CHECK(base::lower(first["WORK"]) != base::lower(first["work"]));
  }
}

TEST_CASE("mail that got other flags does not come twice, whatever the ledger knows of it") {
  Opened to("flagged", Format::maildir);
  const Delivered first = to.put(kNora, test::item(1, "x", "A"));
  const Delivered second = to.put(kNora, test::item(2, "y", "A"));
  REQUIRE(bool(to.destination->flush()));
  const fs::path cur = (to.folder.path / first.target).parent_path();
  const fs::path moved = cur.parent_path() / "new" / fs::path(first.target).filename();
  fs::rename(to.folder.path / first.target, moved);
  fs::rename(to.folder.path / second.target, to.folder.path / (second.target + "T"));
  for (const bool another : {false, true}) {
    REQUIRE(bool(to.try_open({false, another ? "two" : "one"}, {})));
    CHECK(to.put(kNora, test::item(1, "x", "A")).target == first.target);
    CHECK(to.put(kNora, test::item(2, "y", "A")).target == second.target);
    to.put(kNora, test::item(3, "z", "A"));
    REQUIRE(bool(to.destination->finish()));
    CHECK(fs::exists(moved));
    CHECK(std::distance(fs::directory_iterator(cur), fs::directory_iterator()) == 2);
    CHECK(fs::is_empty(to.folder.path / ".sidestep/tmp"));
  }
}

TEST_CASE("a broken index is mended by the run that delivered there") {
  for (const std::string broken : {"{", "[]", "{\"mailboxes\": 1, \"boards\": []}"}) {
    Opened to("index", Format::eml);
    to.put(kNora, test::item(1, "x", "A"));
    const base::Json index = to.index();
    std::ofstream(to.folder.path / "index.json") << broken;
    const auto refused = to.try_open({true, "two"}, {});
    REQUIRE(!refused);
    CHECK(refused.error().hint.find("first") != std::string::npos);
    to.open();
    CHECK(to.index() == index);
    CHECK(bool(to.try_open({true, "two"}, {})));
  }
}

TEST_CASE("an import brings nothing a second time") {
  for (const Format format : {Format::maildir, Format::eml}) {
    Opened to("adds", format);
    const Delivered first = to.put(kNora, test::item(1, "x"));
    REQUIRE(bool(to.destination->finish()));
    REQUIRE(bool(to.try_open({true, "two"}, {})));
    const auto before = fs::last_write_time(to.folder.path / first.target);
    CHECK(to.put(kNora, test::item(1, "x")).target == first.target);
    const Delivered second = to.put(kNora, test::item(2, "y"));
    REQUIRE(bool(to.destination->finish()));
    CHECK(fs::last_write_time(to.folder.path / first.target) == before);
    CHECK(fs::exists(to.folder.path / second.target));
    CHECK(fs::is_empty(to.folder.path / ".sidestep/tmp"));
  }
}

TEST_CASE("an .eml file sorts, tells whether it was read, and has the time of its message") {
  Opened to("eml", Format::eml);
  Item draft = test::item(12, "x");
  draft.message->unsent = true;
  draft.message->unread = true;
  const Delivered put = to.put(kNora, draft), read = to.put(kNora, test::item(13, "y", "Old"));
  CHECK(put.target == "mailboxes/Quill, Nora/00000012-" + put.hash.substr(0, 16) + ".eml");
  CHECK(!fs::exists(to.folder.path / put.target));  // staged, not yet visible
  REQUIRE(bool(to.destination->flush()));
  const auto text = test::tree(to.folder.path);
  CHECK(text.at(put.target).starts_with("Status: O\r\nX-Unsent: 1\r\nMessage-ID: "));
  CHECK(text.at(read.target).starts_with("Status: RO\r\nMessage-ID: "));
  struct stat info = {};
  CHECK(::stat((to.folder.path / put.target).c_str(), &info) == 0);
  CHECK(info.st_mtime == 896776752);
  CHECK(put.bytes == static_cast<std::uint64_t>(info.st_size));
}

TEST_CASE("a folder that is not ours is refused and left alone, and nobody writes beside us") {
  for (const Format format : kFormats) {
    base::PosixFiles files;
    test::Folder folder("foreign");
    fs::create_directories(folder.path);
    std::ofstream(folder.path / "letter.txt") << "mine";
    for (const fs::path& path : {folder.path, folder.path / "letter.txt"}) {
      const auto refused = open_folder(files, format, path, office(), test::options());
      REQUIRE(!refused);
      CHECK(refused.error().code == base::Errc::conflict);
    }
    CHECK(test::tree(folder.path).size() == 1);
    fs::remove(folder.path / "letter.txt");
    const auto ours = open_folder(files, format, folder.path, office(), test::options());
    REQUIRE(bool(ours));
    const auto second = open_folder(files, format, folder.path, office(), test::options());
    REQUIRE(!second);
    CHECK(second.error().code == base::Errc::conflict);
  }
}

TEST_CASE("what of the folders' names a power cut tore is not believed") {
  Opened to("torn", Format::eml);
  const std::string place = to.put(kNora, test::item(1, "x", "A")).target;
  REQUIRE(bool(to.destination->finish()));
  const fs::path names = to.folder.path / ".sidestep/folders";
  std::ofstream(names, std::ios::app) << "junk\nmailboxes/Quill, Nora\tmailboxes/Qu";
  to.open();
  CHECK(to.put(kNora, test::item(1, "x", "A")).target == place);
  CHECK(to.put(kNora, test::item(2, "x", "B")).target.starts_with("mailboxes/Quill, Nora/B/"));
  CHECK(paths(to.index()) ==
        "mailboxes/Quill, Nora; A = mailboxes/Quill, Nora/A; B = mailboxes/Quill, Nora/B; ");
}

}  // namespace migrator::destination
