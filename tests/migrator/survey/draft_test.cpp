#include "migrator/survey/draft.hpp"

#include <doctest/doctest.h>

#include "migrator/ccmail/export_set.hpp"
#include "migrator/ccmail/set_file.hpp"
#include "migrator/survey/report.hpp"
#include "support.hpp"

namespace migrator::survey {
namespace {

namespace fs = std::filesystem;
using support::TempFolder;
using support::write;
using survey_test::drafted;
using survey_test::letter;
using survey_test::seen;
using survey_test::why;

const fs::path kFixtures = FIXTURES_DIR;

TEST_CASE("every draft of every folder of fixtures is a set that loads") {
  int drafts = 0;
  std::vector<fs::path> folders = {kFixtures};
  for (const auto& entry : fs::recursive_directory_iterator(kFixtures))
    if (entry.is_directory()) folders.push_back(entry.path());
  for (const fs::path& folder : folders) {
    auto survey = migrator::survey::survey(folder);
    CAPTURE(folder.string());
    REQUIRE(survey);
    const Draft draft = migrator::survey::draft(*survey);
    CHECK_FALSE(to_text(*survey, draft).empty());
    CHECK(base::parse_json(base::dump(to_json(*survey, draft)), "survey"));
    if (draft.description.is_null()) continue;
    ++drafts;
    auto set = ccmail::load_set(folder, {draft.description, {}});
    CHECK_MESSAGE(set, (set ? "" : set.error().message));
  }
  CHECK(drafts >= 8);
}

TEST_CASE("the set that harbor needs is found again without its set.json") {
  const TempFolder folder;
  fs::copy(kFixtures / "harbor", folder.path(), fs::copy_options::recursive);
  auto written = base::read_json(folder / "set.json");
  REQUIRE(written);
  fs::remove(folder / "set.json");
  base::Json draft = drafted(folder.path());
  // What files cannot tell: which version of what database, and in which order.
  for (const char* key : {"database", "export_version"}) written->erase(key);
  const auto sorted = [](base::Json set) {
    for (const char* key : {"mailboxes", "boards"}) {
      for (base::Json& box : set[key])
        if (box.contains("messages")) std::sort(box["messages"].begin(), box["messages"].end());
      std::sort(set[key].begin(), set[key].end(), [](const auto& a, const auto& b) {
        return a.at("name").template get<std::string>() < b.at("name").template get<std::string>();
      });
    }
    return base::canonical(set);
  };
  CHECK(sorted(draft) == sorted(*written));
}

TEST_CASE("a draft says why") {
  const Survey survey = seen(kFixtures / "leftovers/drive");
  const Draft draft = migrator::survey::draft(survey);
  struct Row {
    std::string about, expected;  // how the reason begins
  };
  const Row rows[] = {
      {"post_office", "HARBOR: owners of mailboxes"},
      {"database", "DB6: CLANDATA and MLANDATA"},
      {"export_version", "5.14.00.02: the banner in export/session.log"},
      {"code_page", "850: 14 bytes beyond ASCII"},
      {"date_order", "dmy: dates that fit only mdy: 1, dmy: 8"},
      {"export/MSG4A27.CCM", "mailbox Reed, Tom: a console log"},
      {"export/garden.txt", "board Garden"},
      {"export/QUILL.EXP", "left out: the same bytes as backup/QUILL.EXP"},
      {"export/CCMAIL.UND", "left out: undeliverable, not to be imported again (Q168680)"},
      {"clients/quill/PRIVDIR.INI", "address book of Quill, Nora: the name of its folder"},
      {"clients/quill/OLD.CCA", "left out: an archive"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.about);
    const std::string reason = why(draft, row.about);
    CAPTURE(reason);
    CHECK(reason.starts_with(row.expected));
  }
}

TEST_CASE("Q168680: undeliverable messages are counted, and no draft takes them unasked") {
  const TempFolder folder;
  write(folder / "CCMAIL.UND", letter("A at P", "B at P", "1/2/98"));
  const Survey survey = seen(folder.path());
  REQUIRE(survey.files[0].mail);
  CHECK(survey.files[0].mail->messages == 1);
  CHECK(survey.files[0].what.says.find("Q168680") != std::string::npos);
  const Draft draft = migrator::survey::draft(survey);
  CHECK(draft.description.is_null());
  CHECK(why(draft, "CCMAIL.UND").find("Q168680") != std::string::npos);
}

TEST_CASE("dates that contradict one another are said to") {
  const TempFolder folder;
  write(folder / "a.exp", letter("A at P", "B at P", "13/6/98") +
                              letter("A at P", "B at P", "14/6/98") +
                              letter("A at P", "B at P", "6/15/98"));
  const Draft draft = migrator::survey::draft(seen(folder.path()));
  CHECK(draft.description.at("date_order") == "dmy");
  CHECK(why(draft, "date_order").find("contradict") != std::string::npos);
}

TEST_CASE("DB6 and DB8 in one folder are not chosen between") {
  const TempFolder folder;
  write(folder / "a.exp", letter("A at P", "B at P", "1/2/98"));
  for (const char* name : {"CLANDATA", "MLANDATA", "CCPOMBOX.001"})
    write(folder / name, "\x01\x02\xff");
  const Draft draft = migrator::survey::draft(seen(folder.path()));
  CHECK_FALSE(draft.description.contains("database"));
  CHECK(why(draft, "database").find("say which") != std::string::npos);
}

TEST_CASE("a mailbox that has only lists is in the draft, so that they are not lost") {
  const TempFolder folder;
  write(folder / "a.exp", letter("A at P", "B at P", "1/2/98"));
  write(folder / "private-lists.csv",
        "mailbox,list,member\r\n\"Lund, Pia\",Crew,A\r\nB,Team,A\r\n");
  const base::Json draft = drafted(folder.path());
  REQUIRE(draft.at("mailboxes").size() == 2);
  CHECK(draft.at("mailboxes")[1].at("name") == "Lund, Pia");
  CHECK(ccmail::open_export_set(folder.path(), {draft, {}}));
}

TEST_CASE("a label is never the name of somebody who has other files") {
  const TempFolder folder;
  write(folder / "a/Lund.exp", letter("X at P", "U at P\r\nTo: V at P", "1/2/98"));
  write(folder / "z.exp", letter("X at P", "Lund at P", "1/2/98"));
  const base::Json draft = drafted(folder.path());
  REQUIRE(draft.at("mailboxes").size() == 2);
  CHECK(draft.at("mailboxes")[0].at("messages") == base::Json{"z.exp"});
  CHECK(draft.at("mailboxes")[1].at("name") == "a/Lund.exp");
}

TEST_CASE("what a run of ours wrote is not taken for a source") {
  const TempFolder folder;
  write(folder / "a.exp", letter("X at P", "Lund at P", "1/2/98"));
  write(folder / "out/.sidestep/ledger.sqlite", "SQLite format 3");
  write(folder / "out/kept.exp", letter("X at P", "Other at P", "1/3/98"));
  write(folder / "state/ledger.sqlite", "SQLite format 3");
  write(folder / "state/files/b.exp", letter("X at P", "Other at P", "1/4/98"));
  const Survey survey = seen(folder.path());
  const Draft draft = migrator::survey::draft(survey);
  CHECK(draft.description.at("mailboxes").size() == 1);
  CHECK(why(draft, "out/kept.exp").starts_with("left out: lies in a folder that a run"));
}

TEST_CASE("a name in another code page is spelled as that page has it") {
  const TempFolder folder;
  const std::string name = "M\xFCller, J\xF6rg";  // 1252
  write(folder / "a.exp", letter("Gr\xFC\xDF, K\xE4the at P", name + " at P", "1/2/98",
                                 "Sch\xF6ne Gr\xFC\xDF"
                                 "e aus K\xF6ln"));
  const base::Json draft = drafted(folder.path());
  CHECK(draft.at("code_page") == 1252);
  CHECK(draft.at("mailboxes")[0].at("name") == "Müller, Jörg");
}

// "Quill: a.exp b.exp; #Garden: c.exp": boxes and their files.
std::string boxes(const base::Json& set) {
  std::string out;
  for (const char* key : {"mailboxes", "boards"})
    for (const base::Json& box : set.value(key, base::Json::array())) {
      out += (out.empty() ? "" : "; ") + std::string(*key == 'b' ? "#" : "") +
             box.at("name").get<std::string>() + ":";
      for (const base::Json& file : box.value("messages", base::Json::array()))
        out += " " + file.get<std::string>();
      out += box.value("private_directory", "");
    }
  return out;
}

TEST_CASE("equal files of two owners are no copies") {
  const std::string both = letter("X at P", "Quill at P\r\nTo: Reed at P", "1/2/98");
  const std::string board = letter("X at P", "#One at P\r\nTo: #Two at P", "1/2/98");
  const std::string log = "EXPORT 5.14 Copyright\r\n";
  const auto line = [](const std::string& box, const std::string& file) {
    return "Exporting messages in mailbox \"" + box + "\" to file C:\\" + file + "\r\n";
  };
  struct Row {
    std::string log, head, expected;
  };
  const Row rows[] = {
      {line("Quill", "A.EXP") + line("Reed", "B.EXP"), both, "Quill: A.EXP; Reed: B.EXP"},
      {line("Quill", "A.EXP") + line("quill", "B.EXP"), both, "Quill: A.EXP"},
      {line("#One", "A.EXP") + line("#Two", "B.EXP"), board, "#One: A.EXP; #Two: B.EXP"},
      {line("One", "A.EXP") + line("#One", "B.EXP"), board, "One: A.EXP; #One: B.EXP"},
      {"", both, "A: A.EXP; B: B.EXP"},  // of two nobodies
  };
  for (const Row& row : rows) {
    const TempFolder folder;
    write(folder / "A.EXP", row.head);
    write(folder / "B.EXP", row.head);
    write(folder / "session.log", log + row.log);
    CAPTURE(row.log);
    CHECK(boxes(drafted(folder.path())) == row.expected);
  }
}

TEST_CASE("a console log decides for its own folder first, and logs that differ do not decide") {
  const auto log = [](const std::string& box) {
    return "EXPORT 5.14 Copyright\r\nExporting messages in mailbox \"" + box +
           "\" to file USER1.EXP\r\n";
  };
  const TempFolder folder;
  const std::string mail = letter("X at P", "U at P\r\nTo: V at P", "1/2/98");
  for (const char* box : {"Adams", "Brown"}) {
    write(folder / box / "USER1.EXP", mail);
    write(folder / box / "session.log", log(box));
  }
  write(folder / "lost/USER1.EXP", letter("X at P", "Lund at P", "1/3/98"));
  const Draft draft = migrator::survey::draft(seen(folder.path()));
  CHECK(boxes(draft.description) ==
        "Adams: Adams/USER1.EXP; Brown: Brown/USER1.EXP; Lund: lost/USER1.EXP");
  CHECK(why(draft, "lost/USER1.EXP").find("name several owners") != std::string::npos);
}

TEST_CASE("a console log is read to its end") {
  std::string log = "EXPORT 5.14 Copyright\r\n";
  for (int i = 0; i < 2000; ++i)
    log += "Exporting messages in mailbox \"User" + std::to_string(i) + "\" to file C:\\OUT\\U" +
           std::to_string(i) + ".EXP\r\n";
  const TempFolder folder;
  write(folder / "session.log", log);
  write(folder / "U1999.EXP", letter("X at P", "U at P\r\nTo: V at P", "1/2/98"));
  CHECK(boxes(drafted(folder.path())) == "User1999: U1999.EXP");
}

TEST_CASE("the same address book twice is one, unless something tells another holder") {
  const std::string book = "[P]\r\nEntryCount=1\r\nEntry1=Reed\r\n";
  const TempFolder folder;
  write(folder / "in/a.exp", letter("X at P", "Quill at P", "1/2/98"));
  write(folder / "quill/PRIVDIR.INI", book);
  write(folder / "1/PRIVDIR.INI", book);
  write(folder / "2/PRIVDIR.INI", book);
  const Draft draft = migrator::survey::draft(seen(folder.path()));
  CHECK(draft.description.at("mailboxes").size() == 1);
  CHECK(why(draft, "1/PRIVDIR.INI") == "left out: the same bytes as quill/PRIVDIR.INI");
}

TEST_CASE("what a set.json further down describes is left out, with a reason") {
  const TempFolder folder;
  write(folder / "a.exp", letter("X at P", "Quill at P", "1/2/98"));
  write(folder / "sub/set.json", "{\"system\": \"cc:mail\"}");
  write(folder / "sub/n.exp", letter("X at O", "Nora at O", "1/2/98"));
  const Draft draft = migrator::survey::draft(seen(folder.path()));
  CHECK(boxes(draft.description) == "Quill: a.exp");
  CHECK(why(draft, "sub/n.exp").starts_with("left out: sub/set.json describes"));
}

TEST_CASE("an address book or lists alone are worth a draft") {
  struct Row {
    std::string name, text, expected;
  };
  const Row rows[] = {
      {"PRIVDIR.INI", "[P]\r\nEntryCount=1\r\nEntry1=Reed\r\n", "PRIVDIR:PRIVDIR.INI"},
      {"private-lists.csv", "mailbox,list,member\r\nReed,Crew,Quill\r\n", "Reed:"},
  };
  for (const Row& row : rows) {
    const TempFolder folder;
    write(folder / row.name, row.text);
    const base::Json set = drafted(folder.path());
    CHECK(boxes(set) == row.expected);
    CHECK(ccmail::open_export_set(folder.path(), {set, {}}));
  }
}

TEST_CASE("a draft that is written needs no more than to be corrected, and put in its place") {
  const TempFolder folder;
  write(folder / "a.exp", letter("X at P", "Quill at P", "1/2/98"));
  const Survey survey = seen(folder.path());
  const Draft draft = migrator::survey::draft(survey);
  const auto says = [&](const std::string& written, const char* words) {
    return to_text(survey, draft, written).find(words) != std::string::npos;
  };
  const std::string own = (folder / "set.json").string(), other = (folder / "x.json").string();
  CHECK(says("", "--draft '"));
  CHECK_FALSE(says(own, "--draft '"));
  CHECK_FALSE(says(own, "takes effect"));
  CHECK(says(other, "takes effect"));
}

}  // namespace
}  // namespace migrator::survey
