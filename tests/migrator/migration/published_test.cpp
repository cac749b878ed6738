// The examples that Microsoft published (SDK appendix A, Knowledge Base), retyped as far as facts
// go: structure, field names, values of enumerations, pointers. Each reads as documented. A test
// that is named after an article fails when its handling is taken away.
#include <doctest/doctest.h>

#include "migrator/migration/packing_list.hpp"
#include "migrator/migration/secondary.hpp"
#include "tests/migrator/migration/support.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;

namespace {

const std::string kMessage =
    "Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,Unread,Unsent,Body\r\n";
const std::string kPab =
    "Obj-class,Display-Name,Email-Address,First,Last,Address,City,State,Zip,Country,Title,Company,"
    "Department,Office,Assistant,Bus-Num,Bus2-Num,Assist-Num,Fax-Num,Home-Num,Home2-Num,"
    "Mobile-Num,Pager-Num,Note\r\n";
const std::string kDirectory =
    "Obj-Class,Mode,Common-Name,Display-Name,Home-Server,"
    "Secondary-Proxy-Addresses\r\n";
const std::string kSec = "Type,Length,Encoding,Islast,Name,Position,Format\r\n";

// A set with one primary and one secondary.
class Set {
 public:
  explicit Set(const std::string& primary, const std::string& secondary = kSec,
               const std::string& head = "1252\r\n\r\n") {
    write(folder_.path() / "A.PKL",
          head + "Filename,Filetype\r\n00000001.PRI,Primary\r\n00000001.SEC,Secondary\r\n");
    write(folder_.path() / "00000001.PRI", primary);
    write(folder_.path() / "00000001.SEC", secondary);
  }
  std::filesystem::path path() const { return folder_.path() / "A.PKL"; }
  Verification verified() const {
    auto out = verify(path());
    REQUIRE(out);
    return *out;
  }
  std::unique_ptr<Source> open() const {
    auto source = open_set(path());
    if (!source) FAIL(source.error().message);
    return std::move(*source);
  }
  std::vector<Item> mail(const std::string& account) const {
    auto source = open();
    return items_of(*source, mailbox(account));
  }
  std::vector<PersonalList> lists(const std::string& account) const {
    auto source = open();
    auto out = source->lists(mailbox(account));
    REQUIRE(out);
    return *out;
  }
  // Findings of a rule, "kind event words"; all when it is "".
  std::string findings(const std::string& rule) const {
    std::string out;
    for (const Finding& f : verified().findings)
      if (rule.empty() || f.rule == rule)
        out += std::string(f.kind == Finding::Kind::fault ? "fault " : "note ") +
               std::to_string(f.line) + " @" + std::to_string(f.offset) + " " +
               std::to_string(f.event) + "\n";
    return out;
  }

 private:
  TempFolder folder_;
};

std::string block(const std::string& type, const std::string& data, const std::string& rest) {
  return type + "," + std::to_string(data.size()) + ",," + rest + "\r\n" + data + "\r\n\r\n";
}

std::string row(const std::string& folder, std::uint64_t offset) {
  return folder + ",T,N,,,S,19990112113000,,,,,#00000001.SEC(" + std::to_string(offset) + ")\r\n";
}

}  // namespace

TEST_CASE("Q174168: rows of fourteen fields are read, the last two kept, and said") {
  // Pointers 1497, 1593 and 1689: three blocks of 96 bytes.
  std::string secondary = kSec + block("Body", std::string(1497 - 50 - 22, 'x'), "TRUE,,,");
  secondary.resize(1497, '\n');
  std::string primary = "MAILMESSAGE,GWise:DOM.PO.USER\r\n" + kMessage + row("", 50);
  for (int pointer : {1497, 1593, 1689}) {
    REQUIRE(secondary.size() == static_cast<std::size_t>(pointer));
    secondary += block("Body", std::string(96 - 18 - 4, 'y'), "TRUE,,,");
    primary +=
        "Deleted Items,,,,,,,,,FALSE,FALSE,#00000001.SEC(" + std::to_string(pointer) + "),0,0\r\n";
  }
  const Set set(primary, secondary);
  const auto items = set.mail("GWise:DOM.PO.USER");
  REQUIRE(items.size() == 4);
  for (std::size_t i = 1; i < 4; ++i) {
    REQUIRE(items[i].message);
    CHECK(items[i].message->folder == "Deleted Items");
    REQUIRE(items[i].message->extra.size() == 2);
    CHECK(items[i].message->extra[0] == std::pair<std::string, std::string>("Column-13", "0"));
    CHECK(items[i].message->extra[1] == std::pair<std::string, std::string>("Column-14", "0"));
  }
  CHECK(set.findings("Q174168") == "note 4 @0 0\nnote 5 @0 0\nnote 6 @0 0\n");
  CHECK(set.verified().good());
}

TEST_CASE("Q177418: the packing list may begin with ! CodePage") {
  const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage, kSec, "! CodePage\r\n932\r\n\r\n");
  CHECK(set.open()->catalogue().code_page == 932);
  CHECK(set.findings("") == "");
}

TEST_CASE("Q174725: code pages 10000 and 437 are read, and said to lose characters") {
  for (const auto* page : {"437", "10000"}) {
    CAPTURE(page);
    const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage, kSec, page + std::string("\r\n\r\n"));
    CHECK(set.findings("Q174725") == "note 1 @0 0\n");
  }
  CHECK(Set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage, kSec, "850\r\n\r\n").findings("") == "");
}

TEST_CASE("Q152922: an address book entry without the type of its address keeps the address") {
  const Set set("PAB,MS:N/P/U\r\n" + kPab +
                "entry,User 1,user1@company.com\r\n\r\n"
                "MAILMESSAGE,MS:N/P/U\r\n" +
                kMessage);
  CHECK(set.findings("Q152922") == "note 3 @0 0\n");
  const auto lists = set.lists("MS:N/P/U");
  REQUIRE(lists.size() == 1);
  REQUIRE(lists[0].members.size() == 1);
  CHECK(show(lists[0].members[0]) == "<User 1||SMTP:user1@company.com>");
}

TEST_CASE("Q181939: USER: stands for an address that nobody knows") {
  const Set set("PAB,MSA:u@z\r\n" + kPab +
                "entry,Ann Lee,USER:Ann Lee\r\n"
                "entry,Net Admin,MSA:NetworkAdmin@Operations\r\n\r\nMAILMESSAGE,MSA:u@z\r\n" +
                kMessage);
  const auto lists = set.lists("MSA:u@z");
  REQUIRE(lists.size() == 1);
  REQUIRE(lists[0].members.size() == 2);
  CHECK(show(lists[0].members[0]) == "<Ann Lee||>");
  CHECK(show(lists[0].members[1]) == "<Net Admin||MSA:NetworkAdmin@Operations>");
  CHECK(set.findings("") == "");
}

TEST_CASE("Q154099: a quote before the whole list is event 27, and costs this row only") {
  const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage +
                    "Inbox,Tom,\"\"Ann at P1;Bo at P.2\",,,Hi,,,,,,#00000001.SEC(50)\r\n" +
                    row("", 50),
                kSec + block("Body", "Hello\r\n", "TRUE,,,"));
  CHECK(set.findings("Q154099") == "fault 3 @0 27\n");
  const auto items = set.mail("A");
  REQUIRE(items.size() == 2);
  CHECK(items[0].damage);
  CHECK(items[1].message);
}

TEST_CASE("Q214822: a PAB title of three fields is event 8030 at its own line") {
  const Set set("! x\r\nPAB,MIGRATE:CCMAIL:Quill, Nora at H\r\n" + kPab + "dl,D,SMTP:a@b\r\n");
  CHECK(set.findings("Q214822") == "fault 2 @0 8030\n");
  CHECK_FALSE(set.verified().good());
}

TEST_CASE("Q214838: a list without members is said, one of ours that says so is not") {
  const std::string title = "PAB,CCMAIL:A at P\r\n" + kPab;
  const std::string mail = "\r\nMAILMESSAGE,CCMAIL:A at P\r\n" + kMessage;
  CHECK(Set(title + "dl,Dock crew,\r\n" + mail).findings("Q214838") == "note 3 @0 0\n");
  CHECK(Set(title + "dl,Dock crew,SMTP:a@b\r\n" + mail).findings("Q214838") == "");
}

TEST_CASE("Q192526: carriage returns alone in a text are said, and kept") {
  const std::string text = "one\rtwo\r\nthree\r";
  const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage + row("", 50),
                kSec + block("Body", text, "TRUE,,,"));
  CHECK(set.verified().findings.at(0).message.find("(1)") != std::string::npos);
  CHECK(set.findings("Q192526") == "note 0 @50 0\n");
  CHECK(set.verified().good());
  const auto items = set.mail("A");
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].message);
  auto kept = items[0].message->parts.at(0).content.text(100);
  REQUIRE(kept);
  CHECK(*kept == text);
}

TEST_CASE("Q166543: NUL bytes in a text are said") {
  const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage + row("", 50),
                kSec + block("Body", std::string("a\0b", 3), "TRUE,,,"));
  CHECK(set.findings("Q166543") == "note 0 @50 0\n");
}

TEST_CASE("Q166612: an attachment without a name, and data that no descriptor announces") {
  const Set nameless(
      "MAILMESSAGE,PublicMessages\r\n" + kMessage + row("F", 50),
      kSec + block("Body", "Hi\r\n", "FALSE,,,") + block("Attachment", "doc", "TRUE,,,"));
  CHECK(nameless.findings("Q166612") == "note 0 @76 8048\n");
  CHECK(nameless.verified().good());
  const Set ole("MAILMESSAGE,PublicMessages\r\n" + kMessage + row("F", 50),
                kSec + block("Body", "Hi\r\n", "TRUE,,,") + "OLE presentation data\r\n");
  CHECK(ole.findings("Q166612") == "fault 0 @75 8005\n");
  CHECK_FALSE(ole.verified().good());
}

TEST_CASE("Q194218: address book without a MAILMESSAGE section; an empty one is legal") {
  const std::string book = "PAB,CCMAIL:A at P\r\n" + kPab + "entry,X,SMTP:x@y\r\n";
  CHECK(Set(book).findings("Q194218") == "note 1 @0 0\n");
  const Set whole(book + "\r\nMAILMESSAGE,CCMAIL:A at P\r\n" + kMessage);
  CHECK(whole.findings("") == "");
  CHECK(whole.mail("A").empty());
}

TEST_CASE("Q256199: a mailbox that no DIRECTORY row makes, or makes too late") {
  const std::string directory =
      "DIRECTORY\r\n" + kDirectory + "mailbox,create,B,B,~Server,MIGRATE:CCMAIL:B at P\r\n";
  const std::string mail = "MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage;
  const std::string of_b = "MAILMESSAGE,CCMAIL:B at P\r\n" + kMessage;
  CHECK(Set(directory + "\r\n" + of_b).findings("") == "");
  CHECK(Set(directory + "\r\n" + mail).findings("Q256199") == "note 5 @0 8074\n");
  CHECK(Set(of_b + "\r\n" + directory).findings("Q256199") == "note 6 @0 8074\n");
  CHECK(Set(mail).findings("") == "");  // of a set without directory rows nothing is expected
}

TEST_CASE("Q200564 and Q182665: addresses that stand twice, or are missing") {
  const Set set("DIRECTORY\r\n" + kDirectory +
                "mailbox,create,B,B,~Server,MIGRATE:CCMAIL:B at P\r\n"
                "mailbox,create,C,C,~Server,MIGRATE:CCMAIL:B at P\r\n"
                "remote,create,D,D,,SMTP:d@x\r\n"
                "mailbox,create,b,E,~Server,MIGRATE:CCMAIL:E at P\r\n");
  CHECK(set.findings("Q200564") == "note 4 @0 8149\n");
  CHECK(set.findings("Q182665") == "note 5 @0 0\n");
  CHECK(set.findings("").find("note 6 @0 8149") != std::string::npos);  // Common-Name b is B
}

TEST_CASE("Q195852 and Q273356: alarms that ring again, backslashes that were doubled") {
  const std::string schedule =
      "SCHEDULE+2 EXPORT VERSION 103\r\nSingleAppointments:\r\n{\r\nStart: 09-22-2000 13:15\r\n"
      "End: 09-22-2000 14:15\r\nRing: T\r\nText: \"\\\\\\\\server\"\r\n}\r\n";
  const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage + row("", 50),
                kSec + "Body,0,,FALSE,,,\r\n" + block("Schedule", schedule, "True,A.SC2,-1,"));
  CHECK(set.findings("Q195852") == "note 0 @68 0\n");
  CHECK(set.findings("Q273356") == "note 0 @68 0\n");
}

TEST_CASE("SDK appendxa_78pt: the schedule sample, whose first pointer is 54") {
  // Four bytes of blank lines between the header line and the first block.
  std::string secondary = kSec + "\r\n\r\n";
  REQUIRE(secondary.size() == 54);
  secondary += block("Body", std::string(161 - 54 - 18 - 4, 'a'), "TRUE,,,");
  REQUIRE(secondary.size() == 161);
  secondary += block("Body", std::string(356 - 161 - 19 - 4, 'b'), "TRUE,,,");
  REQUIRE(secondary.size() == 356);
  secondary += "Body,0,,FALSE,,,\r\n" +
               block("Schedule", "SCHEDULE+2 EXPORT VERSION 103\r\n", "True,HOWARDS.SC2,-1,");
  const Set set("MAILMESSAGE,PROFS:SANFRAN(HOWARDS)\r\n" + kMessage +
                    ",Bill Lee,Howard Snyder,,,\"Report\",19950321093421,,-1,,,"
                    "#00000001.SEC(54)\r\n"
                    "Phoenix Project,Pat Parkes,Howard Snyder,,,Review,,,,,,#00000001.SEC(161)\r\n"
                    ",Howard Snyder,Howard Snyder,,,Schedule+,19951005022543,,1,TRUE,,"
                    "#00000001.SEC(356)\r\n",
                secondary);
  CHECK(set.findings("") == "");
  const auto items = set.mail("PROFS:SANFRAN(HOWARDS)");
  REQUIRE(items.size() == 3);
  REQUIRE(items[2].message);
  CHECK(items[0].message->priority == Priority::low);
  CHECK(items[1].message->folder == "Phoenix Project");
  CHECK_FALSE(items[1].message->sent);
  CHECK(items[2].message->priority == Priority::high);
  CHECK(items[2].message->unread);
  REQUIRE(items[2].message->parts.size() == 1);
  CHECK(items[2].message->parts[0].kind == Part::Kind::schedule);
  CHECK(items[2].message->parts[0].name == "HOWARDS.SC2");
}

TEST_CASE("SDK appendxa_5cfn: gaps of 0, 2 and 4 bytes, Other, True, Document") {
  // Body 91 at 50, the next block at 161: a gap of 2. Then three blocks with gaps of 4: 161 to 575.
  std::string secondary = kSec + "Body,91,,TRUE,,,\r\n" + std::string(91, 'a') + "\r\n";
  REQUIRE(secondary.size() == 161);
  secondary += "Body,70,,FALSE,,,\r\n" + std::string(70, 'b') + "\r\n\r\n";
  const std::string attachment = "Attachment,205,,TRUE,\"figures.doc\",,\r\n";
  secondary += attachment + std::string(205, 'c') + "\r\n\r\n";
  const auto other = secondary.size();
  secondary += block("Other", "Ann Lee;Bo Day[SMTP:bo@x.example]", "True,,,");
  const auto document = secondary.size();
  secondary += "Body,0,,FALSE,,,\r\n" + block("Document", "plan", "TRUE,plan.doc,0,");
  const Set set("MAILMESSAGE,PublicMessages\r\n" + kMessage + row("Social\\Gamers", 50) +
                    "Social,T,#00000001.SEC(" + std::to_string(other) + "),,,S,,,,,," +
                    "#00000001.SEC(161)\r\n" + row("Plans", document),
                secondary);
  CHECK(set.findings("") == "");
  auto source = set.open();
  const auto social = items_of(*source, board("Social"));
  REQUIRE(social.size() == 1);
  REQUIRE(social[0].message);
  CHECK(show(social[0].message->to) == "<Ann Lee||><Bo Day||SMTP:bo@x.example>");
  CHECK(social[0].message->parts.size() == 2);
  CHECK(items_of(*source, board("Social\\Gamers")).size() == 1);
  const auto plans = items_of(*source, board("Plans"));
  REQUIRE(plans.size() == 1);
  REQUIRE(plans[0].message);
  CHECK(plans[0].message->parts.at(0).kind == Part::Kind::document);
}

TEST_CASE("SDK appendxa_48xf, 57zn and 91ir: both rules of quoting lists read alike") {
  const std::string body = kSec + block("Body", "Hi\r\n", "TRUE,,,");
  const auto to = [&](const std::string& list) {
    const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage + ",T," + list +
                      ",,,S,,,,,,#00000001.SEC(50)\r\n",
                  body);
    const auto items = set.mail("A");
    REQUIRE(items.size() == 1);
    return items[0].message ? show(items[0].message->to) : items[0].damage->message;
  };
  CHECK(to("\"ann_lee@po1\";\"bo day@po1\"") == "<ann_lee@po1||><bo day@po1||>");  // rule A
  CHECK(to("\"A[SMTP:a@b.example];\"\"L[X400:C=US;A= ;P=ORG;G=Pia;S=Lund]\"\"\"") ==
        "<A||SMTP:a@b.example><L||X400:C=US;A= ;P=ORG;G=Pia;S=Lund>");  // rule B
  CHECK(to("L[X400:/C=US/A= /P=ORG/G=Pia/S=Lund]") ==
        "<L||X400:/C=US/A= /P=ORG/G=Pia/S=Lund>");  // slashes
}

TEST_CASE("SDK appendxa_9kab: short rows of 23 fields, members by address and by name") {
  const Set set(
      "PAB,migrate:PROFS:SANFRN(HOWARDS)\r\n" + kPab + "entry,Dad,SMTP:dad@home.example" +
      std::string(20, ',') + "\r\nentry,Pat Parkes,USER:Pat Parkes" + std::string(20, ',') +
      "\r\ndl,Friends,Dad;Pat Parkes,,,,,,,,,,,,,,,,,,,,,\r\n"
      "dl,Mixed,\"SMTP:a@b.example;\"\"X400:C=US;A= ;P=O;S=L\"\"\",,,,,,,,,,,,,,,,,,,,,x\r\n"
      "\r\nMAILMESSAGE,PROFS:SANFRN(HOWARDS)\r\n" +
      kMessage);
  CHECK(set.findings("") == "");
  const auto lists = set.lists("PROFS:SANFRN(HOWARDS)");
  REQUIRE(lists.size() == 3);
  CHECK(show(lists[0]) == "Friends: <Dad||><Pat Parkes||> note ");
  CHECK(show(lists[1]) == "Mixed: <||SMTP:a@b.example><||X400:C=US;A= ;P=O;S=L> note x");
  CHECK(lists[2].members.size() == 2);
}

TEST_CASE("MIGRATE: is optional in titles and in any case; both spellings of PublicMessages") {
  for (const auto* title : {"MIGRATE:CCMAIL:A at P", "migrate:ccmail:A at P", "CCMAIL:A at P"}) {
    CAPTURE(title);
    const Set set(std::string("MAILMESSAGE,") + title + "\r\n" + kMessage);
    REQUIRE(set.open()->catalogue().accounts.size() == 1);
    CHECK(set.open()->catalogue().accounts[0] == mailbox("A"));
  }
  for (const auto* title : {"PublicMessages", "PublicMessage", "publicmessages"}) {
    CAPTURE(title);
    const Set set(std::string("mailmessage,") + title + "\r\n" + kMessage + row("F", 50),
                  kSec + block("Body", "Hi\r\n", "TRUE,,,"));
    CHECK(set.open()->catalogue().accounts.at(0) == board("F"));
    CHECK(set.verified().good());
  }
}

TEST_CASE("SDK appendxa_48xf: a line goes on after two backslashes, not inside quotes") {
  const Set set("MAILMESSAGE,CCMAIL:A at P\r\n" + kMessage +
                    ",T,N,,,Sub\\\\\r\nject,,,,,,#00000001.SEC(50)\r\n",
                kSec + block("Body", "Hi\r\n", "TRUE,,,"));
  const auto items = set.mail("A");
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].message);
  CHECK(items[0].message->subject == "Subject");
}

TEST_CASE("Q156063: backslashes are doubled in DIRECTORY rows, and there only") {
  const Set set("DIRECTORY\r\n" + kDirectory +
                    "mailbox,create,B,\"A\\\\B\",~Server,\"MIGRATE:CCMAIL:A\\\\B at P\"\r\n\r\n"
                    "MAILMESSAGE,\"CCMAIL:A\\B at P\"\r\n" +
                    kMessage + row("\"X\\Y\"", 50),
                kSec + block("Body", "Hi\r\n", "TRUE,,,"));
  CHECK(set.findings("") == "");
  const auto items = set.mail("A\\B");
  REQUIRE(items.size() == 1);
  CHECK(items[0].message->folder == "X\\Y");
  const Set bad("DIRECTORY\r\n" + kDirectory +
                "mailbox,create,B,\"A\\B\",~Server,\"MIGRATE:CCMAIL:B at P\"\r\n");
  CHECK(bad.findings("") == "note 3 @0 0\n");
}
