#include "migrator/destination/vcard.hpp"

#include <doctest/doctest.h>

namespace migrator::destination {

TEST_CASE("lines are folded at 75 bytes, between characters") {
  std::string value;
  for (int i = 0; i < 100; ++i) value += "\xE6\x97\xA5";
  const std::string folded = vcard_line("NOTE", value);
  std::string back;
  for (std::size_t from = 0; from < folded.size();) {
    const auto to = folded.find("\r\n", from);
    const std::string line = folded.substr(from, to - from);
    CHECK(line.size() <= 75);
    CHECK((from == 0 || line.starts_with(' ')));
    CHECK(base::is_utf8(line));
    back += from == 0 ? line : line.substr(1);
    from = to + 2;
  }
  CHECK(back == "NOTE:" + value);
}

TEST_CASE("text is escaped") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"a,b;c\\d:e", "a\\,b\\;c\\\\d:e"},
      {"one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour"},
      {std::string("a\0\x1B", 3), "a  "},
      {"\xFF", "\xEF\xBF\xBD"},
  };
  for (const Row& row : rows) CHECK(vcard_text(row.text) == row.expected);
}

TEST_CASE("names are split as cc:Mail's users wrote them") {
  struct Row {
    std::string name, expected;
  };
  const Row rows[] = {
      {"Quill, Nora", "Quill;Nora;;;"},
      {"Quill, Nora Jane", "Quill;Nora;Jane;;"},
      {"van Dyke, Dirk", "van Dyke;Dirk;;;"},
      {"Nora Quill", "Quill;Nora;;;"},
      {"Nora J. Quill", "Quill;Nora;J.;;"},
      {"Mary Jane Quill", "Quill;Mary Jane;;;"},
      {"Postmaster", "Postmaster;;;;"},
      {"", ";;;;"},
      {"a;b, c", "a\\;b;c;;;"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(vcard_name(row.name) == row.expected);
  }
}

TEST_CASE("a directory entry lives where its Addr line says") {
  struct Row {
    std::string address, expected, location = "L";
  };
  const Row rows[] = {
      {"", "Quill, Nora at HARBOR"},
      {"PIER", "Quill, Nora at PIER"},
      {"PIER Quill2", "Quill2 at PIER"},
      {"lzz_Internet FAlbert@lzz.com", "SMTP:FAlbert@lzz.com"},
      {"Internet \"John Doe\" <JDoe@lzz.com>", "SMTP:JDoe@lzz.com"},
      {"QBC_PO2 group@x.example at Internet-Mail", "SMTP:group@x.example"},
      {"Reed, Tom", "Reed, Tom at HARBOR", "A"},
      {"Tom Reed", "Tom Reed at HARBOR", "a"},
      {"", "Quill, Nora at HARBOR", "A"},
      {"Internet JDoe@lzz.com", "SMTP:JDoe@lzz.com", "A"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.address);
    const Address address =
        address_of({"Quill, Nora", row.location, row.address, "", {}}, "HARBOR");
    CHECK((address.address.empty() ? to_string(address) : address.address) == row.expected);
  }
}

TEST_CASE("a UID is a UUID, and the key's alone") {
  CHECK(uuid_urn("a") == uuid_urn("a"));
  CHECK(uuid_urn("a") != uuid_urn("b"));
  CHECK(uuid_urn("a").size() == 45);
  CHECK(uuid_urn("a")[23] == '8');
}

}  // namespace migrator::destination
