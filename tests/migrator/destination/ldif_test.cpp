#include "migrator/destination/ldif.hpp"

#include <doctest/doctest.h>

#include "migrator/destination/ldif_details.hpp"
#include "migrator/destination/ldif_record.hpp"
#include "support.hpp"

namespace migrator::destination {
namespace {

struct Row {
  std::string value, expected;
};

const LdifName kName{"cn=X,dc=harbor,dc=invalid", "urn:uuid:00000000-0000-8000-8000-000000000001"};

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("values that LDIF has no letters for are base64") {
  const Row rows[] = {
      {"plain: a#b<c ", "x:: cGxhaW46IGEjYjxjIA==\n"},
      {"plain: a#b<c", "x: plain: a#b<c\n"},
      {" first", "x:: IGZpcnN0\n"},
      {":first", "x:: OmZpcnN0\n"},
      {"<first", "x:: PGZpcnN0\n"},
      {"M\xC3\xBCller", "x:: TcO8bGxlcg==\n"},
      {"two\nlines", "x:: dHdvCmxpbmVz\n"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CHECK(ldif_line("x", row.value) == row.expected);
  }
}

TEST_CASE("lines are folded at 76 bytes") {
  const std::string folded = ldif_line("description", std::string(300, 'x'));
  CHECK(folded.find('\n') == 76);
  CHECK(folded.find('\n', 77) == 77 + 76);
  std::string back;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (folded.compare(i, 2, "\n ") == 0)
      ++i;
    else
      back += folded[i];
  }
  CHECK(back == "description: " + std::string(300, 'x') + "\n");
}

TEST_CASE("names are escaped as RFC 4514 asks") {
  const Row rows[] = {
      {"Quill, Nora", "cn=Quill\\, Nora"},
      {"a+b;c<d>e\\f\"g", "cn=a\\+b\\;c\\<d\\>e\\\\f\\\"g"},
      {"#Garden", "cn=\\#Garden"},
      {"a#b=c", "cn=a#b=c"},
      {" x ", "cn=\\ x\\ "},
  };
  for (const Row& row : rows) CHECK(rdn("cn", row.value) == row.expected);
  CHECK(ldif_suffix("harbor.invalid") == "dc=harbor,dc=invalid");
  CHECK(ldif_suffix("example") == "dc=example");
}

TEST_CASE("a name is a record's own once, and only if a directory compares it as we do") {
  DirectoryNames names;
  const Row rows[] = {
      {"Quill, Nora", "name"},
      {"QUILL,  nora", "uid"},
      {"M\xC3\xBCller", "name"},
      {"M\xC3\x9CLLER", "uid"},
      {"Mu\xCC\x88ller", "uid"},  // the accent apart
      {"Stra\xC3\x9F"
       "e",
       "name"},
      {"STRASSE", "uid"},
      {"\xEF\xAC\x81sh", "uid"},  // a ligature
      {"\xE6\x97\xA5\xE6\x9C\xAC", "name"},
      {"\xEF\xBC\xA1", "uid"},  // full width
      {"soft\xC2\xADhyphen", "uid"},
      {std::string(201, 'x'), "uid"},
      {"", "uid"},
      {" \t", "uid"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    const std::string made = ldif_rdn("cn", row.value, kName.uid, names);
    CHECK((made.starts_with("cn=") ? "name" : "uid") == row.expected);
    if (row.expected == "uid") CHECK(made == "uid=00000000-0000-8000-8000-000000000001");
  }
}

TEST_CASE("an entry is a person or an office, with what cc:Mail said of it") {
  const auto options = test::options();
  const std::string person =
      ldif_entry({"Quill, Nora Jane", "R", "PIER", "Dock\r\noffice", {}}, kName, options);
  CHECK(has(person, "objectClass: inetOrgPerson"));
  CHECK(has(person, "cn: Quill, Nora Jane"));
  CHECK(has(person, "sn: Quill"));
  CHECK(has(person, "givenName: Nora Jane"));
  CHECK(has(person, "mail: quill.nora_jane@pier.invalid"));
  CHECK(has(person, "uid: 00000000-0000-8000-8000-000000000001"));
  CHECK(has(person, "description:: RG9jawpvZmZpY2U="));
  CHECK(has(person, "businessCategory: cc:Mail location R"));
  CHECK(has(person, "physicalDeliveryOfficeName: PIER"));
  const std::string office = ldif_entry({"CORK", "P", "", "", {}}, kName, options);
  CHECK(has(office, "objectClass: organizationalUnit"));
  CHECK(has(office, "ou: CORK"));
  CHECK(office.find("mail:") == office.npos);
  CHECK(has(ldif_entry({"Rope", "", "", "", {}}, kName, options), "sn: Rope"));
}

TEST_CASE("what an address book knows has its attribute, or a line of the description") {
  const std::string text = ldif_details({"John Doe", "GATE", "odd"}, {{"First", "John"},
                                                                      {"Bus-Num", "555-0142"},
                                                                      {"Bus2-Num", "5550142"},
                                                                      {"Fax-Num", "555; 1"},
                                                                      {"Home-Num", "555-0142"},
                                                                      {"City", "Cork"},
                                                                      {"City", "Pier"},
                                                                      {"Title", " "},
                                                                      {"Spouse", "Jane"},
                                                                      {"Note", "a\r\nb"}});
  CHECK(has(text, "telephoneNumber: 555-0142"));
  CHECK(has(text, "homePhone: 555-0142"));
  CHECK(has(text, "l: Cork"));
  CHECK(text.find("title") == text.npos);
  const std::string description =
      "Bus2-Num: 5550142\nFax-Num: 555; 1\nCity: Pier\nSpouse: Jane\na\nb\nAddress in cc:Mail: odd";
  CHECK(text.ends_with(ldif_line("description", description)));
}

TEST_CASE("a list of nobody is still a group") {
  CHECK(ldif_list({"Crew", {}, "", {}}, kName, {}).ends_with("\nmember:\n\n"));
  CHECK(ldif_list({"", {}, "", {}}, kName, {"dc=x"}).ends_with("\nmember: dc=x\n\n"));
}

TEST_CASE("a record is read back as it was written") {
  const LdifName name{"cn=" + std::string(150, 'M') + "\xC3\xBC\\, x,ou=People,dc=x", kName.uid};
  const std::string text =
      ldif_list({"Crew", {}, "\xC3\xBC\n", {}}, name, {"cn=a,dc=x", "cn=\xC3\xBC,dc=x"});
  auto record = LdifRecord::parse(text);
  REQUIRE(bool(record));
  CHECK(record->dn() == name.dn);
  CHECK(record->uid() == "00000000-0000-8000-8000-000000000001");
  CHECK(record->text() == text);
  record->rename_member("cn=\xC3\xBC,dc=x", "uid=7,dc=x");
  record->call_by("7");
  CHECK(record->dn() == "uid=7,ou=People,dc=x");
  CHECK(has(record->text(), "member: uid=7,dc=x"));
  for (const std::string wrong : {"", "\n", "cn: x\n\n", "dn: x\n\n", "dn:: ?\n\n", "dn:: \n\n"})
    CHECK(!LdifRecord::parse(wrong));
}

}  // namespace
}  // namespace migrator::destination
