#include "migrator/survey/sniff.hpp"

#include <doctest/doctest.h>

#include "migrator/survey/names.hpp"
#include "migrator/survey/report.hpp"
#include "support.hpp"

namespace migrator::survey {
namespace {

// "kind, known by, read"
std::string show(const std::string& path, const std::string& head) {
  static const auto rules = ccmail::Rules::standard();
  REQUIRE(rules);
  const Sniffed what = sniff(path, head, head.size(), *rules->words);
  return std::string(to_string(what.kind)) + ", " + std::string(to_string(what.known)) + ", " +
         std::string(to_string(what.readable));
}

std::string torn(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += "torn line\r\n";
  return out;
}

const std::string kScrambled = "\x8f\x01\xfe\x03\x99\x05\xc1\x07\x91\xf2\x0b\xee";

TEST_CASE("a file is known by its content, and by its name where the content says nothing") {
  struct Row {
    std::string path, head, expected;
  };
  const std::string letter = survey_test::letter("A at P", "B at P", "1/2/98 3:04");
  const Row rows[] = {
      {"a/quill.exp", letter, "messages, content, yes"},
      {"whatever.bin", "\r\n \r\n\x1A\r\n" + letter, "messages, content, yes"},
      {"CLANDATA", letter, "messages, content, yes"},
      {"x.exp", "garbage\r\n" + letter, "messages, content, partly"},
      {"x.doc", "see:\r\n" + letter, "messages, content, partly"},
      {"x.doc", "see:\r\nMessage:\r\nto be written\r\n", "plain text, content, not mail"},
      {"x.txt", "\xEF\xBB\xBF" + letter, "messages, content, yes"},
      {"x.txt", "Lotus cc:Mail EXPORT 5.14.00 Copyright\r\n\r\n" + letter,
       "messages, content, partly"},
      {"x.exp", torn(250) + letter, "messages, content, partly"},
      {"x.pdf", "%PDF-1.2\r\n" + letter, "ordinary file, content, not mail"},
      {"a.eml", "Received: from x\r\n\r\n" + letter, "other mail, content, not mail"},
      {"CCMAIL.UND", letter, "undeliverable messages, both, yes"},
      {"d.txt", "Name: Quill, Nora\r\nLocn: L\r\n", "directory, content, yes"},
      {"d.txt", "Name: a form\r\nAge: 7\r\n", "plain text, content, not mail"},
      {"l.csv", "mailbox,list,member\r\n", "private lists, content, yes"},
      {"x.ini", "[A]\r\nEntryCount=0\r\n", "private address book, content, yes"},
      {"x.ini", "[A]\r\nEntry1=Reed\r\n", "private address book, content, yes"},
      {"x.ini", "\xEF\xBB\xBF[A]\r\nENTRYCOUNT = 1\r\n", "private address book, content, yes"},
      {"x.ini", "[A]\r\n; mine\r\nEntryCount=1\r\n", "private address book, content, yes"},
      {"x.ini", "[A]\r\nEntries=1\r\n", "plain text, content, not mail"},
      {"x.ini", "[A]\r\nEntry=1\r\n", "plain text, content, not mail"},
      {"PrivDir.ini", "; nobody\r\n", "private address book, name, yes"},
      {"SET.JSON", "{}", "description of a set, both, yes"},
      {"set.json", "{}", "description of a set, both, yes"},
      {"a.pkl", "! CodePage\r\n850\r\n\r\nFilename,Filetype\r\n", "packing list, content, yes"},
      {"a.pkl", "what", "packing list, name, no"},
      {"1.pri", "! x\r\nMAILMESSAGE,PublicMessages\r\n", "primary file, content, no"},
      {"1.sec", "Type,Length,Encoding,Islast,Name,Position,Format\r\n",
       "secondary file, content, no"},
      {"old.cca", kScrambled, "archive, both, no"},
      {"old.cca", letter, "messages, content, yes"},
      {"a.imp", letter, "messages, content, yes"},
      {"clandata", kScrambled, "post office, both, no"},
      {"USR00012", kScrambled, "post office, both, no"},
      {"USR0001", kScrambled, "unknown, -, no"},
      {"CCPOMBOX.001", kScrambled, "post office, both, no"},
      {"CLANDATA", "a poem in plain words\r\n", "plain text, content, not mail"},
      {"CCPODOWN", "", "shut-down flag, name, not mail"},
      {"other", "", "empty, content, not mail"},
      {"Ccmail.password", "Quill, Nora,secret\r\n", "passwords, name, not mail"},
      {"CCMAIL.PASSWORD.BAK", letter, "passwords, name, not mail"},
      {"Ccmail.password", kScrambled, "passwords, name, not mail"},
      {"#ADE1", kScrambled, "directory exchange, name, no"},
      {"c.OR2", kScrambled, "Organizer file, name, no"},
      {"EXPORT.EXE", "MZ" + kScrambled, "cc:Mail program, name, not mail"},
      {"OTHER.EXE", "MZ" + kScrambled, "program, content, not mail"},
      {"job.txt", "Mode,CCMAIL\r\n", "control file, content, not mail"},
      {"a.log", "EXPORT 8.50.00.14 Copyright(c) 1991\r\n", "console log, content, not mail"},
      {"inbox", "From a@b Mon\nSubject: x\n", "other mail, content, not mail"},
      {"a.pst", "!BDN" + kScrambled, "other mail, name, not mail"},
      {"a.png", "\x89PNG\r\n\x1A\n", "ordinary file, content, not mail"},
      {"x", kScrambled, "unknown, -, no"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.head);
    CHECK(show(row.path, row.head) == row.expected);
  }
}

TEST_CASE("Q179072: a database that console text was redirected into is called damaged") {
  const auto rules = ccmail::Rules::standard();
  REQUIRE(rules);
  const std::string head = kScrambled +
                           "\r\n\r\nExporting messages in mailbox \"r\" to file EXPORT\\M.CCM\r\n" +
                           kScrambled;
  const Sniffed what = sniff("CLANDATA", head, head.size(), *rules->words);
  CHECK(what.kind == Kind::post_office);
  CHECK(what.says.find("Q179072") != std::string::npos);
}

TEST_CASE("a secret is named, never shown, whatever it looks like") {
  const std::string heads[] = {
      "Quill,KX81\r\n",
      survey_test::letter("KX81 at P", "KX81 at P", "1/2/98", "KX81"),
      "Name: KX81\r\nLocn: L\r\nAddr: P\r\n",
      "mailbox,list,member\r\nKX81,KX81,KX81\r\n",
      "[KX81]\r\nEntryCount=1\r\nEntry1=KX81\r\n",
      "EXPORT 5.14 Copyright\r\nExporting messages in mailbox \"KX81\" to file KX81\r\n",
      std::string("KX81\0\1\2", 7)};
  for (const std::string& head : heads) {
    const support::TempFolder folder;
    support::write(folder / "CCMAIL.PASSWORD", head);
    support::write(folder / "Ccmail.password.old", head);
    support::write(folder / "a.exp", survey_test::letter("A at P", "B at P", "1/2/98"));
    const Survey survey = survey_test::seen(folder.path());
    const Draft drafted = draft(survey);
    const std::string all = to_text(survey, drafted, "") + base::dump(to_json(survey, drafted));
    CAPTURE(all);
    CHECK(all.find("KX81") == std::string::npos);
    CHECK(all.find("4b 58 38 31") == std::string::npos);  // the same in hexadecimal
    CHECK(all.find("passwords of users lie there") != std::string::npos);
  }
}

TEST_CASE("a banner has a version only on the line of its copyright") {
  CHECK(banner_version("EXPORT 8.50.00.14 Copyright(c)") == "8.50.00.14");
  CHECK(banner_version("use EXPORT 8.30 for that\r\nEXPORT 5.14 Copyright") == "5.14");
  CHECK(banner_version("EXPORT 8 Copyright") == "");
  CHECK(banner_version("EXPORT ") == "");
}

TEST_CASE("a pattern fits the whole name, in any case") {
  CHECK(fits("ccpombox.001", "CCPOMBOX.*"));
  CHECK_FALSE(fits("xccpombox.001", "CCPOMBOX.*"));
  CHECK(fits("USR00001", "USR@@@@@"));
  CHECK_FALSE(fits("USR000012", "USR@@@@@"));
  CHECK_FALSE(fits("USR0000A", "USR@@@@@"));
}

TEST_CASE("every prefix of every good head is some kind") {
  const std::string head = survey_test::letter("A at P", "B at P", "1/2/98 3:04");
  for (std::size_t cut = 0; cut <= head.size(); ++cut)
    for (const char* name : {"a.exp", "CLANDATA", "x.PKL", "noext"})
      CHECK_FALSE(show(name, head.substr(0, cut)).empty());
}

}  // namespace
}  // namespace migrator::survey
