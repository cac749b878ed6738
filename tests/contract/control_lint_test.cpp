#include "contract/control_lint.hpp"

#include <doctest/doctest.h>

#include "contract/control_dates.hpp"
#include "tests/support/files.hpp"

using namespace contract;
using Kind = ControlProblem::Kind;

namespace {

// "3: message" for every problem of this kind.
std::string said(const std::string& text, Kind kind) {
  std::string out;
  for (const auto& p : lint_control_file(text, "job.txt"))
    if (p.kind == kind) out += std::to_string(p.line) + ": " + p.message + "\n";
  return out;
}

const std::string kFull =
    "Mode,CCMAIL\nFunction,FULL\nFile,C:\\MIGRATE\\\nPostoffice,M:\\\nHome-Server,ATLAS\n"
    "Public,TRUE\nFldOwner,/o=x\n";

}  // namespace

TEST_CASE("the samples of both articles have neither errors nor warnings") {
  int seen = 0;
  for (const char* folder : {"q198957", "q263755"})
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(FIXTURES_DIR) / "control" / folder)) {
      if (entry.path().filename() == "noteuser.txt") continue;  // a list of accounts
      CAPTURE(entry.path().string());
      const std::string text = support::read(entry.path());
      CHECK(said(text, Kind::error) == "");
      CHECK(said(text, Kind::warning) == "");
      ++seen;
    }
  CHECK(seen == 15);
}

TEST_CASE("a line that the wizard ignores is a warning with its line") {
  struct Row {
    std::string added, warnings;
  };
  const Row rows[] = {
      {"", ""},
      {"Mailbox,FALSE\n",
       "5: Home-Server is ignored without Mailbox,TRUE (the wizard logs event 10008)\n"},
      {"Mailbox,FALSE\nTemplate,t\n",
       "5: Home-Server is ignored without Mailbox,TRUE (the wizard logs event 10008)\n"
       "9: Template is ignored without Mailbox,TRUE (the wizard logs event 10008)\n"},
      {"PSTPath,C:\\P\n",
       "8: PSTPath is ignored without ImportDestination,PST (the wizard logs event 10008)\n"},
      {"ImportDestination,pst\nPSTPath,C:\\P\n", ""},
      {"Email,FALSE\nEmailStart,19990101000000\n",
       "9: EmailStart says nothing without Email,TRUE\n"},
      {"PAB,TRUE\n", "8: PAB has no meaning in mode CCMAIL (the wizard logs event 10008)\n"},
      {"EmailStart,19990101000000\nEmailEnd,19990101000000\n", ""},
      {"EmailStart,19990101000000\nEmailEnd,19981231235959\n",
       "9: EmailEnd is before EmailStart, so nothing lies between\n"},
      {"EmailStart,19990230000000\n", "8: EmailStart: there is no 30 February in YYYYMMDDhhmmss\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.added);
    CHECK(said(kFull + row.added, Kind::warning) == row.warnings);
    CHECK(said(kFull + row.added, Kind::error) == "");
  }
}

TEST_CASE("public folders without an owner: a warning where Public stands, else a note") {
  const std::string file = "Mode,CCMAIL\nFile,C:\\M\\\nPostoffice,M:\\\nHome-Server,A\n";
  const std::string missing = "0: FldOwner is missing (public folders need an owner)\n";
  CHECK(said(file + "Public,TRUE\n", Kind::warning) == missing);
  CHECK(said(file, Kind::warning) == "");
  CHECK(said(file, Kind::note).find(missing) != std::string::npos);
  CHECK(said(file + "Public,FALSE\n", Kind::note).find("FldOwner") == std::string::npos);
}

TEST_CASE("an event 10008 that is known to be false is a note, a true one a warning") {
  CHECK(said(kFull, Kind::note).find("2: the wizard may log event 10008 for Function") !=
        std::string::npos);
  CHECK(said("Mode,FILE\nFunction,IMPORT\nFile,C:\\a.PKL\nPublic,FALSE\nHome-Server,A\n",
             Kind::warning) ==
        "2: Function has no meaning in mode FILE (the wizard logs event 10008)\n");
}

TEST_CASE("what GroupWise 5 cannot have is said as the article does") {
  CHECK(
      said("Mode,GRPWISE5\nFile,x\nPOName,p\nGWDomain,d\nHome-Server,A\nPublic,TRUE\nGWRTF,TRUE\n",
           Kind::warning) ==
      "6: Public cannot be used in mode GRPWISE5 (the wizard logs event 10008)\n"
      "7: GWRTF has no meaning in mode GRPWISE5 (the wizard logs event 10008)\n");
}

TEST_CASE("either of two keywords will do") {
  const std::string groupwise = "Mode,GRPWISE\nFile,x\nPostoffice,y\nHome-Server,A\n";
  CHECK(said(groupwise, Kind::error) ==
        "0: GWUserGRPName is missing (the group whose users are read)\n");
  CHECK(said(groupwise + "Accounts,C:\\a.txt\n", Kind::error) == "");
  CHECK(said(groupwise + "GWUserGRPName,g\n", Kind::error) == "");
  const std::string notes = "Mode,NOTES\nFile,x\nPostoffice,y\nHome-Server,A\nAccounts,a\n";
  CHECK(said(notes, Kind::note).find("Notesini is missing") != std::string::npos);
  CHECK(said(notes + "Notesini,n\n", Kind::note).find("Notesini") == std::string::npos);
  CHECK(said(notes + "IniFile,n\n", Kind::note).find("6: IniFile is the name") !=
        std::string::npos);
  CHECK(said(kFull + "IniFile,n\n", Kind::warning) ==
        "8: IniFile has no meaning in mode CCMAIL (the wizard logs event 10008)\n");
}

TEST_CASE("a marked file has one error where nothing else is wrong, and else those as well") {
  const std::string marked =
      "! x\nMode,FILE\nFile-after-step-one,C:\\MIGRATE\\\nPublic,FALSE\nHome-Server,A\n";
  CHECK(said(marked, Kind::error) ==
        "3: the set of step one is not filled in yet; until then this line stands for File\n");
  CHECK(said(marked, Kind::warning) == "");
  CHECK(parse_control_file(marked, "job.txt").marked);
  CHECK_FALSE(parse_control_file(marked, "job.txt").usable());
  const auto refused = usable_control_file(marked, "job.txt");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().hint.find("--after") != std::string::npos);
  CHECK(said(marked + "Pubic,TRUE\n", Kind::error).find("6: unknown keyword") != std::string::npos);
}

TEST_CASE("bytes beyond ASCII are noted once, and a UTF-8 mark is a warning") {
  CHECK(said(kFull + "POName,M\xFCnster\n! \xE4\n", Kind::note)
            .find("8: letters beyond ASCII (2 lines) are read in the code page of Windows\n") !=
        std::string::npos);
  CHECK(said(kFull + "POName,M\xC3\xBCnster\n", Kind::note).find("look like UTF-8") !=
        std::string::npos);
}

TEST_CASE("where mailboxes go, what is imported, and where the text ends are looked at") {
  struct Row {
    std::string text, warnings;
  };
  const std::string import = "Mode,FILE\nHome-Server,A\nPublic,FALSE\n";
  const Row rows[] = {
      {import + "File,C:\\a.pkl\nContainer,Recipients\n", ""},
      {import + "File,C:\\a.pkl\nContainer,recipients/cn=a/cn=b\n", ""},
      {import + "File,C:\\a.pkl\nContainer,/o=F/ou=A/cn=Recipients\n", ""},
      {import + "File,C:\\a.pkl\nContainer,none\n", ""},
      {import + "File,C:\\a.pkl\nContainer,Recipients2\n",
       "5: Container should begin with Recipients (the wizard logs event 10023 for others)\n"},
      {import + "File,C:\\a.txt\n", "4: File names no packing list, whose name ends in .PKL\n"},
      {import + "File,C:\\a.pkl\n\x1A\nEmail,FALSE\n",
       "4: the text ends at a DOS end mark (^Z) in or after this line; what follows is not read\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(said(row.text, Kind::warning) == row.warnings);
    CHECK(said(row.text, Kind::error) == "");
  }
}

TEST_CASE("every error says what to write instead") {
  for (const auto& p : lint_control_file(
           support::read(std::filesystem::path(FIXTURES_DIR) / "control/wrong/everything.txt"),
           "job.txt")) {
    CAPTURE(p.message);
    if (p.kind != Kind::note) CHECK(p.instead != "");
  }
}

TEST_CASE("the calendar knows its months") {
  struct Row {
    std::string digits, wrong;
  };
  const Row rows[] = {{"19990101000000", ""},
                      {"20000229235959", ""},
                      {"19000229000000", "29 February"},
                      {"19990431000000", "31 April"},
                      {"19991301000000", "month 13"},
                      {"19990001000000", "month 0"},
                      {"19990100000000", "0 January"},
                      {"19990101240000", "hour 24"},
                      {"19990101006000", "minute 60"},
                      {"19990101000060", "second 60"},
                      {"16010101000000", ""},
                      {"16001231000000", "year 1600 (the first is 1601)"},
                      {"1999", ""},
                      {"1999010100000x", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.digits);
    CHECK(impossible_part(row.digits).value_or("") == row.wrong);
  }
}
