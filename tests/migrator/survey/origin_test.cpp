// A folder without set.json as a source.
#include <doctest/doctest.h>

#include "migrator/run/fingerprint.hpp"
#include "migrator/run/run.hpp"
#include "support.hpp"

namespace migrator::run {
namespace {

namespace fs = std::filesystem;
using support::TempFolder;
using support::write;
using survey_test::letter;

const std::string kPackingList = "850\r\n\r\nFilename,Filetype\r\n1.PRI,Primary\r\n";

std::string print_of(const fs::path& path) {
  auto origin = origin_of(path);
  REQUIRE(origin);
  auto print = fingerprint(*origin);
  REQUIRE(print);
  return *print;
}

TEST_CASE("a bare folder is opened by its draft, and its places are relative to it") {
  const TempFolder folder;
  write(folder / "in/quill.exp", letter("A at P", "Quill, Nora at P", "1/2/98"));
  auto origin = origin_of(folder.path());
  REQUIRE(origin);
  CHECK(origin->kind == Origin::Kind::export_set);
  REQUIRE(origin->choice.description);
  auto source = open_source(*origin);
  REQUIRE(source);
  REQUIRE((*source)->catalogue().accounts.size() == 1);
  auto items = (*source)->open((*source)->catalogue().accounts[0]);
  REQUIRE(items);
  auto item = (*items)->next();
  REQUIRE(item);
  REQUIRE(*item);
  CHECK((*item)->place.file == "in/quill.exp");
}

TEST_CASE("a folder with one packing list is that set") {
  const TempFolder folder;
  write(folder / "harbor.001/HARBOR.PKL", kPackingList);
  write(folder / "readme.txt", "the set of HARBOR");
  auto origin = origin_of(folder.path());
  REQUIRE(origin);
  CHECK(origin->kind == Origin::Kind::packing_list);
  CHECK(origin->path == folder / "harbor.001/HARBOR.PKL");
  CHECK(origin->folder == folder / "harbor.001");
}

TEST_CASE("what could be meant in two ways is refused, and says what to give") {
  const TempFolder folder;
  write(folder / "two/a/A.PKL", kPackingList);
  write(folder / "two/b/B.PKL", kPackingList);
  write(folder / "mixed/A.PKL", kPackingList);
  write(folder / "mixed/a.exp", letter("A at P", "B at P", "1/2/98"));
  write(folder / "none/readme.txt", "nothing");
  write(folder / "below/sub/set.json", "{}");
  write(folder / "below/a.exp", letter("A at P", "B at P", "1/2/98"));
  write(folder / "case/SET.JSON", "{}");
  write(folder / "case/a.exp", letter("A at P", "B at P", "1/2/98"));
  struct Row {
    std::string name, message, hint;
  };
  const Row rows[] = {
      {"two", "several sets of migration files: a/A.PKL, b/B.PKL", "give the .PKL"},
      {"mixed", "a set of migration files (A.PKL) and files of messages (a.exp)", "--draft"},
      {"below", "this describes what lies there: sub/set.json", "a set.json stands in"},
      {"case", "this describes what lies there: SET.JSON", "in small letters"},
      {"none", "has no set.json, no .PKL and no file of messages or lists", "sidestep survey"},
  };
  for (const Row& row : rows) {
    const auto origin = origin_of(folder / row.name);
    CAPTURE(row.name);
    REQUIRE_FALSE(origin);
    CHECK(origin.error().code == base::Errc::usage);
    CHECK(origin.error().message.find(row.message) != std::string::npos);
    CHECK(origin.error().hint.find(row.hint) != std::string::npos);
  }
}

TEST_CASE("a run does not go by the draft of a folder that may hold more than the draft") {
  for (const char* name : {"c\nd.exp", "back\\slash.exp", "link.exp"}) {
    const TempFolder folder;
    write(folder / "a.exp", letter("A at P", "B at P", "1/2/98"));
    if (std::string(name) == "link.exp")
      fs::create_symlink("a.exp", folder / name);
    else
      write(folder / name, letter("A at P", "B at P", "1/3/98"));
    const auto origin = origin_of(folder.path());
    CAPTURE(std::string(name));
    REQUIRE_FALSE(origin);
    CHECK(origin.error().code == base::Errc::conflict);
    CHECK(origin.error().message.find(base::printable(name)) != std::string::npos);
    fs::remove(folder / name);
    CHECK(origin_of(folder.path()));
  }
}

TEST_CASE("a file that is called as mail and has none that can be found is no passing matter") {
  const std::string mail = letter("A at P", "B at P", "1/3/98");
  std::string mac = mail;
  std::erase(mac, '\n');
  struct Row {
    std::string name, head;
  };
  const Row rows[] = {{"mac.exp", mac},
                      {"poem.exp", "a poem\r\n"},
                      {"u16.exp", std::string("\xFF\xFEM\0e\0s\0", 8)},
                      {"1.PRI", "MAILMESSAGE,PublicMessages\r\n"},
                      {"1.SEC", "Type,Length,Encoding,Islast,Name,Position,Format\r\n"}};
  for (const Row& row : rows) {
    const TempFolder folder;
    write(folder / "a.exp", letter("A at P", "B at P", "1/2/98"));
    write(folder / row.name, row.head);
    CAPTURE(row.name);
    const auto origin = origin_of(folder.path());
    REQUIRE_FALSE(origin);
    CHECK(origin.error().code == base::Errc::conflict);
    CHECK(origin.error().message.find(row.name) != std::string::npos);
  }
}

TEST_CASE("messages are found below whatever stands above them") {
  const std::string mail = letter("A at P", "B at P", "1/3/98");
  for (const std::string& above :
       {std::string("\xEF\xBB\xBF"), std::string(70'000, 'x') + "\r\n",
        std::string("\0\1\2\r\n", 5), std::string("EXPORT 5.14 Copyright\r\n")}) {
    const TempFolder folder;
    write(folder / "late.exp", above + mail);
    CAPTURE(above.substr(0, 20));
    const auto origin = origin_of(folder.path());
    REQUIRE_MESSAGE(origin, (origin ? "" : origin.error().message));
    CHECK(origin->choice.description->at("mailboxes").size() == 1);
  }
}

TEST_CASE("what a surveyed source holds beside its mail is in the report") {
  const TempFolder folder;
  write(folder / "a.exp", letter("A at P", "B at P", "1/2/98"));
  write(folder / "b.exp", letter("A at P", "B at P", "1/2/98"));
  write(folder / "readme.txt", "nothing");
  auto origin = origin_of(folder.path());
  REQUIRE(origin);
  REQUIRE(origin->left_out.size() == 1);
  Report report;
  report.complete = true;
  report.left_out = origin->left_out;
  CHECK(report.exit_code() == 0);  // a copy: nothing is missing
  write(folder / "old.cca", std::string("\x8f\x01\xfe\x03", 4));
  origin = origin_of(folder.path());
  REQUIRE(origin);
  report.left_out = origin->left_out;
  CHECK(report.exit_code() == 1);
  const base::Json json = to_json(report);
  REQUIRE(json.at("left_out").size() == 2);
  CHECK(json.at("left_out")[1].at("file") == "old.cca");
  CHECK(json.at("left_out")[1].at("may_hold_mail") == true);
}

TEST_CASE("a fingerprint of leftovers covers the draft and its files") {
  const TempFolder folder;
  write(folder / "a.exp", letter("A at P", "B at P", "1/2/98"));
  const std::string before = print_of(folder.path());
  CHECK(print_of(folder.path()) == before);
  write(folder / "b.exp", letter("A at P", "B at P", "1/3/98"));
  const std::string with_file = print_of(folder.path());
  CHECK(with_file != before);
  write(folder / "b.exp", letter("A at P", "B at P", "1/3/98", "longer than before"));
  CHECK(print_of(folder.path()) != with_file);
  auto origin = origin_of(folder.path());
  REQUIRE(origin);
  const auto print = fingerprint(*origin);
  (*origin->choice.description)["code_page"] = 852;  // the same files, read in another way
  const auto other = fingerprint(*origin);
  REQUIRE((print && other));
  CHECK(*print != *other);
  write(folder / "readme.txt", "of no use to anybody");
  const std::string same = print_of(folder.path());
  write(folder / "readme.txt", "changed");
  CHECK(print_of(folder.path()) == same);
}

}  // namespace
}  // namespace migrator::run
