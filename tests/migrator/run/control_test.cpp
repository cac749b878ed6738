#include "migrator/run/control.hpp"

#include <doctest/doctest.h>

#include "fakes.hpp"

namespace migrator::run {
namespace {

// A job that may run without a plan: boards are left out.
constexpr const char* kHead =
    "Mode,CCMAIL\r\nFunction,FULL\r\nFile,C:\\M\\\r\nPostoffice,M:\\\r\nPublic,FALSE\r\n";

Control must(const base::Result<Control>& control) {
  REQUIRE_MESSAGE(control, control.error().message);
  return *control;
}

std::string notes_of(const Control& control) {
  std::string out;
  for (const auto& note : control.notes)
    out += std::to_string(note.line) + " " + note.message + "\n";
  return out;
}

TEST_CASE("accounts are those of the list beside the control file, whatever path it is given by") {
  const Folder folder;
  write(folder / "job.txt",
        std::string(kHead) + "Accounts,C:\\Lists\\USERS.TXT\r\nEmailStart,19980101000000\r\n");
  write(folder / "users.txt", "Quill, Nora\r\n\r\nM\xFCller, Jens\r\n\x1A ignored");
  auto control = read_control(folder / "job.txt");
  REQUIRE_MESSAGE(control, control.error().message);
  CHECK(control->selection.mailboxes ==
        std::set<std::string>{"Quill, Nora", "M\xC3\xBCller, Jens"});
  CHECK_FALSE(control->selection.boards);
  CHECK(control->selection.said.at("M\xC3\xBCller, Jens") == "users.txt line 3");
  CHECK(to_time14(control->selection.since.value()) == "19980101000000");
  CHECK_FALSE(control->selection.dates_of_boards);
  CHECK(control->job.left_out.contains(Content::boards));
}

TEST_CASE("a control file is refused where the wizard would stop, and the line is named") {
  struct Row {
    std::string lines, users, error;
  };
  const Row rows[] = {
      {"Accounts,C:\\USERS.TXT\r\n", "", "line 6: the file of Accounts, C:\\USERS.TXT, is not"},
      {"Accounts,users.txt\r\n", "\r\n \r\n", "users.txt: names nobody"},
      {"EmailEnd,19980230000000\r\n", "", "line 6: EmailEnd is no date: 30 February"},
      {"Accounts,..\\users.txt\r\n", "Quill, Nora", "is not beside"},
      {"Public,TRUE\r\n", "", "Public stands in line 5 already"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.lines);
    const Folder folder;
    write(folder / "job.txt", kHead + row.lines);
    if (!row.users.empty()) write(folder / "users.txt", row.users);
    const auto control = read_control(folder / "job.txt");
    CHECK_FALSE(control);
    if (control) continue;
    CAPTURE(control.error().message);
    CHECK(control.error().message.find(row.error) != std::string::npos);
  }
}

TEST_CASE("what only an Exchange server could use is said once, and other warnings stay") {
  const Folder folder;
  write(folder / "job.txt", std::string(kHead) +
                                "Home-Server,ATLAS\r\nNTAccounts,NO\r\nContainer,Recipients\r\n"
                                "PAB,TRUE\r\n");
  const auto control = read_control(folder / "job.txt");
  REQUIRE_MESSAGE(control, control.error().message);
  CHECK(notes_of(*control) ==
        "9 PAB has no meaning in mode CCMAIL (the wizard logs event 10008)\n"
        "6 Home-Server, Container, NTAccounts: of an Exchange server, and ignored; the mail goes "
        "to the destination of --to\n");
  // A file without Home-Server is none to warn of: there is no server.
  write(folder / "bare.txt", kHead);
  CHECK(notes_of(must(read_control(folder / "bare.txt"))).empty());
}

TEST_CASE("the second step finds its packing list beside the control file") {
  const Folder folder;
  write(folder / "job.txt", "Mode,FILE\r\nFile,C:\\MIGRATE\\HARBOR.001\\HARBOR.PKL\r\n");
  CHECK_FALSE(must(read_control(folder / "job.txt")).source);
  write(folder / "harbor.pkl", "850");
  CHECK(must(read_control(folder / "job.txt")).source == folder / "harbor.pkl");
  write(folder / "Harbor.001/HARBOR.PKL", "850");
  CHECK(must(read_control(folder / "job.txt")).source == folder / "Harbor.001/HARBOR.PKL");
  CHECK(must(read_control(folder / "job.txt")).job.phase == Phase::import);
}

TEST_CASE("beside a plan a control file is not asked for its job") {
  const Folder folder;
  write(folder / "job.txt", "Mode,CCMAIL\r\nFile,C:\\M\\\r\nPostoffice,M:\\\r\n");
  CHECK(must(read_control(folder / "job.txt")).job.both_in_one_step());  // Q214836
  CHECK(must(read_control(folder / "job.txt", true)).job.passes.empty());
}

}  // namespace
}  // namespace migrator::run
