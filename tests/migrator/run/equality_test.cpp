// One step and two steps deliver the same bytes, for every feature of the model.
#include <algorithm>

#include "fakes.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::run {
namespace {

/// A post office that gives exactly what it was given.
struct Office {
  struct Box {
    Account account;
    std::vector<Item> items;
    std::vector<PersonalList> lists;
  };
  Catalogue catalogue;
  std::vector<Box> boxes;
  std::vector<DirectoryEntry> entries;
};

class OfficeSource : public Source {
 public:
  explicit OfficeSource(const Office& office) : office_(office) {}
  const Catalogue& catalogue() const override { return office_.catalogue; }
  base::Result<std::unique_ptr<ItemSource>> open(const Account& account) override {
    return std::unique_ptr<ItemSource>(std::make_unique<Items>(box(account).items));
  }
  base::Result<std::vector<PersonalList>> lists(const Account& mailbox) override {
    return box(mailbox).lists;
  }
  base::Result<void> directory(
      const std::function<base::Result<void>(const DirectoryEntry&)>& take,
      const std::function<base::Result<void>(const Place&, const Damage&)>&) override {
    for (const DirectoryEntry& entry : office_.entries)
      if (auto done = take(entry); !done) return done;
    return {};
  }

 private:
  class Items : public ItemSource {
   public:
    explicit Items(const std::vector<Item>& items) : items_(items) {}
    base::Result<std::optional<Item>> next() override {
      if (at_ == items_.size()) return std::optional<Item>();
      return std::optional(items_[at_++]);
    }

   private:
    const std::vector<Item>& items_;
    std::size_t at_ = 0;
  };
  const Office::Box& box(const Account& account) const {
    return *std::ranges::find(office_.boxes, account, &Office::Box::account);
  }
  const Office& office_;
};

Part part(Part::Kind kind, std::string name, std::string content,
          Part::Format format = Part::Format::plain) {
  return {kind, format, std::move(name), base::Blob::of(std::move(content))};
}
Part text(std::string content, std::string name = "") {
  return part(Part::Kind::text, std::move(name), std::move(content));
}
Part file(std::string name, std::string content = "bytes\0\x1A\r\n") {
  return part(Part::Kind::file, std::move(name), std::move(content));
}

std::string macbinary() {
  std::string out(128, '\0');
  out[1] = 6;
  out.replace(2, 6, "report");
  out.replace(65, 8, "TEXTttxt");
  out[86] = 5;  // data fork
  out[90] = 3;  // resource fork
  out[122] = out[123] = '\x81';
  return out + "data!" + std::string(123, '\0') + "res" + std::string(125, '\0');
}

/// A word in which the page shows what is special about it, and its bytes.
struct Page {
  unsigned number;
  std::string word;
};
// In 932, 936 and 950 a second byte is 5C, 5B, 5D or 7C: 表 is 95 5C, ー 81 5B, ‐ 81 5D, ポ 83 7C.
const Page kPages[] = {
    {437,
     "Gr\xC3\xBC\xC3\x9F"
     "e"},
    {850, "\xC3\x98re, \xC3\x81lvaro"},
    {852,
     "\xC5\x81\xC3\xB3"
     "d\xC5\xBA"},
    {866, "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
    {932, "\xE8\xA1\xA8\xE3\x83\xBC\xE2\x80\x90\xE3\x83\x9D\xE8\xA1\xA8"},
    {936, "\xE4\xB9\x97\xE4\xB9\x95\xE4\xB9\x97"},
    {949, "\xEB\x98\xA0\xEB\xB0\xA9\xEA\xB0\x81\xED\x95\x98"},
    {950, "\xE8\x82\xB2\xE8\xA8\xB1\xE5\x8A\x9F"},
    {1250, "\xC5\xBDi\xC5\xBEka"},
    {1252, "\xE2\x82\xAC 5 caf\xC3\xA9"},
};

struct Feature {
  std::string name;
  std::function<void(Message&)> add;
};

std::vector<Feature> features(const Page& page) {
  const std::string word = page.word;
  const std::string bytes = base::CodePage::find(page.number)->encode(word).value_or("?");
  using Kind = Part::Kind;
  return {
      {"plain", [=](Message& m) { m.parts = {text(bytes + "\r\n")}; }},
      {"no text", [](Message&) {}},
      {"empty text", [](Message& m) { m.parts = {text("")}; }},
      {"several texts",
       [=](Message& m) {
         m.parts = {text("one"), text("two\r\n", word), text("", "empty"), text(bytes)};
       }},
      {"a file before the text",
       [](Message& m) {
         m.parts = {file("a.doc"), text("after")};
       }},
      {"RTF", [=](Message& m) { m.parts = {text("{\\rtf1 " + bytes + "}")}; }},
      {"colours",
       [](Message& m) {
         m.parts = {
             text("\x02"
                  "1ered\x02"
                  "70 ^b1fblue\r\n")};
       }},
      {"controls", [](Message& m) { m.parts = {text(std::string("nul\0in\x1A\f\tend", 12))}; }},
      {"files",
       [=](Message& m) {
         m.parts = {text("see"),
                    file("a.txt", ""),
                    file(""),
                    file(word + ".doc"),
                    file(word + "\\x.doc"),
                    file("two\r\nlines"),
                    file(std::string(300, 'n'))};
       }},
      {"MacBinary",
       [](Message& m) {
         m.parts = {text("x"),
                    part(Kind::file, "NONAME1.TXT", macbinary(), Part::Format::macbinary),
                    part(Kind::file, "short", "no header", Part::Format::macbinary)};
       }},
      {"schedule",
       [](Message& m) {
         m.parts = {part(Kind::schedule, "NQUILL.SC2", "SCHEDULE+2 EXPORT VERSION 103\r\n")};
       }},
      {"schedule without a name, with a text",
       [](Message& m) {
         m.parts = {text("Dates"), part(Kind::schedule, "", "SCHEDULE+2\r\n"),
                    part(Kind::schedule, "dates", "")};
       }},
      {"document",
       [=](Message& m) {
         m.parts = {part(Kind::document, "berths.txt", "Berth plan"),
                    part(Kind::document, word, bytes), part(Kind::document, "", "")};
       }},
      {"a block that looks like the next",
       [](Message& m) {
         m.parts = {text("\r\nBody,5,,TRUE,,,\r\n"), file("b", "Body,0,,FALSE,,,\r\n")};
       }},
      {"receipt", [](Message& m) { m.receipt_requested = true; }},
      {"extras",
       [=](Message& m) {
         m.extra = {{"RRT", "yes; \"1\""}, {"RRT", ""}, {"X" + word, word}, {"Log", "a\r\nb"}};
       }},
      {"no date",
       [](Message& m) {
         m.sent.reset();
         m.received.reset();
       }},
      {"only sent", [](Message& m) { m.received.reset(); }},
      {"only received",
       [](Message& m) {
         m.received = m.sent;
         m.sent.reset();
       }},
      {"low", [](Message& m) { m.priority = Priority::low; }},
      {"high", [](Message& m) { m.priority = Priority::high; }},
      {"unread", [](Message& m) { m.unread = true; }},
      {"unsent", [](Message& m) { m.unsent = true; }},
      {"bcc",
       [=](Message& m) {
         m.cc = {{word, "HARBOR", ""}, {word, "CORK", ""}};
         m.bcc = {{"Vaz; Ines", "", "X400:C=US;A= ;P=HARBOR;G=\"Pia\";S=Lund"}, {word, "", ""}};
       }},
      {"no sender",
       [](Message& m) {
         m.sender.reset();
         m.to.clear();
       }},
      {"odd names",
       [=](Message& m) {
         m.sender = Address{"", "", ""};
         m.to = {{"Ann [SMTP:x@y.example]", "", ""},
                 {" at ", "", ""},
                 {"", "HARBOR", ""},
                 {"Joe at sea", "HARBOR", ""},
                 {word + "]", word, ""},
                 {"say \"hi\"", "CORK", ""},
                 {"!", "", ""},
                 {"#00000001.SEC(50)", "", ""},
                 {word, "", "SMTP:" + word}};
       }},
      {"many recipients",
       [=](Message& m) {
         for (int i = 0; i < 400; ++i) m.to.push_back({word + std::to_string(i), "CORK", ""});
       }},
      {"subjects", [=](Message& m) { m.subject = word + " \"a\", b; 50% \\\\ #! " + word; }},
      {"a subject of lines", [=](Message& m) { m.subject = "one\r\ntwo\rthree\n" + word; }},
      {"a long subject", [](Message& m) { m.subject = std::string(5000, 's'); }},
      {"no subject", [](Message& m) { m.subject.clear(); }},
      {"not in the page", [](Message& m) { m.subject = "\xF0\x9F\x93\xAC \xE0\xA4\x85"; }},
      {"a folder", [](Message& m) { m.folder = "Suppliers\\Rope"; }},
      {"a folder of the page", [=](Message& m) { m.folder = word + "\\" + word; }},
      {"odd folders", [](Message& m) { m.folder = "\\a\\\\b.c/d\\"; }},
      {"a folder called Inbox", [](Message& m) { m.folder = "INBOX"; }},
      {"a folder called PAB", [](Message& m) { m.folder = "PAB"; }},
      {"a long folder", [=](Message& m) { m.folder = std::string(250, 'f') + word; }},
  };
}

std::vector<PersonalList> lists(const std::string& word) {
  PersonalList book{std::string(kAddressBookName), {}, "", {"privdir.ini", 0, 100}};
  book.address_book = true;
  book.members = {{"John Doe", "GATE", "SMTP:jdoe@example.com"},
                  {"Pia", "", "X400:C=US;A= ;P=HARBOR;G=\"Pia\";S=Lund"},
                  {"Unknown, One", "", ""},
                  {word, word, ""},
                  {"Quill, Nora", "HARBOR", ""},
                  {"Tommy", "CORK", "CCMAIL:Reed, Tom at CORK"},
                  {"odd\r\n", "", "no type"}};
  book.details.resize(book.members.size());
  book.details[0] = {{"First", "John"}, {"Home-Num", "555; 1"}, {"Note", "a\r\nb \"c\""},
                     {"Company", word}, {"Spouse", "Jane"},     {"City", "Cork"}};
  book.details[3] = {{"Note", std::string(3000, 'n')}, {"Note", "twice"}};
  book.note = "; kept\n" + word;
  book.warnings = {"privdir.ini: byte 5: odd"};
  PersonalList lost;
  lost.place = {"privdir.ini", 10, 20};
  lost.damage = Damage{"bad-row", "privdir.ini: byte 10: nothing"};
  std::vector<PersonalList> out = {
      {"empty", {}, "", {"lists.csv", 0, 10}},
      {"a;b", {{"a;b", "", ""}, {"empty", "", ""}, {"Quill, Nora", "", ""}}, "cycle", {}},
      {word, {{word, "CORK", ""}, {"Pia", "", "SMTP:pia@x.example"}}, "two\r\nlines", {}},
      {"X400", {{"", "", "X400:C=US;A= ;P=HARBOR;G=\"Pia\";S=Lund"}}, "", {}},
      {"empty", {{"Nobody", "", ""}}, "the same name", {}},
  };
  out[1].warnings = {"lists.csv: odd"};
  out.push_back(lost);
  out.push_back(book);
  return out;
}

Item item_of(std::uint64_t sequence, const Feature& feature) {
  Item item;
  item.sequence = sequence;
  item.place = {"mail.exp", sequence * 10, 10};
  Message& m = item.message.emplace();
  m.sender = Address{"Reed, Tom", "HARBOR", ""};
  m.to = {{"Quill, Nora", "HARBOR", ""}};
  m.subject = feature.name;
  m.sent = make_time(1998, 6, 2, 8, 39, 0);
  m.received = make_time(1998, 6, 2, 8, 41, 7);
  feature.add(m);
  return item;
}

Office office_of(const Page& page) {
  Office office;
  office.boxes.reserve(16);  // references to them are kept below
  office.catalogue.post_office = "HARBOR";
  office.catalogue.code_page = page.number;
  office.catalogue.time_zone = "Europe/Berlin";
  const auto box = [&](AccountKind kind, const std::string& name) -> Office::Box& {
    office.boxes.push_back({{kind, name}, {}, {}});
    return office.boxes.back();
  };
  const auto fill = [&](Office::Box& into) {
    std::uint64_t sequence = 0;
    for (const Feature& feature : features(page)) {
      into.items.push_back(item_of(++sequence, feature));
      if (sequence % 7 == 0) ++sequence;  // a gap
      if (sequence % 5 == 0) into.items.back().warnings = {"mail.exp: odd"};
    }
    Item broken;
    broken.sequence = ++sequence;
    broken.place = {"mail.exp", 7, 3};
    broken.damage = Damage{"truncated", "mail.exp: broken"};
    into.items.push_back(broken);
  };
  auto& nora = box(AccountKind::mailbox, "Quill, Nora");
  fill(nora);
  nora.lists = lists(page.word);
  auto& odd = box(AccountKind::mailbox, page.word + " \"x\" at\\sea");
  odd.lists = {nora.lists.back()};
  box(AccountKind::mailbox, "empty");
  box(AccountKind::mailbox, "PublicMessages").lists = {nora.lists.front()};
  fill(box(AccountKind::board, "Garden"));
  fill(box(AccountKind::board, page.word + "\\" + page.word));
  box(AccountKind::board, "empty");
  box(AccountKind::board, "Quill, Nora");
  for (const auto& one : office.boxes) office.catalogue.accounts.push_back(one.account);
  for (const char* location : {"L", "l", "R", "r", "A", "a", "P", "p", "", "X"})
    office.entries.push_back({std::string(location) + page.word,
                              location,
                              page.word + " a\\b",
                              "x\r\n" + page.word,
                              {}});
  office.entries.push_back({"Quill, Nora", "L", "HARBOR", "", {}});
  office.entries.push_back({page.word, "L", page.word, "", {}});
  return office;
}

std::map<std::string, std::string> tree(const fs::path& root) {
  std::map<std::string, std::string> out;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    if (it->path().filename() == ".sidestep")
      it.disable_recursion_pending();
    else if (it->is_regular_file())
      out[fs::relative(it->path(), root).string()] =
          read(it->path()) +
          std::to_string(
              fs::last_write_time(it->path()).time_since_epoch() / std::chrono::seconds(1) *
              (it->path().extension() == ".vcf" || it->path().extension() == ".ldif" ||
                       it->path().extension() == ".json" || it->path().filename() == "maildirfolder"
                   ? 0
                   : 1));
    else
      out[fs::relative(it->path(), root).string()];
  }
  return out;
}

Report deliver(const Office& office, const fs::path& folder, Job job, const std::string& name) {
  auto request = request_in(folder, std::move(job));
  request.destination_root = folder / name.c_str();
  request.destination = "maildir:" + request.destination_root.string();
  request.state = folder / ("state-" + name).c_str();
  base::PosixFiles files;
  const Doors doors{files,
                    [&](const Origin&) -> base::Result<std::unique_ptr<Source>> {
                      return std::unique_ptr<Source>(std::make_unique<OfficeSource>(office));
                    },
                    [&](const Catalogue& catalogue, const mime::Options& options) {
                      return destination::open_folder(files, destination::Format::maildir,
                                                      request.destination_root, catalogue, options);
                    }};
  auto report = migrate(request, doors, {});
  REQUIRE_MESSAGE(report, report.error().message);
  REQUIRE_MESSAGE(!report->stopped, report->stopped->message);
  return std::move(*report);
}

Job two_steps(Job job) {
  for (Pass& pass : job.passes) pass.steps = Steps::two;
  return job;
}

void check_same(const Report& one, const Report& two) {
  CHECK(one.complete);
  CHECK(two.complete);
  CHECK(one.adds_up());
  CHECK(one.total == two.total);
  CHECK(one.tallies == two.tallies);
  CHECK(one.warning_count == two.warning_count);
  CHECK(one.rejected.size() == two.rejected.size());
  REQUIRE(one.warnings.size() == two.warnings.size());
  for (std::size_t i = 0; i < one.warnings.size(); ++i)
    CHECK(one.warnings[i].text == two.warnings[i].text);
}

void check_same_trees(const fs::path& one, const fs::path& two) {
  const auto first = tree(one), second = tree(two);
  CHECK(first.size() > 100);
  CHECK(first.size() == second.size());
  for (const auto& [path, bytes] : first) {
    CAPTURE(path);
    REQUIRE(second.contains(path));
    CHECK(second.at(path) == bytes);
  }
}

TEST_CASE("one step and two steps deliver the same bytes, for every feature and code page") {
  for (const Page& page : kPages) {
    CAPTURE(page.number);
    REQUIRE(base::CodePage::find(page.number)->encode(page.word));
    const Office office = office_of(page);
    const Folder folder;
    const Report one = deliver(office, folder, one_step(), "one");
    const Report two = deliver(office, folder, two_steps(one_step()), "two");
    check_same(one, two);
    check_same_trees(folder / "one", folder / "two");
    CHECK(one.total.rejected == 4);  // a message of each of three accounts, and a list
    REQUIRE(two.verification);
    CHECK(two.verification->good());
  }
}

TEST_CASE("the lists and the address book are left out apart, and the counts add up") {
  const Office office = office_of(kPages[1]);
  struct Row {
    std::set<Content> left_out;
    std::uint64_t delivered, filtered, rejected;  // of the first mailbox, its messages aside
    bool book, crew;
  };
  const Row rows[] = {
      {{}, 6, 0, 1, true, true},
      {{Content::lists}, 1, 6, 0, true, false},
      {{Content::address_book}, 5, 1, 1, false, true},
      {{Content::lists, Content::address_book}, 0, 7, 0, false, false},
  };
  const auto messages = static_cast<std::uint64_t>(features(kPages[1]).size());
  for (const Row& row : rows) {
    const Folder folder;
    const Report one = deliver(office, folder, one_step(row.left_out), "one");
    const Report two = deliver(office, folder, two_steps(one_step(row.left_out)), "two");
    CAPTURE(to_string(one_step(row.left_out)));
    check_same(one, two);
    check_same_trees(folder / "one", folder / "two");
    CHECK(one.tallies[0].delivered == row.delivered + messages);
    CHECK(one.tallies[0].filtered == row.filtered);
    CHECK(one.tallies[0].rejected == row.rejected + 1);
    std::string cards;
    for (const auto& [path, bytes] : tree(folder / "one"))
      if (path.ends_with(".vcf") && path.find("Quill") != path.npos) cards += bytes;
    CHECK(cards.find("FN:Quill\\, Nora") != cards.npos);  // the directory is there all the same
    CHECK((cards.find("FN:Personal Address Book") != cards.npos) == row.book);
    CHECK((cards.find("FN:a\\;b") != cards.npos) == row.crew);
  }
}

}  // namespace
}  // namespace migrator::run
