#include "migrator/ccmail/export_set.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "support.hpp"

using namespace ccmail_test;
using base::Json;
using migrator::Account;
using migrator::AccountKind;
using migrator::Address;
using migrator::Item;
using migrator::Message;
using migrator::Part;

namespace {

std::unique_ptr<migrator::Source> open(const std::filesystem::path& folder) {
  auto source = migrator::ccmail::open_export_set(folder);
  if (!source) FAIL(source.error().message);
  return std::move(*source);
}

std::vector<Item> items_of(migrator::Source& source, const Account& account) {
  auto items = source.open(account);
  REQUIRE(items);
  std::vector<Item> out;
  for (;;) {
    auto item = (*items)->next();
    REQUIRE(item);
    if (!*item) return out;
    CHECK((*item)->sequence == out.size() + 1);
    out.push_back(std::move(**item));
  }
}

Json names(const std::vector<Address>& addresses) {
  Json out = Json::array();
  for (const Address& address : addresses)
    out.push_back(address.name.empty() ? "at " + address.post_office : to_string(address));
  return out;
}

std::string utf8(const Part& part) {
  static const auto page = base::CodePage::find(850);
  return replaced(page->decode(text_of(part)).text, "\r\n", "\n");
}

// The data fork of a MacBinary file: the header says how long it is.
std::string data_of(const Part& part) {
  const std::string bytes = text_of(part);
  if (part.format == Part::Format::plain) return bytes;
  base::Cursor in(base::bytes_of(bytes));
  in.skip(83);
  const auto length = in.be<std::uint32_t>();
  return bytes.substr(128, length);
}

// The message in the form of expected.json.
Json to_json(const Message& m) {
  static const char* const kPriorities[] = {"low", "normal", "urgent"};
  const auto& t = *m.sent;
  char date[32];
  std::snprintf(date, sizeof date, "%04d-%02d-%02dT%02d:%02d:%02d", t.year, t.month, t.day, t.hour,
                t.minute, t.second);
  Json out = {{"subject", m.subject},
              {"sender", to_string(*m.sender)},
              {"date", date},
              {"to", names(m.to)},
              {"cc", names(m.cc)},
              {"bcc", names(m.bcc)},
              {"folder", m.folder},
              {"priority", kPriorities[static_cast<int>(m.priority) + 1]},
              {"receipt_requested", m.receipt_requested},
              {"text", utf8(m.parts.at(0))},
              {"more_texts", Json::array()},
              {"attachments", Json::array()}};
  for (std::size_t i = 1; i < m.parts.size(); ++i) {
    if (m.parts[i].kind == Part::Kind::text)
      out["more_texts"].push_back(utf8(m.parts[i]));
    else
      out["attachments"].push_back(
          {{"name", m.parts[i].name}, {"sha256", base::sha256(data_of(m.parts[i]))}});
  }
  return out;
}

const std::filesystem::path kHarbor = std::filesystem::path(FIXTURES_DIR) / "harbor";

}  // namespace

TEST_CASE("the harbor set holds what its builder put into it") {
  const auto source = open(kHarbor);
  auto expected = base::read_json(kHarbor / "expected.json");
  REQUIRE(expected);
  CHECK(source->catalogue().post_office == "HARBOR");
  CHECK(source->catalogue().code_page == 850);
  const Json& accounts = (*expected)["accounts"];
  REQUIRE(source->catalogue().accounts.size() == accounts.size());
  std::size_t compared = 0;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const Account& account = source->catalogue().accounts[i];
    CHECK(account.name == accounts[i]["name"].get<std::string>());
    CHECK((account.kind == AccountKind::board) == (accounts[i]["kind"] == "board"));
    const auto items = items_of(*source, account);
    CHECK(warnings(items) == (account.name == "Reed, Tom"
                                  ? "mail/reed.exp: byte 1095: expected the name of a recipient, "
                                    "found only \"at CORK\" (Q249133): nobody can be reached so\n"
                                  : ""));
    const Json& messages = accounts[i]["messages"];
    REQUIRE(items.size() == messages.size());
    for (std::size_t j = 0; j < items.size(); ++j, ++compared) {
      REQUIRE(items[j].message.has_value());
      CHECK(base::dump(to_json(*items[j].message)) == base::dump(messages[j]));
    }
  }
  CHECK(compared == 20);
}

TEST_CASE("the harbor set's lists and directory are read, in order") {
  const auto source = open(kHarbor);
  auto expected = base::read_json(kHarbor / "expected.json");
  REQUIRE(expected);
  Json lists = Json::array();
  for (const Account& account : source->catalogue().accounts) {
    auto found = source->lists(account);
    REQUIRE(found);
    if (account.name == "Quill, Nora") {  // her PRIVDIR.INI, after her lists
      const auto& book = found->back();
      CHECK(book.address_book);
      CHECK(book.name == migrator::kAddressBookName);
      REQUIRE(book.members.size() == 1);
      CHECK(book.members[0] == migrator::Address{"Dock inn", "INTERNET", "SMTP:desk@inn.example"});
      CHECK(book.warnings.empty());
      found->pop_back();
    }
    for (const auto& list : *found) {
      CHECK_FALSE(list.address_book);
      lists.push_back(
          {{"mailbox", account.name}, {"name", list.name}, {"members", names(list.members)}});
    }
  }
  CHECK(base::dump(lists) == base::dump((*expected)["lists"]));
  Json entries = Json::array();
  auto done = source->directory(
      [&](const migrator::DirectoryEntry& e) -> base::Result<void> {
        entries.push_back({{"name", e.name},
                           {"location", e.location},
                           {"address", e.address},
                           {"comments", e.comments}});
        return {};
      },
      [](const migrator::Place&, const migrator::Damage&) -> base::Result<void> {
        return base::Error{base::Errc::malformed, "damage"};
      });
  REQUIRE(done);
  CHECK(base::dump(entries) == base::dump((*expected)["directory"]));
}

TEST_CASE("a PRIVDIR.INI that is gone when it is read is one damage of its mailbox") {
  const Folder folder;
  folder.write("p.ini", "[A]\r\nEntryCount=1\r\nEntry1=Ann\r\njunk\r\n");
  folder.write("set.json", R"({"system":"cc:mail","post_office":"HARBOR","mailboxes":[
      {"name":"Quill, Nora","private_directory":"p.ini"}]})");
  const auto source = open(folder.path());
  CHECK(source->catalogue().unread.empty());
  auto lists = source->lists({AccountKind::mailbox, "Quill, Nora"});
  REQUIRE(lists);
  REQUIRE(lists->size() == 2);
  CHECK((*lists)[0].damage->reason == "bad-row");
  CHECK((*lists)[0].place.file == "p.ini");
  CHECK((*lists)[0].place.offset == 31);
  CHECK((*lists)[1].members.size() == 1);
  std::filesystem::remove(folder.path() / "p.ini");
  lists = source->lists({AccountKind::mailbox, "Quill, Nora"});
  REQUIRE(lists);
  REQUIRE(lists->size() == 1);
  REQUIRE((*lists)[0].damage);
  CHECK((*lists)[0].damage->reason == "unreadable");
  CHECK((*lists)[0].damage->message.starts_with("p.ini: "));
}

TEST_CASE("a file that cannot be opened is one damaged item, and the others are read") {
  const Folder folder;
  folder.write("a.exp", letter("one") + letter("two"));
  folder.write("c.exp", "rubbish\r\n" + letter("three"));
  std::filesystem::create_directory(folder.path() / "d.exp");
  folder.write("set.json", R"({"system":"cc:mail","post_office":"HARBOR","mailboxes":[
      {"name":"Quill, Nora","messages":["a.exp","b.exp","c.exp","d.exp"]}]})");
  const auto source = open(folder.path());
  const auto items = items_of(*source, {AccountKind::mailbox, "quill, nora"});
  CHECK(show(items) ==
        "one|Hello\r\n / two|Hello\r\n / !unreadable / !not-a-message / "
        "three|Hello\r\n / !unreadable");
  CHECK(items[2].place.file == "b.exp");
  CHECK(items[2].damage->message.find("b.exp: No such file or directory") == 0);
  CHECK(items[5].damage->message.find("d.exp: not a regular file") == 0);
}

// As root, who may read everything, another user has to try.
class Commoner {
 public:
  Commoner() { changed_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
  ~Commoner() {
    if (changed_) (void)!::seteuid(0);
  }
  Commoner(const Commoner&) = delete;
  Commoner& operator=(const Commoner&) = delete;

 private:
  bool changed_ = false;
};

TEST_CASE("a file that is there and may not be read refuses the set, or ends the run") {
  namespace fs = std::filesystem;
  const Folder folder;
  fs::permissions(folder.path(), fs::perms(0755));
  folder.write("a.exp", letter("one"));
  folder.write("b.exp", letter("two"));
  folder.write("set.json", R"({"system":"cc:mail","post_office":"HARBOR","mailboxes":[
      {"name":"Quill, Nora","messages":["a.exp","gone.exp","b.exp"]}]})");
  const Commoner commoner;
  if (::geteuid() == 0) return;  // nobody else to be: root reads everything
  const auto source = open(folder.path());
  {
    const auto shut = [&](int mode) {
      if (::geteuid() == 65534) (void)!::seteuid(0);
      fs::permissions(folder.path() / "b.exp", fs::perms(mode));
      if (::geteuid() == 0) (void)!::seteuid(65534);
    };
    shut(0);
    const auto refused = migrator::ccmail::open_export_set(folder.path());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == base::Errc::io);
    CHECK(refused.error().message.find("b.exp: Permission denied") != std::string::npos);
    CHECK_FALSE(refused.error().hint.empty());
    auto items = source->open({AccountKind::mailbox, "Quill, Nora"});
    REQUIRE(items);
    CHECK((*items)->next());
    CHECK((*items)->next());  // the file that is gone: an item of its own
    const auto ended = (*items)->next();
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == base::Errc::io);
    shut(0644);
  }
}

TEST_CASE("a link that leads out of the folder only after the set was opened is not followed") {
  const Folder folder;
  folder.write("a.exp", letter("one"));
  folder.write("set.json", R"({"system":"cc:mail","post_office":"HARBOR","mailboxes":[
      {"name":"Quill, Nora","messages":["a.exp"]}]})");
  const auto source = open(folder.path());
  std::filesystem::remove(folder.path() / "a.exp");
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "a.exp");
  const auto items = items_of(*source, {AccountKind::mailbox, "Quill, Nora"});
  REQUIRE(show(items) == "!unreadable");
  CHECK(items[0].damage->message.find("leads out of the set's folder") != std::string::npos);
}

TEST_CASE("an account that the set does not have is an error") {
  const auto source = open(kHarbor);
  CHECK_FALSE(source->open({AccountKind::board, "Quill, Nora"}));
}

TEST_CASE("the set tells the facts of the operation, each with where it stands") {
  auto facts = migrator::ccmail::measure(kHarbor);
  REQUIRE(facts);
  CHECK(facts->word("source.post_office") == "HARBOR");
  CHECK(facts->word("source.database") == "DB8");
  CHECK(facts->get("source.database").from == "set.json database");
  CHECK(facts->word("source.export_version") == "8.30");
  CHECK(facts->word("source.list_names") == "last-first");
  CHECK(facts->get("source.list_names").from == "private-lists.csv:2 \"Last, First\"");
  const auto& receipts = facts->get("source.has_receipts");
  CHECK(receipts.value == decltype(receipts.value){true});
  CHECK(receipts.from == "mail/quill-2.exp: byte 0: receipt");
}

TEST_CASE("a fact that the set does not tell is left out") {
  const Folder folder;
  const std::string head = R"({"system":"cc:mail","post_office":"HARBOR",)";
  const std::string boxes = R"("mailboxes":[{"name":"Quill","messages":["a.exp"]}])";
  folder.write("a.exp", letter("one"));
  folder.write("set.json", head + boxes + "}");
  auto facts = migrator::ccmail::measure(folder.path());
  REQUIRE(facts);
  CHECK_FALSE(facts->get("source.database").known());
  CHECK_FALSE(facts->get("source.list_names").known());
  CHECK(facts->get("source.has_receipts").from == "set.json: no receipt in 1 messages");
  CHECK(to_string(facts->get("source.has_receipts")) == "false");

  folder.write("lists.csv", "mailbox,list,member\r\nQuill,Crew,Tom Reed at HARBOR\r\n");
  folder.write("a.exp", letter("one") + "Message:\r\n500   \r\n");  // who knows what is missing
  folder.write("set.json", head + boxes + R"(,"private_lists":"lists.csv"})");
  facts = migrator::ccmail::measure(folder.path());
  REQUIRE(facts);
  CHECK(facts->word("source.list_names") == "first-last");
  CHECK_FALSE(facts->get("source.has_receipts").known());
}
