// What was rejected can be corrected and imported again, and then nothing is missing.
#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "fakes.hpp"
#include "program.hpp"

namespace migrator::run {
namespace {

const std::string kHarbor = FIXTURES_DIR "/harbor";
const std::string kSets = FIXTURES_DIR "/migration";

void replace(const fs::path& file, const std::string& from, const std::string& to) {
  std::string text = read(file);
  const auto at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, file.string() << " has no " << from);
  write(file, text.replace(at, from.size(), to));
}

Ran run(const fs::path& plan, const fs::path& source, const fs::path& out) {
  return migrator({"run", "--plan", plan.string(), "--source", source.string(), "--to",
                   "maildir:" + out.string()});
}

Ran import(const fs::path& set, const fs::path& out, std::vector<std::string> more = {}) {
  std::vector<std::string> all = {"import", "--files", set.string(), "--to",
                                  "maildir:" + out.string()};
  all.insert(all.end(), more.begin(), more.end());
  return migrator(all);
}

// The mail and the index; cards and records stand in another order when they come later. Rows that
// were nobody's had a mailbox of their own, which stays.
std::map<std::string, std::string> mail(const fs::path& root) {
  auto out = tree(root);
  const bool nobody = std::erase_if(out, [](const auto& one) {
    return one.first.find("unreadable section") != std::string::npos;
  });
  std::erase_if(out, [&](const auto& one) {
    return one.first.ends_with(".vcf") || one.first.ends_with(".ldif") ||
           (nobody && one.first == "index.json");
  });
  return out;
}

// The cards of a file without their UIDs, in order.
std::vector<std::string> cards(const fs::path& file) {
  const std::string text = read(file), end = "END:VCARD\r\n";
  std::vector<std::string> out;
  for (std::size_t from = 0, to = text.find(end); to != std::string::npos;
       from = to + end.size(), to = text.find(end, from)) {
    std::string card = text.substr(from, to - from);
    const auto uid = card.find("UID:");
    card.erase(uid, card.find('\n', uid) - uid);
    out.push_back(card);
  }
  std::ranges::sort(out);
  return out;
}

struct Harbor {
  Folder folder;
  fs::path plan = folder / "plan.json", good = folder / "good", bad = folder / "bad";
  fs::path out_good = folder / "out-good", out_bad = folder / "out-bad";
  fs::path set = out_bad / ".sidestep/recovery";

  explicit Harbor(const std::string& steps = "one") {
    write_plan(plan, steps);
    for (const auto& source : {good, bad}) fs::copy(kHarbor, source, fs::copy_options::recursive);
    replace(bad / "mail/quill.exp", "Message:", "Messsge:");
    const std::string board = read(bad / "boards/garden.exp");
    write(bad / "boards/garden.exp", board.substr(0, board.size() - 20));
    lost = board.substr(board.size() - 20);
    replace(bad / "directory.exp", "Name: Reed, Tom", "Name:");
    CHECK(run(plan, good, out_good).code == 1);
    CHECK(run(plan, bad, out_bad).code == 2);
  }
  void correct_mail() const {
    replace(set / "mail/Quill, Nora/000001.exp", "Messsge:", "Message:");
  }
  void correct_rest() const {
    const auto last = set / "boards/Garden/000003.exp";
    write(last, read(last) + lost);
    replace(set / "directory.exp", "Name:", "Name: Reed, Tom");
  }
  std::string lost;
};

TEST_CASE("what was rejected of an export set is corrected, imported, and nothing is missing") {
  for (const char* steps : {"one", "two"}) {
    CAPTURE(steps);
    const Harbor harbor(steps);
    CHECK(mail(harbor.out_bad) != mail(harbor.out_good));
    harbor.correct_mail();
    harbor.correct_rest();
    const Ran ran = import(harbor.set, harbor.out_bad);
    CHECK_MESSAGE(ran.code == 0, ran.out << ran.err);
    CHECK(mail(harbor.out_bad) == mail(harbor.out_good));
    CHECK(cards(harbor.out_bad / "directory.vcf") == cards(harbor.out_good / "directory.vcf"));
    // Of every mailbox all lists are left, also of one that had nothing rejected.
    for (const char* name : {"Quill, Nora.vcf", "Reed, Tom.vcf", "Vaz, Ines.vcf"}) {
      CAPTURE(name);
      const auto before = cards(harbor.out_good / "mailboxes" / name),
                 after = cards(harbor.out_bad / "mailboxes" / name);
      CHECK(after.size() >= before.size());
      for (const auto& card : before)
        if (card.find("KIND:group") == std::string::npos)
          CHECK_MESSAGE(std::ranges::count(after, card) == 1, card);
    }
    const auto whole = tree(harbor.out_bad);
    CHECK(import(harbor.set, harbor.out_bad).code == 0);
    CHECK(tree(harbor.out_bad) == whole);
    CHECK(import(harbor.set, harbor.out_bad, {"--state", (harbor.folder / "s").string()}).code ==
          0);
    CHECK(tree(harbor.out_bad) == whole);
  }
}

TEST_CASE("what is still wrong is kept again, and everything can be corrected bit by bit") {
  const Harbor harbor;
  harbor.correct_mail();
  const Ran first = import(harbor.set, harbor.out_bad, {"--format", "json"});
  CHECK(first.code == 2);
  const auto report = base::parse_json(first.out, "report");
  REQUIRE(report);
  CHECK(report->at("total").at("read") == 3);
  CHECK(report->at("total").at("rejected") == 2);
  CHECK(report->at("adds_up") == true);
  // The set that is left, as the report names it …
  const fs::path left = report->at("recovery_set").get<std::string>();
  CHECK(fs::exists(left / "boards/Garden/000003.exp"));
  CHECK(!fs::exists(left / "mail"));
  // … or the first one again, corrected further: its import is not that of before.
  harbor.correct_rest();
  CHECK(import(harbor.set, harbor.out_bad).code == 0);
  CHECK(mail(harbor.out_bad) == mail(harbor.out_good));
  const auto whole = tree(harbor.out_bad);
  write(left / "boards/Garden/000003.exp", read(left / "boards/Garden/000003.exp") + harbor.lost);
  replace(left / "directory.exp", "Name:", "Name: Reed, Tom");
  CHECK(import(left, harbor.out_bad).code == 0);
  CHECK(tree(harbor.out_bad) == whole);
}

TEST_CASE("a recovery set goes only where its run went, wherever state and set are") {
  const Harbor harbor;
  harbor.correct_mail();
  harbor.correct_rest();
  const auto moved = harbor.folder / "desk";
  fs::copy(harbor.set, moved, fs::copy_options::recursive);
  CHECK(import(moved, harbor.out_bad, {"--state", (harbor.folder / "s").string()}).code == 0);
  CHECK(mail(harbor.out_bad) == mail(harbor.out_good));
  fs::remove(moved / "recovery.json");
  const Ran refused =
      migrator({"run", "--plan", harbor.plan.string(), "--source", moved.string(), "--to",
                "maildir:" + harbor.out_bad.string(), "--state", (harbor.folder / "t").string()});
  CHECK(refused.code == 3);
  CHECK(refused.err.find("another run") != std::string::npos);
}

TEST_CASE("copies of one message stay copies when one of them comes from a recovery set") {
  const Folder folder;
  const std::string letter =
      "Message:\r\nFrom: A\r\nTo: B\r\nSubject: Again\r\nContents:\r\nText item:\r\nHello\r\n";
  const auto source = folder / "source", out = folder / "out";
  write(
      source / "set.json",
      R"({"system":"cc:mail","post_office":"HARBOR","mailboxes":[{"name":"B","messages":["b.exp"]}]})");
  write(source / "b.exp", "garbage\r\n" + letter + letter);
  write_plan(folder / "plan.json", "one");
  CHECK(run(folder / "plan.json", source, out).code == 2);
  const auto count = [&] {
    return std::ranges::count_if(
        tree(out), [](const auto& one) { return one.first.find("/cur/0") != std::string::npos; });
  };
  CHECK(count() == 2);
  // Who corrects may find two messages where one was counted.
  write(out / ".sidestep/recovery/mail/B/000001.exp", letter + letter);
  CHECK(import(out / ".sidestep/recovery", out).code == 0);
  CHECK(count() == 4);
  CHECK(import(out / ".sidestep/recovery", out, {"--state", (folder / "s").string()}).code == 0);
  CHECK(count() == 4);
}

TEST_CASE("what was rejected of migration files is corrected where it stands, and imported") {
  struct Correction {
    std::string set, file, from, to;
  };
  const Correction rows[] = {
      {"pointer_past_the_end", "00000001.pri", "FALSE,#00000001.sec(5000)",
       "FALSE,#00000001.sec(50)"},
      {"pointer_into_data", "00000001.pri", "", ""},
      {"text_after_quote", "00000001.pri", "\"Prices, \"spring", "\"Prices, spring\""},
      {"pab_title_three_fields", "00000001.pri", "PAB,MIGRATE:CCMAIL:Quill, Nora at HARBOR",
       "PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\""},
      {"title_misspelt", "00000001.pri", "MAILMESAGE,", "MAILMESSAGE,"},
  };
  const Folder folder;
  const auto whole = folder / "whole";
  const int clean = import(kSets + "/good/HARBOR.PKL", whole).code;
  for (const Correction& row : rows) {
    CAPTURE(row.set);
    const fs::path out = folder / row.set.c_str(), set = out / ".sidestep/recovery";
    CHECK(import(kSets + "/" + row.set + "/HARBOR.PKL", out, {"--accept-faults"}).code == 2);
    const Ran faulty = migrator({"verify", "--files", (set / "HARBOR.PKL").string()});
    CHECK_MESSAGE(faulty.code == 2, faulty.out);
    for (const auto& one : fs::directory_iterator(set))
      if (one.path().extension() == ".sec")
        CHECK(read(one.path()) ==
              read(kSets + "/" + row.set + "/" + one.path().filename().string()));
    if (row.from.empty()) continue;
    std::string text = read(set / row.file);
    const auto at = text.find(row.from);
    REQUIRE(at != std::string::npos);
    write(set / row.file, text.replace(at, row.from.size(), row.to));
    if (row.set == "title_misspelt") {  // its title was taken for a row, and is counted as one
      replace(set / row.file, "\"lists\":1", "\"lists\":0");
    }
    const Ran good = migrator({"verify", "--files", (set / "HARBOR.PKL").string()});
    CHECK_MESSAGE(good.code == 0, good.out);
    const Ran ran = import(set / "HARBOR.PKL", out);
    CHECK_MESSAGE(ran.code <= clean, ran.out << ran.err);
    auto expected = mail(whole);
    if (!mail(out).contains("index.json")) expected.erase("index.json");
    CHECK(mail(out) == expected);
    CHECK(cards(out / "mailboxes/Quill, Nora.vcf") == cards(whole / "mailboxes/Quill, Nora.vcf"));
  }
}

TEST_CASE("a broken extraction's recovery set goes where its set was imported") {
  const Harbor harbor;
  const auto set = harbor.folder / "set", out = harbor.folder / "out";
  CHECK(migrator({"extract", "--source", harbor.bad.string(), "--files", set.string()}).code == 2);
  CHECK(import(set / "HARBOR.PKL", out).code <= 1);
  const auto left = set / ".sidestep/recovery";
  replace(left / "mail/Quill, Nora/000001.exp", "Messsge:", "Message:");
  write(left / "boards/Garden/000003.exp", read(left / "boards/Garden/000003.exp") + harbor.lost);
  replace(left / "directory.exp", "Name:", "Name: Reed, Tom");
  const Ran ran = import(left, out);
  CHECK_MESSAGE(ran.code == 0, ran.out << ran.err);
  CHECK(mail(out) == mail(harbor.out_good));
}

TEST_CASE("mail that was read between two corrections does not come again") {
  const Harbor harbor;
  harbor.correct_mail();
  CHECK(import(harbor.set, harbor.out_bad).code == 2);
  std::size_t read_mail = 0;
  for (const auto& [name, text] : tree(harbor.out_bad)) {
    if (!name.ends_with(":2,S") && !name.ends_with(":2,")) continue;
    ++read_mail;
    const fs::path from = harbor.out_bad / name;
    fs::rename(from, from.parent_path() / (from.filename().string() + "T"));
  }
  CHECK(read_mail > 3);
  const auto mails = [&] {
    std::multiset<std::string> out;
    for (const auto& [name, text] : tree(harbor.out_bad))
      if (name.find("/cur/") != std::string::npos) out.insert(name.substr(0, name.find(":2,")));
    return out;
  };
  const auto before = mails();
  harbor.correct_rest();
  CHECK(import(harbor.set, harbor.out_bad).code == 0);
  CHECK(mails().size() == before.size() + 1);  // the third of the board
}

std::string mail_row(const std::string& subject, const std::string& body) {
  return "Inbox,Ann,Bob,,," + subject + ",19990101120000,19990101120000,0,TRUE,FALSE" +
         (body.empty() ? "" : "," + body) + "\r\n";
}

TEST_CASE("the files that a broken pointer may have meant are kept, and missing ones named") {
  const std::string title =
      "MAILMESSAGE,CCMAIL:Ann at PO\r\nFolder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,"
      "Priority,Unread,Unsent,Body\r\n";
  const std::string header = "Type,Length,Encoding,Islast,Name,Position,Format\r\n";
  const std::string hyo = "\xE8\xA1\xA8", hyo932 = "\x95\x5C";  // its second byte is a backslash
  const auto make = [&](const fs::path& folder, const std::string& page, const std::string& rows,
                        const std::string& stem, const std::string& listed) {
    write(folder / (stem + ".PRI"), title + rows);
    write(folder / (stem + ".SEC"), header + "Body,3,,TRUE,,,\r\none\r\n");
    write(folder / "PO.PKL", page + "\r\n\r\nFilename,Filetype\r\n" + listed + ".PRI,Primary\r\n" +
                                 listed + ".SEC,Secondary\r\n");
  };
  for (const char* pointer : {"#..\\old\\A.SEC(74)", "A.SEC(50)", "#A.SEC 50", ""})
    for (const bool alone : {false, true}) {
      CAPTURE(pointer);
      CAPTURE(alone);
      const Folder folder;
      const auto set = folder / "set", out = folder / "out";
      make(set, "850", (alone ? "" : mail_row("one", "#A.SEC(50)")) + mail_row("two", pointer), "A",
           "A");
      CHECK(import(set / "PO.PKL", out, {"--accept-faults"}).code == 2);
      CHECK(read(out / ".sidestep/recovery/A.SEC") == read(set / "A.SEC"));
      CHECK(read(out / ".sidestep/recovery/PO.PKL").find("A.SEC,Secondary") != std::string::npos);
    }
  const Folder folder;
  auto set = folder / "missing", out = folder / "out", left = out / ".sidestep/recovery";
  make(set, "850", mail_row("#1(2) and #A.PRI(3)", "#B.SEC(50)"), "A", "A");
  CHECK(import(set / "PO.PKL", out, {"--accept-faults"}).code == 2);
  const std::string list = read(left / "PO.PKL");
  CHECK(list.find("B.SEC,Secondary") != std::string::npos);
  CHECK(list.find("\r\n1,") == std::string::npos);
  CHECK(read(left / "A.PRI").find("! rejected: ") != std::string::npos);

  set = folder / "double", out = folder / "out932", left = out / ".sidestep/recovery";
  make(set, "932",
       mail_row("one", "#" + hyo932 + ".SEC(50)") + mail_row("two", "#" + hyo932 + ".SEC(7777)"),
       hyo, hyo932);
  CHECK(import(set / "PO.PKL", out, {"--accept-faults"}).code == 2);
  CHECK(read(left / "PO.PKL").find(hyo932 + ".SEC,Secondary") != std::string::npos);
  CHECK(read(left / (hyo + ".SEC")) == read(set / (hyo + ".SEC")));
  replace(left / (hyo + ".PRI"), "(7777)\r", "(50)\r");
  CHECK(migrator({"verify", "--files", (left / "PO.PKL").string()}).code == 0);
  CHECK(import(left / "PO.PKL", out).code == 0);
}

}  // namespace
}  // namespace migrator::run
