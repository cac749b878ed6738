#include <doctest/doctest.h>

#include <functional>

#include "tests/migrator/migration/support.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;

namespace {

std::unique_ptr<Source> open_fixture(const std::string& set) {
  auto source = open_set(fixture(set) / "HARBOR.PKL");
  REQUIRE_MESSAGE(source, (source ? "" : source.error().message));
  return std::move(*source);
}

std::string accounts(const Source& source) {
  std::string out;
  for (const Account& account : source.catalogue().accounts)
    out += (account.kind == AccountKind::board ? "board " : "mailbox ") + account.name + "\n";
  return out;
}

struct Counts {
  int messages = 0, damages = 0;
  std::string reasons, texts;
};
Counts count(Source& source) {
  Counts out;
  for (const Account& account : source.catalogue().accounts) {
    for (const Item& item : items_of(source, account)) {
      CHECK(item.message.has_value() != item.damage.has_value());
      if (item.message) ++out.messages;
      if (!item.damage) continue;
      ++out.damages;
      out.reasons += item.damage->reason + " ";
      out.texts += item.damage->message + "\n";
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a set that the wizard could have made reads whole, without any note of ours") {
  const auto source = open_fixture("good");
  CHECK(source->catalogue().post_office == "HARBOR");
  CHECK(source->catalogue().code_page == 850);
  CHECK(source->catalogue().time_zone == "UTC");
  CHECK(accounts(*source) == "mailbox Quill, Nora\nboard Garden\nboard Lost and found\n");

  const auto items = items_of(*source, mailbox("Quill, Nora"));
  REQUIRE(items.size() == 5);
  CHECK(show(items[0]) ==
        "1\nfolder \nfrom <Reed, Tom||>\nto <Quill, Nora||>\ncc \nbcc \nsubject Soup\n"
        "sent 19990112113000\nreceived 19990112113105\npriority 0100\n"
        "part text  [Shall we try the new soup place at noon?\r\n\r\nTom\r\n]\n");
  CHECK(show(items[1]) ==
        "2\nfolder Suppliers\\Rope\nfrom <Reed, Tom||>\nto <Quill, Nora||>\n"
        "cc <Ines Vaz||SMTP:ivaz@rope.example>\nbcc \nsubject Prices, spring\n"
        "sent 19990114160000\nreceived 19990114160230\npriority 1000\n"
        "part text  [The price list is attached.\r\n]\n"
        "part file prices.txt [Item;Price\r\nRope;4.20\r\n]\n");
  CHECK(show(items[2].message->to) ==
        "<Quill, Nora||><Reed, Tom||><Dock Office||SMTP:dock@harbor.example>");
  CHECK(items[2].message->priority == Priority::low);
  REQUIRE(items[3].message->parts.size() == 1);
  CHECK(items[3].message->parts[0].name == "NQUILL.SC2");
  CHECK(items[3].message->parts[0].kind == Part::Kind::schedule);
  CHECK_FALSE(items[3].message->received);
  CHECK(items[4].message->parts[0].name == "berths.txt");
  CHECK(items[4].message->folder == "Plans");
  for (const Item& item : items) CHECK(warnings(item) == "");
  const std::string pri = read(fixture("good") / "00000001.pri");
  CHECK(items[1].place.file == "00000001.pri");
  CHECK(pri.substr(items[1].place.offset, items[1].place.length).find("\"Suppliers\\Rope\"") == 0);

  const auto lost = items_of(*source, board("Lost and found"));
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].message->subject == "Glove");
  CHECK(lost[0].message->folder == "");
}

TEST_CASE("lists and the personal address book of a mailbox are read") {
  const auto source = open_fixture("good");
  const auto lists = source->lists(mailbox("Quill, Nora"));
  REQUIRE(lists);
  REQUIRE(lists->size() == 3);
  CHECK(show((*lists)[0]) ==
        "Dock crew: <||SMTP:ivaz@rope.example><Reed, Tom|HARBOR|> note Saturday shift");
  CHECK(show((*lists)[1]) ==
        "Mixed: <||SMTP:ivaz@rope.example><||X400:C=US;A= ;P=HARBOR;G=Pia;S=Lund> note ");
  CHECK(show((*lists)[2]) ==
        "Personal Address Book: <Ines Vaz||SMTP:ivaz@rope.example>"
        "<Old friend||X400:/C=US/A= /P=HARBOR/G=Pia/S=Lund><Unknown One||> note  book"
        " / First=Ines Last=Vaz Company=Vaz Rope, Ltd. Bus-Num=555-0142 / /");
  CHECK((*lists)[2].place.length > 100);  // from its first row to its last
  CHECK_FALSE(source->lists(mailbox("nobody")));
}

TEST_CASE("directory rows are read from their documented columns") {
  const auto source = open_fixture("good");
  std::string seen;
  const auto done = source->directory(
      [&](const DirectoryEntry& entry) {
        seen += show(entry) + "\n";
        return base::Result<void>();
      },
      [&](const Place&, const Damage& damage) {
        seen += damage.message + "\n";
        return base::Result<void>();
      });
  REQUIRE(done);
  CHECK(seen == "Quill, Nora|L|HARBOR|\nReed, Tom|L|HARBOR|\n");
}

TEST_CASE("what is wrong costs its own row, names its place, and nothing else is lost") {
  struct Row {
    std::string set;
    int messages, damages;
    std::string reason, place;  // of the first damage
  };
  const Row rows[] = {
      {"good", 7, 0, "", ""},
      {"pointer_past_the_end", 6, 1, "bad-pointer ",
       "00000001.pri line 12: #00000001.sec(5000): 00000001.sec byte 5000: a descriptor line was "
       "expected, but the file has only 697 bytes"},
      {"pointer_into_data", 6, 1, "bad-pointer ", "00000001.pri line 12: #00000001.sec(75)"},
      {"pointer_without_offset", 6, 1, "bad-pointer ", "where #file(offset) was expected"},
      {"pointer_climbs_out", 6, 1, "bad-pointer ", "where #file(offset) was expected"},
      {"pointer_to_missing_file", 6, 1, "missing-file ", "there is no file 00000009.sec"},
      {"length_too_long", 6, 1, "bad-pointer ", "byte 636: Length 220, but only 26 bytes follow"},
      {"length_too_short", 6, 1, "bad-pointer ", "00000001.pri line 13"},
      {"unknown_block_type", 6, 1, "bad-pointer ", "byte 169: no descriptor line: type \"Attach"},
      {"sec_cut_short", 6, 1, "bad-pointer ", "00000001.sec byte 636: no descriptor line"},
      {"sec_without_header", 7, 0, "", ""},
      {"sec_missing", 2, 5, "missing-file missing-file ", "there is no file 00000001.sec"},
      {"sec_unlisted", 7, 0, "", ""},
      {"pri_missing", 5, 1, "missing-file ", "00000002.pri: the packing list names this"},
      {"column_missing", 2, 5, "bad-section bad-section ", "column 4 should be Cc, is \"Bcc\""},
      {"columns_out_of_order", 2, 5, "bad-section ", "column 4 should be Cc, is \"Bcc\""},
      {"title_misspelt", 2, 6, "bad-row bad-section ", "title line"},
      {"row_with_eleven_fields", 6, 1, "bad-row ", "12 fields were expected, there are 11"},
      {"text_after_quote", 6, 1, "bad-row ", "00000001.pri line 13: column "},
      {"date_of_no_calendar", 7, 0, "", ""},
      {"pab_title_three_fields", 7, 5, "bad-section ", "exactly two fields were expected"},
      {"list_without_members", 7, 0, "", ""},
      {"fourteen_fields", 7, 0, "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.set);
    const auto counts = count(*open_fixture(row.set));
    CHECK(counts.messages == row.messages);
    CHECK(counts.damages == row.damages);
    CHECK(counts.reasons.find(row.reason) == 0);
    CAPTURE(counts.texts);
    CHECK(counts.texts.find(row.place) != std::string::npos);
  }
}

TEST_CASE("sets that cannot be opened say why") {
  struct Row {
    std::string set, expected;
  };
  const Row rows[] = {
      {"unicode_code_page", "code page 1200"},
      {"filetype_unknown", "HARBOR.PKL line 9: a file name and Primary or Secondary"},
      {"no_such_set", "No such file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.set);
    const auto source = open_set(fixture(row.set) / "HARBOR.PKL");
    REQUIRE_FALSE(source);
    CHECK(source.error().message.find(row.expected) != std::string::npos);
  }
}

TEST_CASE("values that a column does not allow are kept beside the message, with a warning") {
  auto source = open_fixture("date_of_no_calendar");
  const auto dated = items_of(*source, mailbox("Quill, Nora"));
  CHECK_FALSE(dated[0].message->sent);
  CHECK(dated[0].message->extra == decltype(Message::extra){{"Send-Date", "19990231113000"}});
  CHECK(warnings(dated[0]).find("00000001.pri line 12: Send-Date \"19990231113000\"") == 0);

  source = open_fixture("fourteen_fields");  // Q174168
  const auto longer = items_of(*source, mailbox("Quill, Nora"));
  CHECK(longer[0].message->extra ==
        decltype(Message::extra){{"Column-13", "0"}, {"Column-14", "7"}});
}

namespace {
// A small set of somebody else's, made for one question.
std::string opened(const std::string& pri, const std::function<std::string(Source&)>& ask) {
  TempFolder folder;
  write(folder.path() / "X.PKL",
        "850\r\n\r\nFilename,Filetype\r\na.pri,Primary\r\na.sec,Secondary\r\n");
  write(folder.path() / "a.pri", pri);
  write(folder.path() / "A.SEC",
        "Type,Length,Encoding,Islast,Name,Position,Format\r\nBody,2,,TRUE,,,\r\nhi\r\n\r\n");
  auto source = open_set(folder.path() / "X.PKL");
  return source ? ask(**source) : source.error().message;
}
const std::string kHead =
    "Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,Unread,Unsent,Body\r\n";
const std::string kHi = ",,,,,Hi,,,,,,#a.sec(50)\r\n";
}  // namespace

TEST_CASE("two people of one name in two post offices stay two mailboxes") {
  const std::string pri = "MAILMESSAGE,CCMAIL:Ann at X\r\n" + kHead + kHi +
                          "\r\nMAILMESSAGE,CCMAIL:Ann at Y\r\n" + kHead + kHi +
                          "\r\nMAILMESSAGE,ccmail:Ann AT x\r\n" + kHead + kHi +
                          "\r\nMAILMESSAGE,PROFS:SANFRN(ANN)\r\n" + kHead + kHi;
  CHECK(opened(pri, [](Source& s) {
          return accounts(s) + std::to_string(items_of(s, mailbox("Ann")).size());
        }) == "mailbox Ann\nmailbox Ann at Y\nmailbox PROFS:SANFRN(ANN)\n2");
}

TEST_CASE("a pointer finds its file whatever the case, and never follows a link") {
  const std::string pri = "MAILMESSAGE,Ann\r\n" + kHead + kHi;
  CHECK(opened(pri, [](Source& s) { return show(items_of(s, mailbox("Ann"))[0]).substr(0, 2); }) ==
        "1\n");
  TempFolder folder;
  write(folder.path() / "X.PKL", "850\r\n\r\nFilename,Filetype\r\na.pri,Primary\r\n");
  write(folder.path() / "a.pri", pri);
  std::filesystem::create_symlink("/etc/hostname", folder.path() / "a.sec");
  auto source = open_set(folder.path() / "X.PKL");
  REQUIRE(source);
  const auto items = items_of(**source, mailbox("Ann"));
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].damage);
  CHECK(items[0].damage->reason == "missing-file");
}

TEST_CASE("numbers in notes that do not go up are passed over: no two items have one number") {
  const std::string n = "! sidestep: {\"sequence\":";
  const std::string pri = "MAILMESSAGE,Ann\r\n" + kHead + n + "4}\r\n" + kHi + kHi + n + "5}\r\n" +
                          kHi + n + "9}\r\n" + ",too,short\r\n" + kHi;
  CHECK(opened(pri, [](Source& s) {
          std::string out;
          for (const Item& item : items_of(s, mailbox("Ann")))
            out += std::to_string(item.sequence) + (item.damage ? "!" : "") +
                   (item.warnings.empty() ? "" : "w") + " ";
          return out;
        }) == "4 5 6w 9! 10 ");
}

TEST_CASE("a set of ours that was cut off says so once, as a damage of the account") {
  const std::string pri =
      "! sidestep: {\"account\":{\"kind\":\"mailbox\",\"name\":\"Ann\"}}\r\nMAILMESSAGE,Ann\r\n" +
      kHead + kHi;
  const auto last = [](Source& s) {
    const auto items = items_of(s, mailbox("Ann"));
    return std::to_string(items.size()) + " " +
           (items.back().damage ? items.back().damage->reason : "whole");
  };
  CHECK(opened(pri, last) == "2 truncated");
  CHECK(opened(pri + "! sidestep: {\"end\":{\"messages\":1,\"lists\":0,\"entries\":0}}\r\n",
               last) == "1 whole");
  CHECK(opened(pri + "! sidestep: {\"end\":{\"messages\":2,\"lists\":0,\"entries\":0}}\r\n",
               last) == "2 truncated");
}

TEST_CASE("every cut of every file of a good set: rows, damages, an error, never a crash") {
  TempFolder folder;
  const auto set = folder.path() / "set";
  std::filesystem::copy(fixture("good"), set);
  int cuts = 0;
  for (const auto& file : std::filesystem::directory_iterator(fixture("good"))) {
    const std::string whole = read(file.path());
    const auto copy = set / file.path().filename();
    for (std::size_t n = 0; n < whole.size(); ++n) {
      write(copy, whole.substr(0, n));
      auto source = open_set(set / "HARBOR.PKL");
      ++cuts;
      if (!source) {
        CHECK(source.error().message.find("HARBOR.PKL") != std::string::npos);
        continue;
      }
      const Counts counts = count(**source);
      CHECK(counts.messages <= 7);
      for (const Account& account : (*source)->catalogue().accounts)
        CHECK((*source)->lists(account));
    }
    write(copy, whole);
  }
  CHECK(cuts > 3000);
}
