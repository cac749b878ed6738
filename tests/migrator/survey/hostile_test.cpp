// Folders that somebody made to hurt.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "migrator/ccmail/set_file.hpp"
#include "migrator/survey/report.hpp"
#include "support.hpp"

namespace migrator::survey {
namespace {

namespace fs = std::filesystem;
using support::TempFolder;
using support::write;
using survey_test::letter;
using survey_test::seen;
using survey_test::why;

TEST_CASE("pipes and links are named, never opened or followed") {
  const TempFolder folder;
  REQUIRE(::mkfifo((folder / "pipe.exp").c_str(), 0600) == 0);
  fs::create_symlink("/dev/zero", folder / "zero.exp");
  fs::create_directory_symlink("/", folder / "root");
  write(folder / "in/a.exp", letter("A at P", "B at P", "1/2/98"));
  fs::create_symlink("a.exp", folder / "in/b.exp");
  fs::create_directory_symlink("..", folder / "in/loop");
  const Survey survey = seen(folder.path());
  CHECK(survey.files.size() == 6);
  CHECK(survey.find("pipe.exp")->what.kind == Kind::special);
  CHECK(survey.find("zero.exp")->what.kind == Kind::link);
  CHECK(survey.find("in/loop")->what.kind == Kind::link);
  const auto draft = migrator::survey::draft(survey);
  CHECK(draft.description.at("mailboxes")[0].at("messages") == base::Json{"in/a.exp"});
}

TEST_CASE("no name of a file or a person writes to a terminal") {
  const TempFolder folder;
  write(folder / "a\x1b[2J.exp", letter("A at P", "B\x1b[2J at P", "1/2/98"));
  write(folder / "b.exp", letter("A at P", "C\x1b]0;x\x07 at P", "1/2/98"));
  write(folder / "\xff\xfe.exp", letter("A at P", "D at P", "1/3/98"));
  write(folder / "c\nd.exp", letter("A at P", "E at P", "1/4/98"));
  const Survey survey = seen(folder.path());
  const auto draft = migrator::survey::draft(survey);
  const std::string page = to_text(survey, draft);
  for (char c : page) CHECK_FALSE((static_cast<unsigned char>(c) < 0x20 && c != '\n'));
  CHECK(base::is_utf8(page));
  CHECK(ccmail::load_set(folder.path(), {draft.description, {}}));
  CHECK(draft.description.at("mailboxes").size() == 1);
  CHECK(why(draft, "c\nd.exp").find("rename it") != std::string::npos);
}

TEST_CASE("a large file that is no mail is known by its beginning") {
  const TempFolder folder;
  write(folder / "huge.bin", "\x01\x02\x03");
  fs::resize_file(folder / "huge.bin",
                  std::uintmax_t{1} << 36);  // sparse; reading it takes minutes
  write(folder / "blank.exp", "");
  fs::resize_file(folder / "blank.exp", std::uintmax_t{1} << 36);
  const Survey survey = seen(folder.path());
  CHECK(survey.find("huge.bin")->what.kind == Kind::unknown);
  CHECK(survey.find("blank.exp")->what.kind == Kind::unknown);
}

TEST_CASE("more names than memory has room for are not kept") {
  std::string many;
  for (int i = 0; i < 3000; ++i)
    many += letter("A" + std::to_string(i) + " at P", "B" + std::to_string(i) + " at P", "1/2/98");
  const TempFolder folder;
  write(folder / "a.exp", many);
  const Survey survey = seen(folder.path());
  const auto& mail = *survey.find("a.exp")->mail;
  CHECK(mail.messages == 3000);
  CHECK(mail.recipients.size() <= kKeptNames);
  CHECK(mail.senders.size() <= kKeptNames);
}

TEST_CASE("folders within folders have an end, and it is said") {
  const TempFolder folder;
  fs::path deep = folder.path();
  for (int i = 0; i < kMostDepth + 3; ++i) deep /= "d";
  write(deep / "a.exp", letter("A at P", "B at P", "1/2/98"));
  const Survey survey = seen(folder.path());
  REQUIRE(survey.files.size() == 1);
  CHECK(survey.files[0].what.kind == Kind::unreadable);
  CHECK(survey.files[0].what.says.find("too deep") != std::string::npos);
}

TEST_CASE("a file that may not be read is a line") {
  if (::geteuid() == 0) {
    MESSAGE("SKIPPED: root reads everything");
    return;
  }
  const TempFolder folder;
  write(folder / "a.exp", "Message:\r\n");
  fs::permissions(folder / "a.exp", fs::perms::none);
  CHECK(seen(folder.path()).find("a.exp")->what.kind == Kind::unreadable);
}

TEST_CASE("every prefix of a file of messages is surveyed, and its draft loads") {
  const std::string whole = support::read(fs::path(FIXTURES_DIR) / "harbor/mail/quill.exp");
  const TempFolder folder;
  for (std::size_t cut = 0; cut <= whole.size(); cut += 7) {
    write(folder / "a.exp", whole.substr(0, cut));
    const Survey survey = seen(folder.path());
    const auto draft = migrator::survey::draft(survey);
    CAPTURE(cut);
    if (!draft.description.is_null())
      CHECK(ccmail::load_set(folder.path(), {draft.description, {}}));
  }
}

TEST_CASE("what is no folder is refused") {
  const TempFolder folder;
  write(folder / "a.exp", "");
  CHECK(survey(folder / "absent").error().code == base::Errc::io);
  CHECK(survey(folder / "a.exp").error().code == base::Errc::usage);
}

}  // namespace
}  // namespace migrator::survey
