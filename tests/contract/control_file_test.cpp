#include "contract/control_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "contract/control_keywords.hpp"

using namespace contract;
using Kind = ControlProblem::Kind;

namespace {

ControlFile parse(const std::string& text) { return parse_control_file(text, "job.txt"); }

// "3: message" for every problem of this kind.
std::string problems(const std::string& text, Kind kind) {
  std::string out;
  for (const auto& p : parse(text).problems)
    if (p.kind == kind) out += std::to_string(p.line) + ": " + p.message + "\n";
  return out;
}

const std::string kFull =
    "Mode,CCMAIL\nFunction,FULL\nFile,C:\\MIGRATE\\\nPostoffice,M:\\\nPOName,HARBOR\n"
    "Home-Server,ATLAS\nFldOwner,/o=x\n";

}  // namespace

TEST_CASE("the three minimal files of Q198957 parse without an error") {
  const std::string rows[] = {
      kFull, "Mode,CCMAIL\nFunction,EXTRACT\nFile,C:\\MIGRATE\\\nPostoffice,M:\\\nPOName,HARBOR\n",
      "Mode,FILE\nFile,C:\\MIGRATE\\HARBOR.001\\HARBOR.PKL\nHome-Server,ATLAS\nPublic,"
      "TRUE\nFldOwner,/o=x\n"};
  for (const std::string& text : rows) {
    CAPTURE(text);
    CHECK(problems(text, Kind::error) == "");
    CHECK(problems(text, Kind::warning) == "");
  }
}

TEST_CASE("samples of every mode parse; case and blanks after the comma are free") {
  struct Row {
    std::string text, source;
  };
  const Row rows[] = {
      {"Mode,MSMAILPC\nFunction,FULL\nPostoffice,M:\\MAILDATA\nAccounts,C:\\u.txt\nEmail,TRUE\n"
       "PAB,TRUE\nSchedule,TRUE\nPublic,FALSE\nHome-Server,A\n",
       "ms-mail"},
      {"mode, ccmail\nfunction, full\nfile, C:\\M\npostoffice, M:\\\nHOME-SERVER, A\npublic, "
       "false\n",
       "cc:mail"},
      {"Mode,COLLABRA\nFile,C:\\M\nPostoffice,M:\\F\nFldOwner,/o=x\nHome-Server,A\n", "collabra"},
      {"Mode,NOTES\nFile,C:\\M\nPostoffice,Notes1\nNotesini,C:\\n.ini\nDocLinkConversion,RTF\n"
       "Tasks,TRUE\nHome-Server,A\n",
       "notes"},
      {"Mode,GRPWISE\nFile,C:\\M\nPostoffice,M:\\GW\nGWUserGRPName,g\nGWRTF,TRUE\nHome-Server,A\n",
       "groupwise"},
      {"Mode, GRPWISE5\nFile,C:\\M\nPOName,PO\nGWDomain,M:\\D\nPhone,TRUE\nHome-Server,A\n",
       "groupwise"},
      {"Mode,ADSI\nFile,C:\\M\nPostoffice,ldap1\nPort,389\nSecure,FALSE\nHome-Server,A\n", "ldap"},
      {"Mode,IMAP\nFile,C:\\M\nAccounts,C:\\a.csv\nEncrypted,TRUE\nHome-Server,A\n", "imap"},
      {"! import into files\nMode,FILE\nFile,C:\\x.PKL\nImportDestination,PST\nPSTPath,C:\\P\n"
       "Public,FALSE\nHome-Server,A\n",
       "files"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(problems(row.text, Kind::error) == "");
    CHECK(problems(row.text, Kind::warning) == "");
    CHECK(parse(row.text).facts.word("migration.source") == row.source);
  }
}

TEST_CASE("what is wrong is said with its line") {
  struct Row {
    std::string text, errors;
  };
  const std::string rest = "File,C:\\M\nPostoffice,M:\\\nHome-Server,A\nFldOwner,x\n";
  const Row rows[] = {
      {"", "0: the required keyword Mode is missing (Q234057)\n"},
      {"Mode,CCMAIL\nPubic,TRUE\n" + rest, "2: unknown keyword \"Pubic\"; did you mean Public?\n"},
      {"Mode,CCMAIL\nPublic,MAYBE\n" + rest, "2: Public should be TRUE or FALSE, is \"MAYBE\"\n"},
      {"Function,FULL\nMode,CCMAIL\n" + rest, "2: Mode should be the first keyword\n"},
      {"Mode,CCMAIL\nFile,x\nHome-Server,A\nFldOwner,x\n",
       "0: Postoffice is missing (where the mail is read from)\n"},
      {"Mode,CCMAIL\nPostoffice,x\nHome-Server,A\nFldOwner,x\n",
       "0: File is missing (the folder for migration files)\n"},
      {"Mode,CCMAIL\nImportDestination,PST\n" + rest,
       "0: PSTPath is missing (with ImportDestination,PST)\n"},
      {"Mode,CCMAIL\nEmailStart,1999\n" + rest,
       "2: EmailStart should be 14 digits, YYYYMMDDhhmmss, is \"1999\"\n"},
      {"Mode,CCMAIL\nnonsense\n" + rest, "2: \"nonsense\" should be keyword,value\n"},
      {"Mode,CCMAIL\nEmail,TRUE\nemail,FALSE\n" + rest, "3: Email stands in line 2 already\n"},
      {"Mode,EXCHANGE\n",
       "1: Mode should be one of FILE, MSMAILPC, CCMAIL, COLLABRA, NOTES, GRPWISE, "
       "GRPWISE5, ADSI, IMAP, is \"EXCHANGE\"\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(problems(row.text, Kind::error) == row.errors);
  }
}

TEST_CASE("bytes that end a line or a text elsewhere are errors, TABs around a value are none") {
  struct Row {
    std::string added, errors;
  };
  const Row rows[] = {
      {"Public,\tTRUE \t\n! a\tcomment\n", ""},
      {"Accounts,a\tb\n", "8: the byte 09 (hex) is no text\n"},
      {"Accounts,a\x1B[2J\n", "8: the byte 1B (hex) is no text\n"},
      {"! a\x07 comment\n", "8: the byte 07 (hex) is no text\n"},
      {"Accounts,a\rMode,FILE\n", "8: a CR stands alone; a line ends in CR and LF\n"},
      {"Accounts,a\r\r\n", "8: a CR stands alone; a line ends in CR and LF\n"},
      {"\x1Ano text\x07 at all", ""},
      {"Accounts,\"C:\\a b\"\n",
       "8: Accounts should be a path, without any of \" * < > ? |, is \"\"C:\\a b\"\"\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.added);
    CHECK(problems(kFull + row.added, Kind::error) == row.errors);
  }
}

TEST_CASE("a byte order mark is an error: the wizard reads ANSI") {
  CHECK(problems("\xEF\xBB\xBF" + kFull, Kind::error) ==
        "1: the file begins with the byte order mark of UTF-8; the wizard reads ANSI\n");
  CHECK(problems("\xFF\xFE" + kFull, Kind::error) ==
        "1: the file begins with the byte order mark of UTF-16; the wizard reads ANSI\n");
  CHECK_FALSE(usable_control_file("\xEF\xBB\xBF" + kFull, "job.txt"));
}

TEST_CASE("a path has no quotes and no wildcards, a port is a port") {
  struct Row {
    std::string text;
    bool usable;
  };
  const Row rows[] = {
      {"Mode,CCMAIL\nFile,C:\\M?\nPostoffice,M:\\\n", false},
      {"Mode,CCMAIL\nFile,C:\\M\nPostoffice,\"M:\\\"\n", false},
      {"Mode,NOTES\nFile,C:\\M\nPostoffice,*/Harbor\n", true},  // a server, no path
      {"Mode,ADSI\nFile,C:\\M\nPostoffice,p\nPort,0\n", false},
      {"Mode,ADSI\nFile,C:\\M\nPostoffice,p\nPort,65536\n", false},
      {"Mode,ADSI\nFile,C:\\M\nPostoffice,p\nPort,1\n", true},
      {"Mode,ADSI\nFile,C:\\M\nPostoffice,p\nPort,65535\n", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse(row.text).usable() == row.usable);
  }
}

TEST_CASE("of many errors fifty are printed, and the rest counted") {
  std::string text = "Mode,CCMAIL\n";
  for (int i = 0; i < 120; ++i) text += "nonsense\n";
  const auto refused = usable_control_file(text, "job.txt");
  REQUIRE_FALSE(refused);
  CHECK(std::count(refused.error().message.begin(), refused.error().message.end(), '\n') == 51);
  CHECK(refused.error().message.find("and 72 more") != std::string::npos);
}

TEST_CASE("what is merely odd is a warning") {
  CHECK(problems("Mode,CCMAIL\nFile,C:\\M\nPostoffice,M:\\\n", Kind::warning) ==
        "0: Home-Server is missing (the wizard takes the server it used last, or this one)\n"
        "0: FldOwner is missing (public folders need an owner)\n");
  CHECK(problems(kFull + "PAB,TRUE\n", Kind::warning) ==
        "8: PAB has no meaning in mode CCMAIL (the wizard logs event 10008)\n");
}

TEST_CASE("facts come with the line that they stand in") {
  const ControlFile control = parse("! a comment\n" + kFull + "Public,FALSE\n");
  CHECK(control.facts.get("migration.steps").from == "job.txt:3 Function,FULL");
  CHECK(control.facts.word("migration.steps") == "one");
  CHECK(control.facts.word("source.post_office") == "HARBOR");
  const FactSet content = control.facts.members("migration.content");
  CHECK(content.members == std::set<std::string>{"directory", "messages"});
  CHECK(content.unknown ==
        std::set<std::string>{"personal-address-book", "personal-mailing-lists"});
  CHECK(control.facts.members("migration.excluded").members ==
        std::set<std::string>{"bulletin-boards"});
}

TEST_CASE("absent keywords have the defaults of Q198957") {
  const ControlFile control = parse("Mode,CCMAIL\nFile,x\nPostoffice,y\n");
  CHECK(control.facts.word("migration.steps") == "one");
  CHECK(control.facts.get("migration.steps").from == "job.txt: no Function, so FULL");
  CHECK(control.facts.members("migration.content").members ==
        std::set<std::string>{"bulletin-boards", "directory", "messages"});
}

TEST_CASE("EXTRACT, IMPORT and FILE are phases of a two-step run") {
  struct Row {
    std::string text, phase;
  };
  const Row rows[] = {{"Mode,CCMAIL\nFunction,EXTRACT\nFile,x\nPostoffice,y\n", "extract"},
                      {"Mode,CCMAIL\nFunction,IMPORT\nFile,x\n", "import"},
                      {"Mode,FILE\nFile,x\n", "import"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const ControlFile control = parse(row.text);
    CHECK(control.facts.word("migration.steps") == "two");
    CHECK(control.facts.word("migration.phase") == row.phase);
  }
}

TEST_CASE("no bytes make the reader fall over") {
  std::string every;
  for (unsigned byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  for (std::size_t n = 0; n <= kFull.size(); ++n) (void)parse(kFull.substr(0, n) + every);
  CHECK(parse("Mode,CCMAIL\r\nFile,x\r\nPostoffice,y\r\n\x1A").usable());
}
