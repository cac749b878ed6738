#include "migrator/survey/owner.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

namespace migrator::survey {
namespace {

using support::TempFolder;
using support::write;
using survey_test::letter;
using survey_test::seen;

const std::string kDirectory =
    "Name: Quill, Nora\r\nLocn: L\r\nName: Reed, Tom\r\nLocn: R\r\nName: Vaz, Ines\r\nLocn: r\r\n";

// "mailbox Quill, Nora" of a file with this content.
std::string owner(const std::string& name, const std::string& content,
                  const std::string& directory = kDirectory, const std::string& log = "") {
  const TempFolder folder;
  write(folder / name, content);
  if (!directory.empty()) write(folder / "directory.exp", directory);
  if (!log.empty()) write(folder / "export.log", log);
  const Survey survey = seen(folder.path());
  const FileRecord* file = survey.find(name);
  REQUIRE(file != nullptr);
  REQUIRE(file->mail);
  const Owner out = owner_of(*file, names_of(survey));
  return (out.account.kind == AccountKind::board ? "board " : "mailbox ") + out.account.name +
         (out.named_after_file ? " (file)" : "");
}

TEST_CASE("a file is of the one whom its messages go to") {
  const std::string nora = letter("Reed, Tom at H", "Quill, Nora at H", "1/2/98");
  const std::string tom = letter("Quill, Nora at H", "Reed, Tom at H", "1/2/98");
  const std::string board = letter("Quill, Nora at H", "#Garden", "1/2/98");
  const std::string both = letter("X at H", "Quill, Nora at H\r\nTo: Reed, Tom at H", "1/2/98");
  const std::string list = letter("X at H", "All staff", "1/2/98");
  struct Row {
    std::string name, content, expected;
  };
  const Row rows[] = {
      {"a.exp", nora + nora + tom, "mailbox Quill, Nora"},
      {"a.exp", board + board + nora, "board Garden"},
      {"a.exp", letter("A", "#Social at PO5", "1/2/98"), "board Social"},
      {"reed.exp", nora, "mailbox Quill, Nora"},
      {"reed.exp", both, "mailbox Reed, Tom"},
      {"REED-2.CCM", both, "mailbox Reed, Tom"},
      {"quilln.exp", both, "mailbox Quill, Nora"},
      {"noraquil.exp", both, "mailbox Quill, Nora"},
      {"x.exp", both, "mailbox x (file)"},
      {"x.exp", list + list + nora + nora + nora, "mailbox Quill, Nora"},
      {"sent.exp",
       letter("Reed, Tom at H", "A", "1/2/98") + letter("Reed, Tom at H", "B", "1/2/98"),
       "mailbox Reed, Tom"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.content);
    CHECK(owner(row.name, row.content) == row.expected);
  }
}

TEST_CASE("a console log decides whose a file is") {
  const std::string log =
      "Exporting messages in mailbox \"Reed, Tom\" to file EXPORT\\MSG4A27.CCM\r\n";
  const std::string nora = letter("X at H", "Quill, Nora at H", "1/2/98");
  CHECK(owner("msg4a27.ccm", nora, "", log) == "mailbox Reed, Tom");
}

TEST_CASE("two people of one name are not told apart by a file's name") {
  const Nicknames names({"Quill, Nora", "Quill, Ned", "Vaz, Ines"});
  CHECK(names.who("quill.exp") == "");
  CHECK(names.who("quillned.exp") == "Quill, Ned");
  CHECK(names.who("x/VAZ_2.CCM") == "Vaz, Ines");
  CHECK(names.who("1.exp") == "");
  CHECK(names.who("") == "");
}

}  // namespace
}  // namespace migrator::survey
