#pragma once
// Sets made by chance, how they are written, and what must come back.
#include <doctest/doctest.h>

#include <random>

#include "tests/migrator/migration/support.hpp"

namespace migrator::migration::test {

// Everything a writer can be given, made by chance from a seed.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  bool chance(unsigned in) { return random_() % in == 0; }
  std::size_t below(std::size_t n) { return random_() % n; }

  std::string text() {
    static const std::string kHostile[] = {
        "",
        "plain",
        "Quill, Nora",
        "PAB",
        "DIRECTORY",
        "MAILMESSAGE",
        "Inbox",
        "! not a comment",
        "!",
        "! sidestep: {\"sequence\":1}",
        "#00000001.sec(50)",
        "#1",
        "a;b;\"c\"",
        "\"",
        "\"\"",
        "say \"hi\", she said",
        "[SMTP:x@y.example]",
        "Ann [SMTP:x@y.example]",
        "Ann[CCMAIL:Ann at DOCK]",
        "Joe at HARBOR",
        " at ",
        "at HARBOR",
        "CCMAIL:Ann at DOCK",
        "MIGRATE:x",
        "USER:Ann",
        "SMTP:a@b.example",
        " leading and trailing ",
        "two\r\nlines",
        "lone\rCR",
        "lone\nLF",
        "\r\n",
        "back\\slash\\\\",
        "ends in \\\\",
        "50% of 1.5, \\ and #",
        "Gr\xC3\xBC\xC3\x9F"
        "e",                                              // in code page 850
        "\xE2\x82\xAC 5 \xE2\x80\x9Cquoted\xE2\x80\x9D",  // not in it
        "\xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x93\xAC",
        "tab\there",
        std::string("nul\0in", 6),
        "\x1A",
        "\x7F\xC2\x85",
        "TRUE",
        "0",
        ";",
        ";;",
        ",",
        "Folder,Sender,To",
        "\xEF\xBF\xBD",
    };
    std::string out = kHostile[below(std::size(kHostile))];
    if (chance(4)) out += kHostile[below(std::size(kHostile))];
    if (chance(60)) out += std::string(3000, 'l');
    return out;
  }

  Address address() {
    Address out{text(), chance(2) ? "HARBOR" : "", ""};
    if (chance(4)) out.post_office = text();
    if (chance(4)) out.address = chance(2) ? "SMTP:" + text() : text();
    return out;
  }

  std::vector<Address> people() {
    std::vector<Address> out(chance(40) ? 300 : below(4));
    for (Address& one : out) one = address();
    return out;
  }

  std::optional<LocalTime> time() {
    if (chance(4)) return std::nullopt;
    return make_time(static_cast<int>(1980 + below(60)), static_cast<int>(1 + below(12)),
                     static_cast<int>(1 + below(28)), static_cast<int>(below(24)),
                     static_cast<int>(below(60)), static_cast<int>(below(60)));
  }

  std::string bytes() {
    static const std::string kBytes[] = {"",
                                         "text\r\n",
                                         "no line end",
                                         "\r\n",
                                         "\n",
                                         "\r",
                                         "\r\n\r\n",
                                         "x",
                                         "\r\nBody,5,,TRUE,,,\r\n",
                                         "Body,5,,FALSE,,,\r\n",
                                         std::string("\0\xFF\x1A", 3)};
    std::string out = kBytes[below(std::size(kBytes))];
    if (chance(30)) out.append(70'000 + below(70'000), '\r');
    return out;
  }

  Part part() {
    Part out;
    static constexpr Part::Kind kKinds[] = {Part::Kind::text,     Part::Kind::text,
                                            Part::Kind::file,     Part::Kind::file,
                                            Part::Kind::schedule, Part::Kind::document};
    out.kind = kKinds[below(std::size(kKinds))];
    out.format = chance(5) ? Part::Format::macbinary : Part::Format::plain;
    out.name = chance(3) ? "" : text();
    out.content = base::Blob::of(bytes());
    return out;
  }

  Message message() {
    Message out;
    out.folder = chance(2) ? "" : text();
    if (chance(6)) out.folder = "Suppliers\\" + text();
    if (!chance(5)) out.sender = address();
    out.to = people();
    out.cc = people();
    out.bcc = people();
    out.subject = text();
    out.sent = time();
    out.received = time();
    out.priority = static_cast<Priority>(static_cast<int>(below(3)) - 1);
    out.unread = chance(2);
    out.unsent = chance(2);
    out.receipt_requested = chance(3);
    for (auto n = below(3); n > 0; --n) out.extra.emplace_back(text(), text());
    for (auto n = below(4); n > 0; --n) out.parts.push_back(part());
    return out;
  }

  PersonalList list() { return {text(), people(), text(), {}}; }
  PersonalList book() {
    PersonalList out{text(), people(), text(), {}};
    out.address_book = true;
    out.members.push_back(address());
    if (chance(3)) return out;
    out.details.resize(out.members.size());
    static const std::string kColumns[] = {"First", "Note", "Zip", "Email-Address", "note", "X"};
    for (Details& details : out.details)
      for (auto n = below(4); n > 0; --n)
        details.emplace_back(chance(5) ? text() : kColumns[below(std::size(kColumns))], text());
    out.details.front().emplace_back("Title", "at least one");
    return out;
  }
  DirectoryEntry entry() {
    static const std::string kLocations[] = {"L", "l", "R", "r", "A", "a", "P", "p", "", "X"};
    return {text(), kLocations[below(std::size(kLocations))], text(), text(), {}};
  }

 private:
  std::mt19937 random_;
};

struct Given {
  Account account;
  std::vector<PersonalList> lists;
  std::vector<Item> items;
};

inline Catalogue catalogue_of(unsigned code_page, const std::vector<Given>& given) {
  Catalogue catalogue{"HARBOR", code_page, "Europe/Berlin", {}};
  for (const Given& one : given) catalogue.accounts.push_back(one.account);
  return catalogue;
}

inline base::Result<void> write_account(SectionWriter& writer, const Given& given) {
  for (const PersonalList& list : given.lists)
    if (auto done = writer.put(list); !done) return done;
  for (const Item& item : given.items)
    if (auto done = writer.put(item); !done) return done;
  return writer.finish();
}

inline base::Result<std::filesystem::path> write_set(base::Files& files,
                                                     const std::filesystem::path& folder,
                                                     const Catalogue& catalogue,
                                                     const std::vector<Given>& given,
                                                     const std::vector<DirectoryEntry>& entries) {
  SetWriter set(files, folder, catalogue);
  auto directory = set.directory();
  if (!directory) return std::move(directory).error();
  for (const DirectoryEntry& entry : entries)
    if (auto done = (*directory)->put(entry); !done) return std::move(done).error();
  if (auto done = (*directory)->finish(); !done) return std::move(done).error();
  unsigned number = 0;
  for (const Given& one : given) {
    auto account = set.account(++number, one.account);
    if (!account) return std::move(account).error();
    if (auto done = write_account(**account, one); !done) return std::move(done).error();
  }
  return set.finish(number);
}

// Faults only: what the wizard would make of odd names and texts are notes.
inline std::string show(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& f : findings)
    if (f.kind == Finding::Kind::fault)
      out += f.file + ":" + std::to_string(f.line) + ": " + f.message + "\n";
  return out;
}

inline void check_same(Source& source, const std::vector<Given>& given) {
  REQUIRE(source.catalogue().accounts.size() == given.size());
  for (const Given& one : given) {
    CAPTURE(one.account.name);
    const auto back = items_of(source, one.account);
    REQUIRE(back.size() == one.items.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
      CHECK(test::show(back[i]) == test::show(one.items[i]));
      CHECK(warnings(back[i]) == "");
      CHECK(back[i].place.file.ends_with(".PRI"));
    }
    if (one.account.kind == AccountKind::board) continue;
    const auto lists = source.lists(one.account);
    REQUIRE(lists);
    REQUIRE(lists->size() == one.lists.size());
    for (std::size_t i = 0; i < lists->size(); ++i)
      CHECK(test::show((*lists)[i]) == test::show(one.lists[i]));
  }
}

inline std::vector<Given> generate(Generator& chance, std::size_t messages) {
  std::vector<Given> given;
  const std::string names[] = {"Quill, Nora",  "Joe at Sea",    "\xE6\xBC\xA2, \"x\"", "",
                               "two\r\nlines", "PublicMessages"};
  for (const std::string& name : names) given.push_back({mailbox(name), {}, {}});
  for (const std::string name : {"Garden", "A\\B", "\xE2\x82\xAC", "empty", "Quill, Nora"})
    given.push_back({board(name), {}, {}});
  for (Given& one : given) {
    if (one.account.name == "empty") continue;
    if (one.account.kind == AccountKind::mailbox)
      for (auto n = chance.below(6); n > 0; --n) one.lists.push_back(chance.list());
    if (one.account.kind == AccountKind::mailbox && !chance.chance(3))
      one.lists.push_back(chance.book());
    std::uint64_t sequence = 0;
    for (std::size_t n = 0; n < messages; ++n) {
      Item item;
      item.sequence = sequence += 1 + (chance.chance(5) ? chance.below(10) : 0);
      item.message = chance.message();
      one.items.push_back(std::move(item));
    }
  }
  return given;
}

}  // namespace migrator::migration::test
