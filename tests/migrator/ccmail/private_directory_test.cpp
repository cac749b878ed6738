#include "migrator/ccmail/private_directory.hpp"

#include <doctest/doctest.h>

#include "base/blob.hpp"
#include "support.hpp"

using namespace ccmail_test;
using migrator::Address;
using migrator::PersonalList;
using migrator::ccmail::parse_private_entry;
using migrator::ccmail::read_private_directory;

namespace {

base::CodePage page(unsigned number = 850) { return *base::CodePage::find(number); }

std::vector<PersonalList> read(const std::string& text, unsigned number = 850) {
  auto lists = read_private_directory(file_of(text), "privdir.ini", page(number));
  REQUIRE_MESSAGE(lists, (lists ? "" : lists.error().message));
  return std::move(*lists);
}

std::string show(const Address& a) { return a.name + "|" + a.post_office + "|" + a.address; }

// "person; person; !damage ?warning": all of a file in one line.
std::string show(const std::vector<PersonalList>& lists) {
  std::string out;
  for (const PersonalList& list : lists) {
    CHECK(list.name == migrator::kAddressBookName);
    if (list.damage) out += "!" + list.damage->reason + "@" + std::to_string(list.place.offset);
    if (list.damage) continue;
    CHECK(list.address_book);
    CHECK_FALSE(list.members.empty());
    for (const Address& member : list.members) out += show(member) + "; ";
    for (const std::string& warning : list.warnings) out += "?" + warning.substr(13);
  }
  return out;
}

}  // namespace

TEST_CASE(
    "an entry is a pretty name and an Internet address, or what its post office understands") {
  struct Row {
    std::string value, expected, odd;
  };
  const Row rows[] = {
      {R"("John Doe" <jdoe@example.com>)", "John Doe|GATE|SMTP:jdoe@example.com", ""},
      {R"(<jdoe@example.com>)", "jdoe@example.com|GATE|SMTP:jdoe@example.com", ""},
      {R"("John "Jack" Doe" <jdoe@example.com>)", R"(John "Jack" Doe|GATE|SMTP:jdoe@example.com)",
       ""},
      {R"(John Doe <jdoe@example.com>)", "John Doe|GATE|SMTP:jdoe@example.com", ""},
      {R"(jdoe@example.com)", "jdoe@example.com|GATE|SMTP:jdoe@example.com", ""},
      {R"("Doe, J." jdoe@example.com)", "Doe, J.|GATE|SMTP:jdoe@example.com", ""},
      {R"(Reed, Tom)", "Reed, Tom|GATE|", ""},
      {R"(Reed, Tom at gate)", "Reed, Tom|GATE|", ""},
      {R"(Reed, Tom at CORK)", "Reed, Tom at CORK|GATE|", ""},
      {R"("Reed, Tom")", "Reed, Tom|GATE|", ""},
      {R"("Tommy" Reed, Tom)", "Tommy|GATE|CCMAIL:Reed, Tom at GATE", ""},
      {R"("Reed, Tom" reed, tom)", "Reed, Tom|GATE|", ""},
      {R"(a@b)", "a@b|GATE|", ""},
      {R"("Uu" <host!user>)", "Uu|GATE|CCMAIL:<host!user> at GATE",
       "no Internet address between < and >"},
      {R"("never closed)", "never closed|GATE|", "the quote before the name is never closed"},
      {R"("lost <a@b.example>)", "lost|GATE|SMTP:a@b.example",
       "the quote before the name is never closed"},
      {R"("")", "|GATE|", ""},
      {R"(")", "|GATE|", "the quote before the name is never closed"},
      {R"(<>)", "|GATE|", "no Internet address between < and >"},
      {R"("Bob" <>)", "Bob|GATE|", "no Internet address between < and >"},
      {R"(" ")", "|GATE|", ""},
      {R"("Reed, Tom at GATE")", "Reed, Tom|GATE|", ""},
      {R"("Reed, Tom at CORK")", "Reed, Tom at CORK|GATE|", ""},
      {R"("Bob" <bob@x.example> extra)", "Bob|GATE|SMTP:bob@x.example",
       R"("extra" stands after the address)"},
      {R"(<bob@x.example>;)", "bob@x.example|GATE|SMTP:bob@x.example",
       R"(";" stands after the address)"},
      {R"(smtp:bob@x.example)", "bob@x.example|GATE|SMTP:bob@x.example", ""},
      {R"("Bob" <SMTP:bob@x.example>)", "Bob|GATE|SMTP:bob@x.example", ""},
  };
  for (const Row& row : rows) {
    std::vector<std::string> odd;
    CAPTURE(row.value);
    CHECK(show(parse_private_entry(row.value, "GATE", odd)) == row.expected);
    CHECK((odd.empty() ? "" : odd.front()) == row.odd);
  }
}

TEST_CASE("what is odd in a PRIVDIR.INI is a warning or a damage with its place, nothing is lost") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"[A]\r\nEntryCount=1\r\nEntry1=Ann\r\n", "Ann|A|; "},
      {"[A]\nEntryCount=1\nEntry1=Ann\n\x1A", "Ann|A|; "},
      {"\r\n  [ A ]  \r\n entrycount = 1\r\nENTRY1 = Ann", "Ann|A|; "},
      {"[A]\r\nEntryCount=1\r\nEntry1=Ann\r\n[B]\r\nEntryCount=1\r\nEntry1=Bo\r\n",
       "Ann|A|; Bo|B|; "},
      {"", ""},
      {"\r\n\x1A", ""},
      {"[A]\r\nEntryCount=0\r\n", ""},
      {"[A]\r\nEntryCount=3\r\nEntry1=Ann\r\n",
       "Ann|A|; ?byte 19: EntryCount of \"A\" is 3, but there are 1 entries"},
      {"[A]\r\nEntryCount=3\r\n", "!missing-content@0"},
      {"[A]\r\nEntry1=Ann\r\n", "Ann|A|; ?byte 5: section \"A\" has no EntryCount"},
      {"[A]\r\nEntryCount=2\r\nEntry1=Ann\r\nEntry3=Bo\r\n",
       "Ann|A|; Bo|A|; ?byte 31: Entry3, Entry2 was expected"},
      {"[A]\r\nEntryCount=2\r\nEntry1=Ann\r\nEntry1=Bo\r\n",
       "Ann|A|; Bo|A|; ?byte 31: Entry1, Entry2 was expected"},
      {"[A]\r\nEntryCount=x\r\nEntry1=Ann\r\n",
       "Ann|A|; ?byte 5: EntryCount is \"x\", a number was expected"
       "?byte 19: section \"A\" has no EntryCount"},
      {"[A]\r\nEntryCount=1\r\nEntry1=Ann\r\n[a]\r\nEntryCount=1\r\nEntry1=Bo\r\n",
       "Ann|A|; Bo|a|; ?byte 31: section \"a\" stands here once more; its entries are added"},
      {"Entry1=Ann\r\n", "Ann||; ?byte 0: an entry before any [post office]"},
      {"[A\r\nEntryCount=1\r\nEntry1=Ann\r\n",
       "Ann|A|; ?byte 0: a section that its ] does not close"},
      {"[A]\r\nEntryCount=2\r\nEntry1=\r\nEntry2=Bo\r\n", "Bo|A|; ?byte 19: Entry1 is empty"},
      {"[A]\r\nEntryCount=1\r\nEntry1=Ann\r\nColour=blue\r\njunk\r\n", "!bad-row@31Ann|A|; "},
      {"[A]\r\nEntryCount=2\r\nEntry1=\" \"\r\nEntry2=Bo\r\n",
       "Bo|A|; ?byte 19: Entry1 is \"\" \"\", neither a name nor an address"},
      {"junk\r\n", "!bad-row@0"},
      {"[A]\r\nEntryCount=1\r\nEntry99999999999999999999=Ann\r\n", "!bad-row@19!missing-content@0"},
      {"[A]\r\nEntryCount=1\r\nEntry1=" + std::string(9000, 'x') + "\r\n",
       "!too-large@19!missing-content@0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text.substr(0, 80));
    CHECK(show(read(row.text)) == row.expected);
  }
}

TEST_CASE("a PRIVDIR.INI is in the code page of its set, and its comments are kept") {
  CHECK(show(read("[GATE]\r\nEntryCount=1\r\nEntry1=J\x94rg\r\n")) == "J\xC3\xB6rg|GATE|; ");
  // 表 is 95 5C and ゾ is 83 5D: no half of them is a backslash or a bracket.
  CHECK(show(read("[\x83\x5D]\r\nEntryCount=1\r\nEntry1=\"\x95\x5C\" <a@b.example>\r\n", 932)) ==
        "\xE8\xA1\xA8|\xE3\x82\xBE|SMTP:a@b.example; ");
  CHECK(show(read("\xEF\xBB\xBF[GATE]\r\nEntryCount=1\r\nEntry1=J\xC3\xB6rg\r\n")) ==
        "J\xC3\xB6rg|GATE|; ");
  const auto lists = read("; mine\r\n[A]\r\nEntryCount=1\r\nEntry1=Ann\r\n;\r\n");
  REQUIRE(lists.size() == 1);
  CHECK(lists[0].note == "; mine\n;");
  CHECK(lists[0].warnings.empty());
}

TEST_CASE("a file that is far too long for a PRIVDIR.INI is one damage") {
  const auto size = static_cast<std::size_t>(migrator::ccmail::kMaxPrivateDirectory) + 1;
  const auto lists = read(std::string(size, '\n'));
  REQUIRE(lists.size() == 1);
  REQUIRE(lists[0].damage);
  CHECK(lists[0].damage->reason == "too-large");
  CHECK(lists[0].place.length == size);
}

TEST_CASE("every prefix and every spoilt byte of a PRIVDIR.INI is read or told of") {
  const std::string whole =
      "[smtpgate]\r\nEntryCount=2\r\nEntry1=\"John Doe\" <jdoe@example.com>\r\n"
      "Entry2=\"Fat Albert\" <falbert@example.com>\r\n";
  CHECK(show(read(whole)) ==
        "John Doe|smtpgate|SMTP:jdoe@example.com; Fat Albert|smtpgate|SMTP:falbert@example.com; ");
  for (std::size_t n = 1; n < whole.size() - 2; ++n) {
    CAPTURE(n);
    const auto lists = read(whole.substr(0, n));
    std::size_t told = 0;
    for (const PersonalList& list : lists) told += list.damage ? 1 : list.warnings.size();
    // "EntryCount=" and a half of the last address are all that can look whole.
    if (n < whole.size() - 24) CHECK((told > 0 || n == 0));
  }
  for (std::size_t n = 0; n < whole.size(); ++n) {
    for (const char spoilt : {'\0', '\x1A', '"', '=', '[', '\n', '\xFF'}) {
      std::string text = whole;
      text[n] = spoilt;
      (void)show(read(text));
    }
  }
}

TEST_CASE("the sample of a converter's author reads as documented") {
  const std::string path = CORPUS_DIR "/reference/samples/privdir-constructed.ini";
  auto text = base::read_file(path, 1u << 16);
  if (!text) {
    MESSAGE("skipped: there is no ", path);
    return;
  }
  CHECK(show(read(*text)) ==
        "John Doe|smtpgate|SMTP:jdoe@example.com; Fat Albert|smtpgate|SMTP:falbert@example.com; ");
}
