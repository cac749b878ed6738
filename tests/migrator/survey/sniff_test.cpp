#include "migrator/survey/sniff.hpp"

#include <doctest/doctest.h>

#include "migrator/survey/names.hpp"
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
      {"x.doc", "see:\r\n" + letter, "plain text, content, not mail"},
      {"CCMAIL.UND", letter, "undeliverable messages, both, yes"},
      {"d.txt", "Name: Quill, Nora\r\nLocn: L\r\n", "directory, content, yes"},
      {"d.txt", "Name: a form\r\nAge: 7\r\n", "plain text, content, not mail"},
      {"l.csv", "mailbox,list,member\r\n", "private lists, content, yes"},
      {"x.ini", "[A]\r\nEntryCount=0\r\n", "private address book, content, yes"},
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

TEST_CASE("a secret is named, never shown") {
  const auto rules = ccmail::Rules::standard();
  REQUIRE(rules);
  CHECK(sniff("CCMAIL.PASSWORD", "Quill,KX81", 10, *rules->words).says.find("KX81") ==
        std::string::npos);
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
