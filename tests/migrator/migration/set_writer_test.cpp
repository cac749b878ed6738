#include <doctest/doctest.h>

#include <map>
#include <random>

#include "migrator/migration/secondary.hpp"
#include "tests/migrator/migration/support.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;

namespace {

// Everything a writer can be given, made by chance from a seed.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  bool chance(unsigned in) { return random_() % in == 0; }
  std::size_t below(std::size_t n) { return random_() % n; }

  std::string text() {
    static const std::string kHostile[] = {
        "",
        "plain",
        "Quill, Nora",
        "PAB",
        "DIRECTORY",
        "MAILMESSAGE",
        "Inbox",
        "! not a comment",
        "!",
        "! sidestep: {\"sequence\":1}",
        "#00000001.sec(50)",
        "#1",
        "a;b;\"c\"",
        "\"",
        "\"\"",
        "say \"hi\", she said",
        "[SMTP:x@y.example]",
        "Ann [SMTP:x@y.example]",
        "Ann[CCMAIL:Ann at DOCK]",
        "Joe at HARBOR",
        " at ",
        "at HARBOR",
        "CCMAIL:Ann at DOCK",
        "MIGRATE:x",
        "USER:Ann",
        "SMTP:a@b.example",
        " leading and trailing ",
        "two\r\nlines",
        "lone\rCR",
        "lone\nLF",
        "\r\n",
        "back\\slash\\\\",
        "ends in \\\\",
        "50% of 1.5, \\ and #",
        "Gr\xC3\xBC\xC3\x9F"
        "e",                                              // in code page 850
        "\xE2\x82\xAC 5 \xE2\x80\x9Cquoted\xE2\x80\x9D",  // not in it
        "\xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x93\xAC",
        "tab\there",
        std::string("nul\0in", 6),
        "\x1A",
        "\x7F\xC2\x85",
        "TRUE",
        "0",
        ";",
        ";;",
        ",",
        "Folder,Sender,To",
        "\xEF\xBF\xBD",
    };
    std::string out = kHostile[below(std::size(kHostile))];
    if (chance(4)) out += kHostile[below(std::size(kHostile))];
    if (chance(60)) out += std::string(3000, 'l');
    return out;
  }

  Address address() {
    Address out{text(), chance(2) ? "HARBOR" : "", ""};
    if (chance(4)) out.post_office = text();
    if (chance(4)) out.address = chance(2) ? "SMTP:" + text() : text();
    return out;
  }

  std::vector<Address> people() {
    std::vector<Address> out(chance(40) ? 300 : below(4));
    for (Address& one : out) one = address();
    return out;
  }

  std::optional<LocalTime> time() {
    if (chance(4)) return std::nullopt;
    return make_time(static_cast<int>(1980 + below(60)), static_cast<int>(1 + below(12)),
                     static_cast<int>(1 + below(28)), static_cast<int>(below(24)),
                     static_cast<int>(below(60)), static_cast<int>(below(60)));
  }

  std::string bytes() {
    static const std::string kBytes[] = {"",
                                         "text\r\n",
                                         "no line end",
                                         "\r\n",
                                         "\n",
                                         "\r",
                                         "\r\n\r\n",
                                         "x",
                                         "\r\nBody,5,,TRUE,,,\r\n",
                                         "Body,5,,FALSE,,,\r\n",
                                         std::string("\0\xFF\x1A", 3)};
    std::string out = kBytes[below(std::size(kBytes))];
    if (chance(30)) out.append(70'000 + below(70'000), '\r');
    return out;
  }

  Part part() {
    Part out;
    static constexpr Part::Kind kKinds[] = {Part::Kind::text,     Part::Kind::text,
                                            Part::Kind::file,     Part::Kind::file,
                                            Part::Kind::schedule, Part::Kind::document};
    out.kind = kKinds[below(std::size(kKinds))];
    out.format = chance(5) ? Part::Format::macbinary : Part::Format::plain;
    out.name = chance(3) ? "" : text();
    out.content = base::Blob::of(bytes());
    return out;
  }

  Message message() {
    Message out;
    out.folder = chance(2) ? "" : text();
    if (chance(6)) out.folder = "Suppliers\\" + text();
    if (!chance(5)) out.sender = address();
    out.to = people();
    out.cc = people();
    out.bcc = people();
    out.subject = text();
    out.sent = time();
    out.received = time();
    out.priority = static_cast<Priority>(static_cast<int>(below(3)) - 1);
    out.unread = chance(2);
    out.unsent = chance(2);
    out.receipt_requested = chance(3);
    for (auto n = below(3); n > 0; --n) out.extra.emplace_back(text(), text());
    for (auto n = below(4); n > 0; --n) out.parts.push_back(part());
    return out;
  }

  PersonalList list() { return {text(), people(), text(), {}}; }
  PersonalList book() {
    PersonalList out{text(), people(), text(), {}};
    out.address_book = true;
    out.members.push_back(address());
    if (chance(3)) return out;
    out.details.resize(out.members.size());
    static const std::string kColumns[] = {"First", "Note", "Zip", "Email-Address", "note", "X"};
    for (Details& details : out.details)
      for (auto n = below(4); n > 0; --n)
        details.emplace_back(chance(5) ? text() : kColumns[below(std::size(kColumns))], text());
    out.details.front().emplace_back("Title", "at least one");
    return out;
  }
  DirectoryEntry entry() {
    static const std::string kLocations[] = {"L", "l", "R", "r", "A", "a", "P", "p", "", "X"};
    return {text(), kLocations[below(std::size(kLocations))], text(), text(), {}};
  }

 private:
  std::mt19937 random_;
};

struct Given {
  Account account;
  std::vector<PersonalList> lists;
  std::vector<Item> items;
};

Catalogue catalogue_of(unsigned code_page, const std::vector<Given>& given) {
  Catalogue catalogue{"HARBOR", code_page, "Europe/Berlin", {}};
  for (const Given& one : given) catalogue.accounts.push_back(one.account);
  return catalogue;
}

base::Result<void> write_account(SectionWriter& writer, const Given& given) {
  for (const PersonalList& list : given.lists)
    if (auto done = writer.put(list); !done) return done;
  for (const Item& item : given.items)
    if (auto done = writer.put(item); !done) return done;
  return writer.finish();
}

base::Result<std::filesystem::path> write_set(base::Files& files,
                                              const std::filesystem::path& folder,
                                              const Catalogue& catalogue,
                                              const std::vector<Given>& given,
                                              const std::vector<DirectoryEntry>& entries) {
  SetWriter set(files, folder, catalogue);
  auto directory = set.directory();
  if (!directory) return std::move(directory).error();
  for (const DirectoryEntry& entry : entries)
    if (auto done = (*directory)->put(entry); !done) return std::move(done).error();
  if (auto done = (*directory)->finish(); !done) return std::move(done).error();
  unsigned number = 0;
  for (const Given& one : given) {
    auto account = set.account(++number, one.account);
    if (!account) return std::move(account).error();
    if (auto done = write_account(**account, one); !done) return std::move(done).error();
  }
  return set.finish(number);
}

// Faults only: what the wizard would make of odd names and texts are notes.
std::string show(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& f : findings)
    if (f.kind == Finding::Kind::fault)
      out += f.file + ":" + std::to_string(f.line) + ": " + f.message + "\n";
  return out;
}

void check_same(Source& source, const std::vector<Given>& given) {
  REQUIRE(source.catalogue().accounts.size() == given.size());
  for (const Given& one : given) {
    CAPTURE(one.account.name);
    const auto back = items_of(source, one.account);
    REQUIRE(back.size() == one.items.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
      CHECK(test::show(back[i]) == test::show(one.items[i]));
      CHECK(warnings(back[i]) == "");
      CHECK(back[i].place.file.ends_with(".PRI"));
    }
    if (one.account.kind == AccountKind::board) continue;
    const auto lists = source.lists(one.account);
    REQUIRE(lists);
    REQUIRE(lists->size() == one.lists.size());
    for (std::size_t i = 0; i < lists->size(); ++i)
      CHECK(test::show((*lists)[i]) == test::show(one.lists[i]));
  }
}

std::vector<Given> generate(Generator& chance, std::size_t messages) {
  std::vector<Given> given;
  const std::string names[] = {"Quill, Nora",  "Joe at Sea",    "\xE6\xBC\xA2, \"x\"", "",
                               "two\r\nlines", "PublicMessages"};
  for (const std::string& name : names) given.push_back({mailbox(name), {}, {}});
  for (const std::string name : {"Garden", "A\\B", "\xE2\x82\xAC", "empty", "Quill, Nora"})
    given.push_back({board(name), {}, {}});
  for (Given& one : given) {
    if (one.account.name == "empty") continue;
    if (one.account.kind == AccountKind::mailbox)
      for (auto n = chance.below(6); n > 0; --n) one.lists.push_back(chance.list());
    if (one.account.kind == AccountKind::mailbox && !chance.chance(3))
      one.lists.push_back(chance.book());
    std::uint64_t sequence = 0;
    for (std::size_t n = 0; n < messages; ++n) {
      Item item;
      item.sequence = sequence += 1 + (chance.chance(5) ? chance.below(10) : 0);
      item.message = chance.message();
      one.items.push_back(std::move(item));
    }
  }
  return given;
}

}  // namespace

TEST_CASE("what is put into a set comes out of it, equal in every field") {
  for (const unsigned code_page : {850u, 1252u, 932u, 1258u}) {
    CAPTURE(code_page);
    Generator chance(code_page);
    const std::size_t messages = code_page == 850 || code_page == 932 ? 25 : 8;
    const auto given = generate(chance, messages);
    std::vector<DirectoryEntry> entries;
    for (int i = 0; i < 200; ++i) entries.push_back(chance.entry());
    TempFolder folder;
    base::PosixFiles files;
    const auto catalogue = catalogue_of(code_page, given);
    const auto path = write_set(files, folder.path() / "set", catalogue, given, entries);
    REQUIRE_MESSAGE(path, (path ? "" : path.error().message));
    CHECK(path->filename() == "HARBOR.PKL");

    const auto source = open_set(*path);
    REQUIRE_MESSAGE(source, (source ? "" : source.error().message));
    CHECK((*source)->catalogue().post_office == "HARBOR");
    CHECK((*source)->catalogue().code_page == code_page);
    CHECK((*source)->catalogue().time_zone == "Europe/Berlin");
    CHECK((*source)->catalogue().accounts == catalogue.accounts);
    check_same(**source, given);

    std::size_t at = 0;
    CHECK((*source)->directory(
        [&](const DirectoryEntry& entry) {
          REQUIRE(at < entries.size());
          CHECK(test::show(entry) == test::show(entries[at++]));
          return base::Result<void>();
        },
        [](const Place&, const Damage& damage) {
          FAIL_CHECK(damage.message);
          return base::Result<void>();
        }));
    CHECK(at == entries.size());

    const auto verified = verify(*path);
    REQUIRE(verified);
    CHECK(show(verified->findings) == "");
    CHECK(verified->good());
    CHECK(verified->messages == 10 * messages);
    CHECK(verified->directory_entries == 200);
  }
}

TEST_CASE("the files are what the format asks for") {
  Given nora{mailbox("Quill, Nora"), {}, {}};
  nora.lists.push_back({"Dock crew",
                        {{"", "", "SMTP:ivaz@rope.example"}, {"Reed, Tom", "HARBOR", ""}},
                        "Saturday shift",
                        {}});
  Item item;
  item.sequence = 1;
  item.message.emplace();
  item.message->sender = Address{"Reed, Tom", "", ""};
  item.message->to = {{"Quill, Nora", "", ""}};
  item.message->cc = {{"Ines Vaz", "", "SMTP:ivaz@rope.example"}};
  item.message->folder = "Suppliers\\Rope";
  item.message->subject = "Prices, spring";
  item.message->sent = make_time(1999, 1, 14, 16, 0, 0);
  item.message->received = make_time(1999, 1, 14, 16, 2, 30);
  item.message->priority = Priority::high;
  item.message->parts.push_back({Part::Kind::text, Part::Format::plain, "",
                                 base::Blob::of("The price list is attached.\r\n")});
  item.message->parts.push_back({Part::Kind::file, Part::Format::plain, "prices.txt",
                                 base::Blob::of("Item;Price\r\nRope;4.20\r\n")});
  nora.items.push_back(item);
  const std::vector<Given> given = {nora, {board("Garden"), {}, {}}};
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given,
                              {{"Quill, Nora", "L", "HARBOR", "", {}},
                               {"Vaz, Ines", "r", "Internet ivaz@rope.example", "", {}},
                               {"Quill, Norma", "L", "HARBOR", "", {}}});
  REQUIRE(path);
  CHECK(read(*path) ==
        "850\r\n\r\nFilename,Filetype\r\nDirectory.PRI,Primary\r\n00000001.PRI,Primary\r\n"
        "00000002.PRI,Primary\r\n00000001.SEC,Secondary\r\n00000002.SEC,Secondary\r\n"
        "! sidestep: {\"set\":{\"post_office\":\"HARBOR\",\"time_zone\":\"Europe/Berlin\"}}\r\n");
  CHECK(read(folder.path() / "Directory.PRI") ==
        "! directory\r\nDIRECTORY\r\nObj-Class,Mode,Common-Name,Display-Name,Given-Name,Surname,"
        "Home-Server,Assoc-NT-Account,Secondary-Proxy-Addresses\r\n"
        "mailbox,create,NQuill,\"Quill, Nora\",Nora,Quill,~Server,,"
        "\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\"\r\n"
        "! sidestep: {\"entry\":{\"address\":\"Internet ivaz@rope.example\"}}\r\n"
        "remote,create,IVaz,\"Vaz, Ines\",Ines,Vaz,,,\"MIGRATE:CCMAIL:Vaz, Ines at HARBOR\"\r\n"
        "mailbox,create,NQuill2,\"Quill, Norma\",Norma,Quill,~Server,,"
        "\"MIGRATE:CCMAIL:Quill, Norma at HARBOR\"\r\n"
        "! sidestep: {\"end\":{\"entries\":3,\"lists\":0,\"messages\":0}}\r\n");
  const std::string owner =
      "! sidestep: {\"account\":{\"kind\":\"mailbox\",\"name\":\"Quill, Nora\"}}\r\n";
  CHECK(read(folder.path() / "00000001.PRI") ==
        owner +
            "PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\"\r\n"
            "Obj-class,Display-Name,Email-Address,First,Last,Address,City,State,Zip,Country,Title,"
            "Company,Department,Office,Assistant,Bus-Num,Bus2-Num,Assist-Num,Fax-Num,Home-Num,"
            "Home2-Num,Mobile-Num,Pager-Num,Note\r\n"
            "dl,Dock crew,\"SMTP:ivaz@rope.example;CCMAIL:Reed, Tom at HARBOR\""
            ",,,,,,,,,,,,,,,,,,,,,Saturday shift\r\n"
            "\r\n" +
            owner +
            "MAILMESSAGE,\"CCMAIL:Quill, Nora at HARBOR\"\r\n"
            "Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,Unread,Unsent,Body"
            "\r\n"
            "! sidestep: {\"sequence\":1}\r\n"
            "\"Suppliers\\Rope\",\"Reed, Tom\",\"Quill, Nora\","
            "\"Ines Vaz[SMTP:ivaz@rope.example]\",,\"Prices, spring\",19990114160000,"
            "19990114160230,1,FALSE,FALSE,#00000001.SEC(50)\r\n"
            "! sidestep: {\"end\":{\"entries\":0,\"lists\":1,\"messages\":1}}\r\n");
  CHECK(read(folder.path() / "00000001.SEC") ==
        "Type,Length,Encoding,Islast,Name,Position,Format\r\n"
        "Body,29,,FALSE,,,\r\nThe price list is attached.\r\n\r\n"
        "Attachment,23,,TRUE,\"prices.txt\",29,None\r\nItem;Price\r\nRope;4.20\r\n\r\n");
  CHECK(read(folder.path() / "00000002.PRI").find("MAILMESSAGE,PublicMessages\r\n") !=
        std::string::npos);
  CHECK(read(folder.path() / "00000002.SEC").size() == 50);
}

TEST_CASE("an address book is one entry row a person, a schedule and a document their own blocks") {
  Given nora{mailbox("Quill, Nora"), {}, {}};
  PersonalList book{std::string(kAddressBookName),
                    {{"John Doe", "GATE", "SMTP:jdoe@example.com"},
                     {"Reed, Tom", "CORK", ""},
                     {"Unknown One", "", ""},
                     {"Pia", "", "X400:C=US;A= ;P=HARBOR"},
                     {"\xE2\x82\xAC", "", "SMTP:e@x.example"}},
                    "; mine",
                    {}};
  book.address_book = true;
  book.details.resize(5);
  book.details[3] = {{"First", "Pia"}, {"Home-Num", "555"}, {"Note", "a\r\nb"}, {"Spouse", "Jo"}};
  nora.lists = {book};
  Item item;
  item.sequence = 1;
  item.message.emplace();
  item.message->parts = {
      {Part::Kind::schedule, Part::Format::plain, "NQUILL.SC2", base::Blob::of("SCHEDULE+2\r\n")},
      {Part::Kind::document, Part::Format::plain, "berths", base::Blob::of("plan")}};
  nora.items = {item};
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, {nora}), {nora}, {});
  REQUIRE(path);
  const std::string primary = read(folder.path() / "00000001.PRI");
  const std::string commas(21, ',');
  const std::string rows =
      "! sidestep: {\"address_book\":{\"note\":\"; "
      "mine\"},\"person\":{\"post_office\":\"GATE\"}}\r\n"
      "entry,John Doe,\"SMTP:jdoe@example.com\"" +
      commas +
      "\r\n"
      "entry,\"Reed, Tom\",\"CCMAIL:Reed, Tom at CORK\"" +
      commas +
      "\r\n"
      "entry,Unknown One,USER:Unknown One" +
      commas +
      "\r\n"
      "! sidestep: {\"person\":{\"details\":[[\"First\",\"Pia\"],[\"Home-Num\",\"555\"],"
      "[\"Note\",\"a\\r\\nb\"],[\"Spouse\",\"Jo\"]]}}\r\n"
      "entry,Pia,X400:C=US;A= ;P=HARBOR,Pia" +
      std::string(16, ',') +
      "555,,,,#00000001.SEC(50)\r\n"
      "! sidestep: {\"person\":{\"name\":\"\\u20ac\"}}\r\n"
      "entry,?,\"SMTP:e@x.example\"" +
      commas + "\r\n";
  CHECK(primary.find(rows) != std::string::npos);
  CHECK(primary.find("\"end\":{\"entries\":0,\"lists\":5,\"messages\":1}") != std::string::npos);
  CHECK(read(folder.path() / "00000001.SEC") ==
        "Type,Length,Encoding,Islast,Name,Position,Format\r\n"
        "Other,4,,TRUE,,,\r\na\r\nb\r\n\r\n"
        "Body,0,,FALSE,,,\r\n"
        "Schedule,12,,FALSE,\"NQUILL.SC2\",-1,\r\nSCHEDULE+2\r\n\r\n"
        "Document,4,,TRUE,\"berths.dat\",0,\r\nplan\r\n\r\n");
  const auto source = open_set(*path);
  REQUIRE(source);
  check_same(**source, {nora});
}

namespace {

std::map<std::string, std::string> bytes_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    out[file.path().filename().string()] = read(file.path());
  return out;
}

// Everything of a source into a set, as an extraction does it.
void copy_set(Source& source, const std::filesystem::path& folder) {
  base::PosixFiles files;
  std::vector<Given> given;
  for (const Account& account : source.catalogue().accounts) {
    given.push_back({account, {}, items_of(source, account)});
    if (account.kind == AccountKind::board) continue;
    auto lists = source.lists(account);
    REQUIRE(lists);
    given.back().lists = std::move(*lists);
  }
  std::vector<DirectoryEntry> entries;
  REQUIRE(source.directory(
      [&](const DirectoryEntry& entry) {
        entries.push_back(entry);
        return base::Result<void>();
      },
      [](const Place&, const Damage&) { return base::Result<void>(); }));
  const auto path = write_set(files, folder, source.catalogue(), given, entries);
  REQUIRE_MESSAGE(path, (path ? "" : path.error().message));
}

}  // namespace

TEST_CASE("a set written twice, or read and written again, is the same bytes") {
  for (const unsigned code_page : {850u, 932u, 950u}) {
    CAPTURE(code_page);
    TempFolder folder;
    base::PosixFiles files;
    std::filesystem::path path;
    for (const char* name : {"one", "two"}) {
      Generator chance(code_page + 1);
      const auto given = generate(chance, 12);
      std::vector<DirectoryEntry> entries;
      for (int i = 0; i < 50; ++i) entries.push_back(chance.entry());
      auto done =
          write_set(files, folder.path() / name, catalogue_of(code_page, given), given, entries);
      REQUIRE(done);
      path = *done;
    }
    const auto one = bytes_of(folder.path() / "one");
    CHECK(one.size() == 24);
    CHECK(bytes_of(folder.path() / "two") == one);
    const auto source = open_set(path);
    REQUIRE(source);
    copy_set(**source, folder.path() / "three");
    CHECK(bytes_of(folder.path() / "three") == one);
  }
}

TEST_CASE("somebody else's set, read and written twice, says the same as the first") {
  TempFolder folder;
  const auto theirs = open_set(fixture("good") / "HARBOR.PKL");
  REQUIRE(theirs);
  copy_set(**theirs, folder.path() / "one");
  const auto ours = open_set(folder.path() / "one" / "HARBOR.PKL");
  REQUIRE(ours);
  CHECK((*ours)->catalogue().accounts == (*theirs)->catalogue().accounts);
  for (const Account& account : (*theirs)->catalogue().accounts) {
    const auto before = items_of(**theirs, account), after = items_of(**ours, account);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i)
      CHECK(test::show(after[i]) == test::show(before[i]));
    if (account.kind == AccountKind::board) continue;
    const auto theirs_lists = (*theirs)->lists(account), ours_lists = (*ours)->lists(account);
    REQUIRE(theirs_lists);
    REQUIRE(ours_lists);
    REQUIRE(ours_lists->size() == theirs_lists->size());
    for (std::size_t i = 0; i < ours_lists->size(); ++i)
      CHECK(test::show((*ours_lists)[i]) == test::show((*theirs_lists)[i]));
  }
  copy_set(**ours, folder.path() / "two");
  CHECK(bytes_of(folder.path() / "two") == bytes_of(folder.path() / "one"));
}

TEST_CASE("a set without its notes still imports: what the columns hold") {
  Generator chance(3);
  std::vector<Given> given = {{mailbox("Quill, Nora"), {}, {}}};
  for (std::uint64_t n = 1; n <= 30; ++n) {
    Item item;
    item.sequence = n;
    item.message = chance.message();
    given[0].items.push_back(item);
  }
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given, {});
  REQUIRE(path);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (file.path().extension() == ".SEC") continue;
    std::istringstream lines(read(file.path()));
    std::string kept, line;
    while (std::getline(lines, line))
      if (!line.starts_with("! sidestep:")) kept += line + "\n";
    write(file.path(), kept);
  }
  const auto source = open_set(*path);
  REQUIRE(source);
  const auto items = items_of(**source, mailbox("Quill, Nora"));
  REQUIRE(items.size() == 30);
  for (std::size_t i = 0; i < items.size(); ++i) {
    REQUIRE(items[i].message);
    CHECK(items[i].sequence == i + 1);
    CHECK(items[i].message->unread == given[0].items[i].message->unread);
    CHECK(items[i].message->to.size() <= given[0].items[i].message->to.size());
  }
  const auto verified = verify(*path);
  REQUIRE(verified);
  CHECK(verified->good());
}

TEST_CASE("every cut of every primary of ours is a fault, and an item that says so") {
  Generator chance(11);
  std::vector<Given> given = {{mailbox("Quill, Nora"), {chance.list()}, {}}};
  for (std::uint64_t n = 1; n <= 3; ++n) {
    Item item;
    item.sequence = n;
    item.message = chance.message();
    item.message->to.resize(std::min<std::size_t>(item.message->to.size(), 3));
    given[0].items.push_back(item);
  }
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given,
                              {{"Quill, Nora", "L", "HARBOR", "", {}}});
  REQUIRE(path);
  for (const char* name : {"00000001.PRI", "Directory.PRI", "00000001.SEC"}) {
    const auto file = folder.path() / name;
    const std::string whole = read(file);
    const bool primary = file.extension() == ".PRI";
    for (std::size_t n = 0; n + 3 < whole.size(); n += 1 + n / 60) {
      CAPTURE(name);
      CAPTURE(n);
      write(file, whole.substr(0, n));
      const auto verified = verify(*path);
      REQUIRE(verified);
      if (primary) CHECK_FALSE(verified->good());
      const auto source = open_set(*path);
      REQUIRE(source);
      int told = 0;
      for (const Account& account : (*source)->catalogue().accounts)
        for (const Item& item : items_of(**source, account)) told += item.damage ? 1 : 0;
      CHECK((*source)->directory([](const DirectoryEntry&) { return base::Result<void>(); },
                                 [&](const Place&, const Damage&) {
                                   ++told;
                                   return base::Result<void>();
                                 }));
      if (primary) CHECK(told > 0);
    }
    write(file, whole);
  }
}

TEST_CASE("cut the power after every step: no packing list, or a whole set") {
  Generator chance(5);
  std::vector<Given> given = {{mailbox("Quill, Nora"), {chance.list()}, {Item{}}},
                              {board("Garden"), {}, {}}};
  given[0].items[0].sequence = 1;
  given[0].items[0].message = chance.message();
  const auto catalogue = catalogue_of(850, given);
  int crashes = 0;
  for (int steps = 0;; ++steps) {
    TempFolder folder;
    base::PosixFiles posix;
    // Something older stands there: a set of the same name with other content.
    const std::vector<Given> older = {{mailbox("Reed, Tom"), {}, {}}};
    REQUIRE(write_set(posix, folder.path(), catalogue_of(850, older), older, {}));
    base::FailingFiles failing(posix, steps);
    const auto path = write_set(failing, folder.path(), catalogue, given, {});
    CAPTURE(steps);
    const auto pkl = folder.path() / "HARBOR.PKL";
    if (std::filesystem::exists(pkl)) {
      const auto verified = verify(pkl);
      REQUIRE(verified);
      CHECK(show(verified->findings) == "");
    }
    // Doing it again ends well, whatever was left behind.
    const auto source = write_set(posix, folder.path(), catalogue, given, {});
    REQUIRE(source);
    const auto again = open_set(*source);
    REQUIRE(again);
    check_same(**again, given);
    if (path) break;
    ++crashes;
  }
  CHECK(crashes >= 25);
}

TEST_CASE("a note that is too long for a line stands in the secondary file, and is read back") {
  Item item;
  item.sequence = 1;
  item.message.emplace();
  for (int i = 0; i < 40'000; ++i)
    item.message->to.push_back({"Recipient " + std::to_string(i), "HARBOR", ""});
  const std::vector<Given> given = {{mailbox("Quill, Nora"), {}, {item}}};
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given, {});
  REQUIRE(path);
  const std::string primary = read(folder.path() / "00000001.PRI");
  CHECK(primary.find("! sidestep: {\"at\":\"#00000001.SEC(") != std::string::npos);
  CHECK(primary.size() < 1000);
  const auto source = open_set(*path);
  REQUIRE(source);
  check_same(**source, given);
  const auto verified = verify(*path);
  REQUIRE(verified);
  CHECK(show(verified->findings) == "");
}

TEST_CASE("what no reader would take is refused as one item, and the set is whole without it") {
  const std::string huge(17u << 20, 'x');
  Item subject, extra, parts, good;
  for (Item* each : {&subject, &extra, &parts, &good}) each->message.emplace();
  subject.message->to = {{std::string(3000, 'n'), "HARBOR", ""}};  // would go to a block of its own
  subject.message->subject = huge;
  extra.message->extra.emplace_back("Note", huge);
  parts.message->parts.resize(kMaxBlocks + 1);
  good.message->subject = "good";
  PersonalList list, members, book, crew;
  list.name = huge;
  members.name = "Members";
  members.members.assign(17, {std::string(1u << 20, 'm'), "HARBOR", ""});
  book.name = kAddressBookName;
  book.address_book = true;
  book.members = {{"First", "HARBOR", ""}, {huge, "HARBOR", ""}};
  book.details.resize(2);
  crew.name = "Crew";
  crew.members = {{"Reed, Tom", "HARBOR", ""}};

  TempFolder folder;
  base::PosixFiles files;
  const Account account = mailbox("Quill, Nora");
  SetWriter set(files, folder.path(), {"HARBOR", 850, "UTC", {account}});
  auto directory = set.directory();
  REQUIRE(directory);
  DirectoryEntry entry;
  entry.name = "A";
  entry.comments = std::string(2u << 20, 'c');
  const auto long_entry = (*directory)->put(entry);
  REQUIRE_FALSE(long_entry);
  CHECK(long_entry.error().message ==
        "a directory entry is longer than a line may be: name 1, address 0, comments 2097152 of at "
        "most 1048576 bytes");
  REQUIRE((*directory)->finish());
  auto writer = set.account(1, account);
  REQUIRE(writer);
  for (const PersonalList* each : {&list, &members, &book}) {
    const auto refused = (*writer)->put(*each);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::Errc::limit);
  }
  REQUIRE((*writer)->put(crew));
  for (const Item* each : {&subject, &extra, &parts}) {
    const auto refused = (*writer)->put(*each);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::Errc::limit);
  }
  REQUIRE((*writer)->put(good));
  REQUIRE((*writer)->finish());
  const auto path = set.finish(1);
  REQUIRE(path);
  const auto verified = verify(*path);
  REQUIRE(verified);
  CHECK(show(verified->findings) == "");
  CHECK(read(folder.path() / "00000001.SEC").size() < 200);  // nothing of what was refused
  const auto source = open_set(*path);
  REQUIRE(source);
  const auto lists = (*source)->lists(account);
  REQUIRE(lists);
  REQUIRE(lists->size() == 1);
  CHECK(lists->front().name == "Crew");
  const auto items = items_of(**source, account);
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].message.has_value());
  CHECK(items[0].message->subject == "good");
}

TEST_CASE("wrong use is refused with a reason, not written") {
  TempFolder folder;
  base::PosixFiles files;
  SetWriter unicode(files, folder.path(), {"HARBOR", 65001, "UTC", {}});
  CHECK_FALSE(unicode.directory());
  SetWriter set(files, folder.path(), {"HARBOR", 850, "UTC", {}});
  CHECK_FALSE(set.account(0, mailbox("x")));
  CHECK_FALSE(set.finish(1));  // nothing is there yet
  auto writer = set.account(1, board("Garden"));
  REQUIRE(writer);
  CHECK_FALSE((*writer)->put(PersonalList{}));
  CHECK_FALSE((*writer)->put(Item{}));
}

TEST_CASE("the packing list has an ASCII name whatever the post office is called") {
  struct Row {
    std::string post_office, expected;
  };
  const Row rows[] = {
      {"HARBOR", "HARBOR.PKL"},
      {"", "Postoffice.PKL"},
      {"../up", "%2E%2E%2Fup.PKL"},
      {"K\xC3\xB6ln", "K%C3%B6ln.PKL"},
  };
  for (const Row& row : rows) {
    TempFolder folder;
    base::PosixFiles files;
    const Catalogue catalogue{row.post_office, 850, "UTC", {}};
    const auto path = write_set(files, folder.path(), catalogue, {}, {});
    REQUIRE(path);
    CHECK(path->filename() == row.expected);
    const auto source = open_set(*path);
    REQUIRE(source);
    CHECK((*source)->catalogue().post_office == row.post_office);
  }
}
