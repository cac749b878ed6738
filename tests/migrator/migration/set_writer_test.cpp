#include <doctest/doctest.h>

#include "migrator/migration/secondary.hpp"
#include "tests/migrator/migration/made_set.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;

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
