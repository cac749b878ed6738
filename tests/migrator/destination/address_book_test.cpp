#include "migrator/destination/address_book.hpp"

#include <doctest/doctest.h>

#include "base/digest.hpp"
#include "migrator/mime/address_map.hpp"
#include "support.hpp"

namespace migrator::destination {
namespace {

struct Office {
  explicit Office(const std::string& name) : folder(name) {
    std::filesystem::create_directories(folder.path / ".sidestep");
  }
  AddressBook book(bool adds = false) {
    return {files, folder.path, folder.path / ".sidestep", test::options(), adds};
  }
  std::string lists() { return *base::read_file(folder.path / "nora.vcf", 1u << 26); }

  test::Folder folder;
  test::QuickFiles files;
};

DirectoryEntry entry(const std::string& name, const std::string& address = "") {
  return {name, "L", address, "", {}};
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("members are found by name, without case, where they live") {
  Office office("members");
  AddressBook book = office.book();
  for (const DirectoryEntry& known :
       {entry("Quill, Nora"), entry("M\xC3\x9CLLER, J\xC3\x96RG"), entry("Vole, Ivan", "PIER")})
    REQUIRE(bool(book.put(known)));
  REQUIRE(bool(book.finish_directory()));
  struct Row {
    Address member;
    bool known;
  };
  const Row rows[] = {
      {{"Quill, Nora", "", ""}, true},      {{"QUILL, nora", "harbor", ""}, true},
      {{"Quill, Nora", "PIER", ""}, false}, {{"M\xC3\xBCller, J\xC3\xB6rg", "", ""}, true},
      {{"Vole, Ivan", "PIER", ""}, true},   {{"Vole, Ivan", "", ""}, true},
      {{"Smith", "", ""}, false},           {{"Quill", "", ""}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(to_string(row.member));
    const auto unknown = book.put_lists("Quill, Nora", {{"Crew", {row.member}, "", {}}},
                                        office.folder.path / "nora.vcf");
    REQUIRE(bool(unknown));
    CHECK(unknown->unknown.size() == (row.known ? 0 : 1));
    CHECK(count(office.lists(), "BEGIN:VCARD") == (row.known ? 4 : 5));
  }
}

TEST_CASE("an unknown member has one card of its own, and a sentence for each list") {
  Office office("unknown");
  AddressBook book = office.book();
  const std::vector<PersonalList> lists = {
      {"Crew", {{"Smith", "", ""}, {"ivaz@rope.example", "", ""}}, "on deck", {}},
      {"Rope", {{"SMITH", "", ""}}, "", {}},
      {"Nobody", {}, "", {}}};
  const auto unknown = book.put_lists("Quill, Nora", lists, office.folder.path / "nora.vcf");
  REQUIRE(bool(unknown));
  REQUIRE(unknown->unknown.size() == 2);
  CHECK(unknown->unknown[0] ==
        "list \"Crew\": \"Smith\" is not in the directory; delivered by name");
  const std::string text = office.lists();
  CHECK(count(text, "BEGIN:VCARD") == 5);
  CHECK(count(text, "KIND:group") == 3);
  CHECK(count(text, "MEMBER:urn:uuid:") == 3);
  CHECK(count(text, "EMAIL:ivaz@rope.example") == 1);
  CHECK(count(text, "NOTE:on deck") == 1);
}

TEST_CASE("without a directory and without lists there is no file") {
  Office office("nothing");
  AddressBook book = office.book();
  REQUIRE(bool(book.finish_directory()));
  REQUIRE(bool(book.put_lists("Quill, Nora", {}, office.folder.path / "nora.vcf")));
  CHECK(!std::filesystem::exists(office.folder.path / "directory.vcf"));
  CHECK(!std::filesystem::exists(office.folder.path / "nora.vcf"));
}

TEST_CASE("a resumed run knows the directory that stands on the disk") {
  Office office("resumed");
  std::string first;
  const std::vector<PersonalList> lists = {
      {"Crew", {{"Quill, Nora; \\ x", "", ""}, {"Far", "PIER", ""}}, "", {}}};
  for (int run = 0; run < 2; ++run) {
    AddressBook book = office.book();
    if (run == 0) {
      REQUIRE(bool(book.put(entry("Quill, Nora; \\ x"))));
      REQUIRE(bool(book.put(entry("Far", "PIER"))));
      REQUIRE(bool(book.put(entry(std::string(500, 'x')))));
      REQUIRE(bool(book.finish_directory()));
    }
    const auto unknown = book.put_lists("Quill, Nora", lists, office.folder.path / "nora.vcf");
    REQUIRE(bool(unknown));
    CHECK(unknown->unknown.empty());
    if (run == 0) first = office.lists();
  }
  CHECK(office.lists() == first);
}

TEST_CASE("two entries of one name are two cards with two UIDs") {
  Office office("twice");
  AddressBook book = office.book();
  REQUIRE(bool(book.put(entry("Smith"))));
  REQUIRE(bool(book.put(entry("SMITH", "PIER"))));
  REQUIRE(bool(book.finish_directory()));
  const std::string text = *base::read_file(office.folder.path / "directory.vcf", 1 << 20);
  const auto first = text.find("UID:"), second = text.rfind("UID:");
  CHECK(first != second);
  CHECK(text.substr(first, 49) != text.substr(second, 49));
}

// What is said of a card is what an audit looks for.
void check_said(const std::string& text, const Delivered& said) {
  const auto at = text.find("UID:" + said.target_id + "\r\n");
  REQUIRE(at != std::string::npos);
  const auto begin = text.rfind("BEGIN:VCARD", at), end = text.find("END:VCARD\r\n", at) + 11;
  CHECK(base::sha256(std::string_view(text).substr(begin, end - begin)) == said.hash);
  CHECK(end - begin == said.bytes);
}

TEST_CASE("what comes to a book is said to be called as it is called there, at every try") {
  Office office("recovered");
  const auto deliver = [&](bool adds, const DirectoryEntry& one, const std::string& list) {
    AddressBook book = office.book(adds);
    const auto put = book.put(one);
    REQUIRE(bool(put));
    REQUIRE(bool(book.finish_directory()));
    const auto lists = book.put_lists("Quill, Nora", {{list, {{"Smith", "", ""}}, "", {}}},
                                      office.folder.path / "nora.vcf");
    REQUIRE(bool(lists));
    check_said(*base::read_file(office.folder.path / "directory.vcf", 1u << 20), *put);
    check_said(office.lists(), lists->lists.at(0));
    return std::pair(put->target_id, lists->lists[0].target_id);
  };
  const auto first = deliver(false, entry("Smith"), "Crew");
  const auto second = deliver(true, entry("SMITH", "PIER"), "Choir");
  CHECK(first.first != second.first);
  CHECK(first.second != second.second);
  const std::string lists = office.lists();
  CHECK(deliver(true, entry("SMITH", "PIER"), "Choir") == second);
  CHECK(deliver(true, entry("Smith"), "Crew") == first);
  CHECK(office.lists() == lists);
}

TEST_CASE("a directory file that is not ours is refused by name and byte") {
  Office office("foreign");
  for (const std::string content :
       {"hello\r\n", "FN:x\r\n", "BEGIN:VCARD\r\nFN:x\r\n", "BEGIN:VCARD\r\nBEGIN:VCARD\r\n"}) {
    std::ofstream(office.folder.path / "directory.vcf") << content;
    AddressBook book = office.book();
    const auto wrong = book.put_lists("Quill, Nora", {}, office.folder.path / "nora.vcf");
    REQUIRE(!wrong);
    CHECK(wrong.error().code == base::Errc::malformed);
    CHECK(wrong.error().message.find("directory.vcf") != std::string::npos);
  }
}

TEST_CASE("people with an address of today have it in their cards and records") {
  Office office("today");
  std::ofstream(office.folder.path / "map.csv")
      << "name,post_office,address\n\"Quill, Nora\",,nora@example.com\n"
         "Smith,PIER,smith@example.com\nFar,,far@example.com\n";
  mime::Options options = test::options();
  options.addresses = *mime::AddressMap::read(office.folder.path / "map.csv");
  AddressBook book(office.files, office.folder.path, office.folder.path / ".sidestep", options);
  REQUIRE(bool(book.put(entry("QUILL, Nora"))));
  REQUIRE(bool(book.finish_directory()));
  PersonalList people{std::string(kAddressBookName), {{"Far", "", ""}, {"Nobody", "", ""}}, "", {}};
  people.address_book = true;
  REQUIRE(bool(book.put_lists("Quill, Nora", {{"Crew", {{"Smith", "PIER", ""}}, "", {}}, people},
                              office.folder.path / "nora.vcf")));
  const std::string records = *base::read_file(office.folder.path / "directory.ldif", 1u << 20) +
                              *base::read_file(office.folder.path / "nora.ldif", 1u << 20);
  for (const std::string address : {"nora@example.com", "smith@example.com", "far@example.com"}) {
    CHECK(count(office.lists(), "EMAIL:" + address) == 1);
    CHECK(count(records, "mail: " + address) == 1);
  }
  CHECK(count(office.lists(), "EMAIL:") == 3);
}

TEST_CASE("lists have their records beside them, which name the directory's") {
  Office office("records");
  AddressBook book = office.book();
  REQUIRE(bool(book.put(entry("Quill, Nora"))));
  REQUIRE(bool(book.finish_directory()));
  REQUIRE(bool(book.put_lists("Vaz", {{"Crew", {{"QUILL, nora", "", ""}}, "", {}}},
                              office.folder.path / "vaz.vcf")));
  REQUIRE(bool(book.put_lists("None", {}, office.folder.path / "none.vcf")));
  const std::string records = *base::read_file(office.folder.path / "vaz.ldif", 1u << 20);
  CHECK(count(records, "dn: cn=Crew,ou=Vaz,ou=Lists,dc=harbor,dc=invalid\n") == 1);
  CHECK(count(records, "member: cn=Quill\\, Nora,ou=People,dc=harbor,dc=invalid\n") == 1);
  CHECK(!std::filesystem::exists(office.folder.path / "none.ldif"));
}

TEST_CASE("the largest directory is cheap") {
  Office office("large");
  AddressBook book = office.book();
  for (int i = 0; i < 65535; ++i) REQUIRE(bool(book.put(entry("Person, No " + std::to_string(i)))));
  REQUIRE(bool(book.finish_directory()));
  const auto unknown =
      book.put_lists("Quill, Nora", {{"All", {{"person, no 65534", "", ""}}, "", {}}},
                     office.folder.path / "nora.vcf");
  REQUIRE(bool(unknown));
  CHECK(unknown->unknown.empty());
  CHECK(count(office.lists(), "BEGIN:VCARD") == 65536);
}

}  // namespace migrator::destination
