#include "migrator/mime/delivered.hpp"

#include <random>

#include "macbinary.hpp"
#include "migrator/message/limits.hpp"
#include "migrator/mime/draft.hpp"
#include "support.hpp"

namespace migrator::mime {
namespace {

using test::file_part;
using test::harbor;
using test::has;
using test::text_part;

std::string rendered(const Message& message, const Options& options, const OwnFields& own = {}) {
  test::Text out;
  REQUIRE(bool(render(message, options, out, own)));
  return out.text;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

base::Result<Content> read(const std::string& mail) {
  return read_delivered(base::MemoryAccess(base::bytes_of(mail)));
}

// "" when GMime reads from the bytes what the draft says, else what differs.
std::string check(const Message& message, Options options = harbor()) {
  const auto draft = make_draft(message, options);
  if (!draft) return draft.error().message;
  for (const auto newline : {Options::Newline::lf, Options::Newline::crlf}) {
    options.newline = newline;
    const std::string mail = rendered(message, options, {{"Status", "RO"}, {"X-Unsent", "1"}});
    const auto seen = read(mail);
    if (!seen) return seen.error().message;
    const auto lines = differences(expected(*draft), *seen);
    if (!lines.empty()) return joined(lines);
    if (content_hash(*seen) != draft->rendered.hash) return "another hash";
    if (content_hash(expected(*draft)) != draft->rendered.hash) return "the draft's own hash";
  }
  return "";
}

Message letter() {
  Message message;
  message.sender = Address{"Quill, Nora", "HARBOR", ""};
  message.to = {{"Vole, Ivan", "PIER", ""}, {"M\xC3\xBCller, J\xC3\xB6rg", "HARBOR", ""}};
  message.subject = "Rope order";
  message.sent = LocalTime{1998, 6, 2, 8, 39, 0};
  message.parts = {text_part("Dear Ivan,\r\n\r\nten fathoms.\r\n")};
  return message;
}

// Texts that headers, names and bodies are made of: what quoting, folding and encoding trip over.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t upto(std::size_t most) { return engine_() % (most + 1); }
  std::string text(std::size_t most) {
    static const std::string kPieces[] = {"a",
                                          "Rope",
                                          " ",
                                          "  ",
                                          ",",
                                          ";",
                                          ":",
                                          "\"",
                                          "\\",
                                          "(",
                                          ")",
                                          "<",
                                          ">",
                                          "@",
                                          "=?",
                                          "?=",
                                          "=",
                                          "_",
                                          ".",
                                          "\xC3\xBC",
                                          "%",
                                          "'",
                                          "*",
                                          "/",
                                          "at",
                                          "[",
                                          "]",
                                          "-",
                                          "\t",
                                          "~",
                                          "\xE6\x97\xA5",
                                          "x0",
                                          "=?utf-8?q?a?=",
                                          "\x7F",
                                          "\r\n",
                                          "From ",
                                          "--",
                                          "\xF0\x9F\x90\x9F"};
    std::string out;
    for (std::size_t n = upto(most); n > 0; --n) out += kPieces[upto(std::size(kPieces) - 1)];
    return out;
  }
  std::string bytes(std::size_t most) {
    std::string out(upto(most), '\0');
    for (char& c : out) c = static_cast<char>(engine_());
    return out;
  }
  // Lines of any length, with blanks at their ends.
  std::string body() {
    std::string out;
    for (std::size_t n = upto(30); n > 0; --n) {
      for (std::size_t k = upto(40); k > 0; --k) out += text(3);
      out += upto(3) == 0 ? " \r\n" : "\r\n";
    }
    return upto(9) == 0 ? bytes(3000) : out;
  }

 private:
  std::mt19937 engine_;
};

Message any_message(unsigned seed) {
  Dice dice(seed);
  Message message = letter();
  message.subject = dice.text(30);
  if (dice.upto(1) == 1) message.sender = Address{dice.text(8), dice.text(2), ""};
  for (auto* list : {&message.to, &message.cc, &message.bcc})
    for (std::size_t n = dice.upto(3); n > 0; --n) list->push_back({dice.text(12), "PIER", ""});
  message.receipt_requested = dice.upto(1) == 1;
  message.extra = {{dice.text(5), dice.text(20)}, {"Bcc", dice.text(5)}};
  message.parts = {text_part(dice.body(), dice.text(10))};
  for (std::size_t n = dice.upto(3); n > 0; --n)
    message.parts.push_back(dice.upto(1) == 1 ? file_part(dice.text(30), dice.bytes(5000))
                                              : text_part(dice.body(), dice.text(10)));
  return message;
}

}  // namespace

TEST_CASE("GMime reads what was written, whatever is in it") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    CHECK(check(any_message(seed)) == "");
  }
}

TEST_CASE("messages of every shape are read back equal") {
  Message message;
  CHECK(check(message) == "");
  message = letter();
  for (int i = 0; i < 300; ++i) message.to.push_back({"Person " + std::to_string(i), "PO", ""});
  message.received = LocalTime{1998, 6, 3, 7, 0, 0};
  message.priority = Priority::low;
  Part mac =
      file_part("ignored", test::macbinary({.name = "B\x8Fr.pdf", .data = "d", .resource = "r"}));
  mac.format = Part::Format::macbinary;
  message.parts.push_back(mac);
  message.parts.push_back(text_part("{\\rtf1 x}\r\n\r\n"));
  message.parts.push_back(file_part(std::string(150, 'x') + "\xE6\x97\xA5.doc", ""));
  message.parts.push_back(text_part("", "nothing"));
  CHECK(check(message) == "");
  for (std::size_t length : {0u, 1u, 56u, 57u, 58u, 114u, 31920u, 31921u, 1100000u}) {
    CAPTURE(length);
    message = letter();
    message.parts = {text_part(std::string(length, '\x81')),
                     file_part("a", std::string(length, 'x')),
                     text_part(std::string(length, ' ') + "\r\nb")};
    CHECK(check(message) == "");
  }
}

TEST_CASE("what was changed in a delivered message is said") {
  Message message = letter();
  message.subject = "Rope order";
  message.parts.push_back(file_part("REPORT.XLS", "cells"));
  const auto draft = make_draft(message, harbor());
  REQUIRE(bool(draft));
  const std::string mail = rendered(message, harbor());
  struct Row {
    std::string from, to, said;
  };
  const Row rows[] = {
      {"Subject: Rope order\n", "Subject: Rope\n",
       "Subject is \"Rope\" where \"Rope order\" was expected\n"},
      {"Subject: Rope order\n", "", "the field Subject is missing\n"},
      {"Subject:", "X-Spam: no\nSubject:", "the field X-Spam was added\n"},
      {"vole.ivan@", "vole@", "To is "},
      {"Message-ID: <", "Message-ID: <x", "Message-ID is \"x"},
      {"fathoms", "fathom", "the content of part 1 is another\n"},
      {"Y2VsbHM=", "Y2VsbHMh", "the content of part 2 is another\n"},
      {"filename=REPORT.XLS", "filename=R.XLS",
       "the file name of part 2 is \"R.XLS\" where \"REPORT.XLS\" was expected\n"},
      {"application/vnd.ms-excel", "application/x", "the type of part 2 is "},
      {"charset=us-ascii", "charset=utf-8",
       "the parameters of part 1 is \"charset=utf-8\" where \"charset=us-ascii\" was expected\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    std::string changed = mail;
    REQUIRE(changed.find(row.from) != std::string::npos);
    changed.replace(changed.find(row.from), row.from.size(), row.to);
    const auto seen = read(changed);
    REQUIRE(bool(seen));
    CHECK(has(joined(differences(expected(*draft), *seen)), row.said));
    const bool same = row.said.starts_with("Message-ID");  // it is made of the hash
    CHECK((content_hash(*seen) == draft->rendered.hash) == same);
  }
}

TEST_CASE("a mail reader's own fields are no difference") {
  const Message message = letter();
  const auto draft = make_draft(message, harbor());
  REQUIRE(bool(draft));
  const auto seen = read(rendered(message, harbor(),
                                  {{"Status", "O"},
                                   {"X-Status", "F"},
                                   {"Lines", "3"},
                                   {"X-UID", "7"},
                                   {"X-IMAP", "1 2"},
                                   {"x-imapbase", "1 2"},
                                   {"X-Keywords", "a"},
                                   {"X-Mozilla-Status", "0001"}}));
  REQUIRE(bool(seen));
  CHECK(differences(expected(*draft), *seen).empty());
}

TEST_CASE("as many parts as a message can have are read back") {
  Message message = letter();
  Part mac = file_part("x", test::macbinary({.data = "d", .resource = "r"}));
  mac.format = Part::Format::macbinary;
  message.parts.insert(message.parts.end(), 10'000, mac);
  const auto draft = make_draft(message, harbor());
  REQUIRE(bool(draft));
  const auto seen = read(rendered(message, harbor()));
  REQUIRE(bool(seen));
  CHECK(content_hash(*seen) == draft->rendered.hash);
  const auto parts = [](std::size_t count) {
    std::string many = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n";
    for (std::size_t i = 0; i < count; ++i) many += "--b\n\nx\n";
    return many + "--b--\n";
  };
  CHECK(bool(read(parts(3 * kMostParts))));
  const auto limit = read(parts(3 * kMostParts + 1));
  REQUIRE(!limit);
  CHECK(limit.error().code == base::Errc::limit);
}

TEST_CASE("what is no message of ours ends in good order") {
  std::string deep = "Subject: x\n";
  for (int i = 0; i < 5000; ++i) {
    const std::string b = "b" + std::to_string(i);
    deep += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n";
  }
  const auto limit = read(deep + "\nx\n");
  REQUIRE(!limit);
  CHECK(limit.error().code == base::Errc::limit);
  const auto nothing = read("");
  REQUIRE(!nothing);
  CHECK(nothing.error().code == base::Errc::malformed);
  Message message = letter();
  message.parts.push_back(file_part("a", "xyz"));
  const std::string mail = rendered(message, harbor());
  for (std::size_t length = 0; length < mail.size(); ++length) (void)read(mail.substr(0, length));
}

}  // namespace migrator::mime
