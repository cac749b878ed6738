#include "migrator/mime/header.hpp"

#include "support.hpp"

namespace migrator::mime {

TEST_CASE("plain text stands as it is, and anything that would not come back is encoded") {
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"Rope order", " Rope order"},
      {"\xC3\x84rger", " =?utf-8?q?=C3=84rger?="},
      {"two  blanks", " =?utf-8?q?two__blanks?="},
      {" lead", " =?utf-8?q?_lead?="},
      {"trail ", " =?utf-8?q?trail_?="},
      {"=?utf-8?q?x?=", " =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?="},
      {"\xE6\x97\xA5\xE6\x9C\xAC", " =?utf-8?b?5pel5pys?="},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(unstructured("Subject", row.text) == row.expected);
  }
}

TEST_CASE("no header line is long, whatever the text") {
  std::string japanese, words;
  for (int i = 0; i < 3000; ++i) japanese += "\xE6\x97\xA5";
  for (int i = 0; i < 3000; ++i) words += i % 7 == 0 ? " word" : "s";
  const std::string texts[] = {japanese,
                               words.substr(1),
                               std::string(5000, 'x'),
                               std::string(5000, ' '),
                               std::string(300, '\xF0'),
                               "\xF0\x9F\x98\x80" + std::string(70, 'x')};
  for (const std::string& text : texts) {
    const std::string clean = header_text(text);
    for (const std::string field :
         {"X", "Subject",
          "X-ccMail-0123456789012345678901234567890123456789012345678901234567890"}) {
      CHECK(test::longest_line(field + ":" + unstructured(field, clean)) <= 78);
      CHECK(test::longest_line(field + ":" + address_list(field, {{clean, "a@b.c"}})) <= 78);
    }
  }
  const std::string plain = unstructured("Subject", words.substr(1));
  CHECK(test::unfolded(plain) == words.substr(1));
}

TEST_CASE("control characters never reach a header") {
  CHECK(header_text(std::string("a\r\nBcc: x\0\t\x7F", 12)) == "a  Bcc: x   ");
  CHECK(header_text("a\xFF") == "a\xEF\xBF\xBD");
}

TEST_CASE("names in address fields are quoted or encoded") {
  struct Row {
    Mailbox mailbox;
    std::string expected;
  };
  const Row rows[] = {
      {{"Nora Quill", "n@h.invalid"}, " Nora Quill <n@h.invalid>"},
      {{"Quill, Nora", "n@h.invalid"}, " \"Quill, Nora\" <n@h.invalid>"},
      {{"a \"b\" \\", "n@h.invalid"}, " \"a \\\"b\\\" \\\\\" <n@h.invalid>"},
      {{"", "n@h.invalid"}, " n@h.invalid"},
      {{"M\xC3\xBCller, J", "n@h.invalid"}, " =?utf-8?q?M=C3=BCller=2C_J?= <n@h.invalid>"},
  };
  for (const Row& row : rows) CHECK(address_list("To", {row.mailbox}) == row.expected);
  CHECK(address_list("To", {{"A", "a@b.c"}, {"", "d@e.f"}}) == " A <a@b.c>, d@e.f");
}

}  // namespace migrator::mime
