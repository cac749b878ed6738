// audit and items, on what the program has delivered, and on what somebody did to it since.
#include <algorithm>

#include "base/json.hpp"
#include "fakes.hpp"
#include "program.hpp"

namespace migrator::run {
namespace {

const std::string kHarbor = FIXTURES_DIR "/harbor";

struct Delivered {
  Folder folder;
  std::string format;
  fs::path out = folder / "out";

  explicit Delivered(std::string to, const std::string& steps = "one") : format(std::move(to)) {
    write_plan(folder / "plan.json", steps);
    const auto ran =
        migrator({"run", "--plan", (folder / "plan.json").string(), "--source", kHarbor, "--to",
                  format + ":" + out.string(), "--items", (folder / "items.ndjson").string()});
    REQUIRE_MESSAGE(ran.code <= 1, ran.err << ran.out);
  }
  Ran audit(const std::string& source = kHarbor) const {
    return migrator(
        {"audit", "--source", source, "--to", format + ":" + out.string(), "--format", "json"});
  }
  // The whole of what audit says is wrong: file and words.
  std::vector<std::string> wrong(int code) const {
    const auto ran = audit();
    CHECK_MESSAGE(ran.code == code, ran.err << ran.out);
    std::vector<std::string> found;
    auto json = base::parse_json(ran.out, "audit");
    REQUIRE(json);
    for (const auto& one : json->at("differences"))
      found.push_back(one.at("file").get<std::string>() + ": " + one.at("what").get<std::string>());
    return found;
  }
  // The first message file of Quill's Inbox or, of an mbox, the file.
  fs::path first(const std::string& with = "") const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(out / "mailboxes"))
      if (entry.is_regular_file() && entry.file_size() > 0 &&
          entry.path().filename() != "maildirfolder" && entry.path().extension() != ".vcf" &&
          entry.path().extension() != ".ldif" && read(entry.path()).find(with) != std::string::npos)
        found.push_back(entry.path());
    REQUIRE_FALSE(found.empty());
    return *std::ranges::min_element(found);
  }
};

void replace(const fs::path& file, const std::string& word, const std::string& other) {
  std::string text = read(file);
  const auto at = text.find(word);
  REQUIRE(at != std::string::npos);
  write(file, text.replace(at, word.size(), other));
}

TEST_CASE("what was delivered is equal to its source, in every format and by every way") {
  for (const char* format : {"maildir", "mbox", "eml"})
    for (const char* steps : {"one", "two"}) {
      CAPTURE(format);
      CAPTURE(steps);
      const Delivered delivered(format, steps);
      const auto ran = delivered.audit();
      CHECK_MESSAGE(ran.code == 0, ran.err << ran.out);
      auto json = base::parse_json(ran.out, "audit");
      REQUIRE(json);
      CHECK(json->at("equal") == true);
      CHECK(json->at("compared") == json->at("total").at("delivered"));
      CHECK(json->at("compared").get<int>() > 10);
    }
}

TEST_CASE("a field that was changed in a delivered message is named with both values") {
  for (const char* format : {"maildir", "mbox", "eml"}) {
    CAPTURE(format);
    const Delivered delivered(format);
    const auto file = delivered.first("Subject: ");
    replace(file, "Subject: ", "Subject: Re:");
    const auto wrong = delivered.wrong(2);
    REQUIRE_FALSE(wrong.empty());
    if (std::string(format) == "mbox") continue;  // everything behind it stands elsewhere now
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].find("Subject is \"Re:") != std::string::npos);
    CHECK(wrong[0].starts_with(file.lexically_relative(delivered.out).string()));
  }
}

TEST_CASE("a byte that was flipped in an mbox is found in its message alone") {
  const Delivered delivered("mbox");
  const auto file = delivered.first("\nSubject: ");
  std::string text = read(file);
  text[text.find("\nSubject: ") + 11] ^= 1;
  write(file, text);
  const auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].find("Subject is ") != std::string::npos);
}

TEST_CASE("a file that is gone is missed, and one that nobody delivered is named") {
  for (const char* format : {"maildir", "eml"}) {
    CAPTURE(format);
    const Delivered delivered(format);
    const auto file = delivered.first("Subject: ");
    const auto copy = file.parent_path() / ("copy-of-" + file.filename().string());
    fs::copy_file(file, copy);
    auto wrong = delivered.wrong(2);
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0] == copy.lexically_relative(delivered.out).string() +
                          ": stands in the destination, and the ledger does not have it");
    fs::remove(copy);
    fs::remove(file);
    wrong = delivered.wrong(2);
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].ends_with("is not there"));
  }
}

TEST_CASE("bytes behind the last message of an mbox are of no item") {
  const Delivered delivered("mbox");
  const auto file = delivered.first();
  write(file, read(file) + "From nobody Tue Jun  2 06:39:00 1998\n\nhello\n\n");
  const auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].find("45 bytes from byte ") != std::string::npos);
}

TEST_CASE("a mail program may move and flag the files of a Maildir") {
  const Delivered delivered("maildir");
  const auto file = delivered.first("Subject: ");
  const std::string name = file.filename().string();
  fs::rename(file, file.parent_path() / (name.substr(0, name.find(':')) + ":2,FRS"));
  CHECK(delivered.wrong(0).empty());
  fs::copy_file(file.parent_path() / (name.substr(0, name.find(':')) + ":2,FRS"), file);
  const auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].find("stands twice") != std::string::npos);
}

TEST_CASE("nobody else may read what was delivered") {
  const Delivered delivered("maildir");
  std::size_t seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(delivered.out)) {
    CAPTURE(entry.path().string());
    CHECK((entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
          fs::perms::none);
    ++seen;
  }
  CHECK(seen > 20);
}

TEST_CASE("a card that was changed or lost is named") {
  const Delivered delivered("maildir");
  replace(delivered.out / "directory.vcf", "\r\nFN:", "\r\nFN:X");
  auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 2);
  CHECK(wrong[0] == "directory.vcf: is not what the source gives");
  CHECK(wrong[1].ends_with("has another text"));
  fs::remove(delivered.out / "directory.vcf");
  wrong = delivered.wrong(2);
  REQUIRE(wrong.size() > 2);
  CHECK(wrong[0] == "directory.vcf: is not there");
  CHECK(wrong[1].ends_with("its file is not there"));
}

TEST_CASE("a message that stands twice in a Maildir is named") {
  const Delivered delivered("maildir");
  const auto file = delivered.first("Subject: ");
  const std::string name = file.filename().string();
  fs::copy_file(file, file.parent_path().parent_path() / "new" / name.substr(0, name.find(':')));
  const auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].find("stands twice") != std::string::npos);
}

TEST_CASE("whatever stands beside the mail is held against the source") {
  const Delivered delivered("maildir");
  struct Row {
    std::string file, change, what;  // change: "gone", "cut", "more"
  };
  const Row rows[] = {{"directory.ldif", "gone", "is not there"},
                      {"directory.ldif", "cut", "is not what the source gives"},
                      {"index.json", "gone", "is not there"},
                      {"index.json", "cut", "is not what the source gives"},
                      {"mailboxes/Vaz, Ines.vcf", "gone", "is not there"},
                      {"mailboxes/Vaz, Ines.vcf", "cut", "is not what the source gives"},
                      {"directory.vcf", "more", "is not what the source gives"}};
  for (const Row& row : rows) {
    CAPTURE(row.file);
    CAPTURE(row.change);
    const fs::path file = delivered.out / row.file;
    const std::string text = read(file);
    if (row.change == "gone")
      fs::remove(file);
    else
      write(file, row.change == "cut" ? text.substr(0, 1) : text + text);
    const auto wrong = delivered.wrong(2);
    CHECK(std::ranges::count(wrong, row.file + ": " + row.what) == 1);
    write(file, text);
  }
  CHECK(delivered.wrong(0).empty());
}

TEST_CASE("what nobody delivered is named wherever it stands, and a folder that is gone") {
  const Delivered delivered("maildir");
  const fs::path mailbox = delivered.out / "mailboxes/Vaz, Ines";
  write(delivered.out / "root", "x");
  write(mailbox / "tmp/left", "x");
  write(mailbox / "copy.EML", "x");
  fs::create_directories(delivered.out / "public/New/cur");
  fs::create_symlink("/dev/null", mailbox / "cur/1.x.y:2,S");
  auto wrong = delivered.wrong(2);
  CHECK(wrong.size() == 5);
  for (const std::string& one : wrong)
    CHECK_MESSAGE(one.ends_with("stands there, and the run did not put it there"), one);
  fs::remove_all(mailbox / "new");
  CHECK(delivered.wrong(2).size() == 6);
}

TEST_CASE("another Message-ID and bytes behind the end of a message are differences") {
  const Delivered delivered("maildir");
  const auto file = delivered.first("Message-ID: <");
  const std::string text = read(file);
  replace(file, "Message-ID: <", "Message-ID: <X");
  auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].find("Message-ID is ") != std::string::npos);
  write(file, "X-Status: F\n" + text);
  CHECK(delivered.wrong(0).empty());
}

TEST_CASE("an mbox separator is compared, and a message that was read is no difference") {
  const Delivered delivered("mbox");
  const auto file = delivered.first("\nStatus: RO\n");
  const std::string text = read(file);
  replace(file, "\nStatus: RO\n", "\nStatus: OO\n");
  CHECK(delivered.wrong(0).empty());
  write(file, "From X" + text.substr(6));
  const auto wrong = delivered.wrong(2);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].find("its separator is ") != std::string::npos);
}

TEST_CASE("an audit of what does not belong together is refused") {
  const Delivered delivered("maildir");
  fs::copy(kHarbor, delivered.folder / "other", fs::copy_options::recursive);
  CHECK(delivered.audit((delivered.folder / "other").string()).code == 3);
  CHECK(migrator({"audit", "--source", kHarbor, "--to", "mbox:" + delivered.out.string()}).code ==
        3);
}

TEST_CASE("every row of the items fits its schema, and there is one for each item") {
  const Delivered delivered("eml");
  const auto state = (delivered.out / ".sidestep").string();
  const auto csv = migrator({"items", "--state", state});
  CHECK(csv.code == 0);
  const auto json = migrator({"items", "--state", state, "--format", "ndjson"});
  CHECK(json.code == 0);
  CHECK(json.out == read(delivered.folder / "items.ndjson"));
  write(delivered.folder / "items.csv", csv.out);
  const auto checked = run_program({"/usr/bin/python3", CHECK_ITEMS, DOCS_DIR "/items.schema.json",
                                    (delivered.folder / "items.ndjson").string(),
                                    (delivered.folder / "items.csv").string()});
  CHECK_MESSAGE(checked.code == 0, checked.out << checked.err);
}

}  // namespace
}  // namespace migrator::run
