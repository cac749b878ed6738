// What an address line says when a part of it is missing, and how many header lines there can be.
#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;

namespace {

std::string one(const std::string& headers) { return sized(headers, item("Text item:", "")); }

// "sender > recipient, recipient" of the only message; "-" for no sender.
std::string people(const std::string& headers) {
  const auto items = read_all(one(headers));
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].message.has_value());
  const auto show = [](const migrator::Address& address) {
    return address.name + "|" + address.post_office;
  };
  const auto& message = *items[0].message;
  std::string out = message.sender ? show(*message.sender) : "-";
  for (const auto& each : message.to) out += " > " + show(each);
  return out;
}

}  // namespace

TEST_CASE("Q249133: an address lacks its name, or its post office, and is said to") {
  struct Row {
    std::string headers, people, said;  // what is expected, of whom; "" for no warning
  };
  const Row rows[] = {
      {"To: at PO_NAME\r\n", "- > |PO_NAME", "the name of a recipient, found only \"at PO_NAME\""},
      {"To: at Last\r\n", "- > |Last", "the name of a recipient"},  // decided
      {"To: At Last, Inc\r\n", "- > At Last, Inc|", ""},
      {"To: At Last, Inc at CORK\r\n", "- > At Last, Inc|CORK", ""},
      {"To: at the door at \r\n", "- > at the door|", "the post office of a recipient"},
      {"To: Quill, Nora at \r\n", "- > Quill, Nora|",
       "the post office of a recipient, found only \"Quill, Nora at\""},
      {"To: Quill, Nora AT\r\n", "- > Quill, Nora|", "the post office of a recipient"},
      {"To: Kat\r\n", "- > Kat|", ""},
      {"From: A at CORK\r\nTo: Quill, Nora at \r\n", "A|CORK > Quill, Nora|CORK",
       "the post office of a recipient"},
      {"From: at PO_NAME\r\n", "|PO_NAME", "the name of a sender, found only \"at PO_NAME\""},
      {"From: Reed, Tom at \r\n", "Reed, Tom|", "the post office of a sender"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.headers);
    CHECK(people(row.headers) == row.people);
    const std::string said = warnings(read_all(one(row.headers)));
    if (row.said.empty())
      CHECK(said == "");
    else
      CHECK_MESSAGE(said.find("expected " + row.said) != std::string::npos, said);
  }
}

TEST_CASE("Q241553: nobody lives in the post office of a gateway") {
  struct Row {
    std::string headers, people;
  };
  const Row rows[] = {
      {"From: A at CORK\r\nTo: Admin\r\n", "A|CORK > Admin|CORK"},
      {"From: at PO_NAME\r\nTo: Admin\r\n", "|PO_NAME > Admin|"},
      {"From: joe@x.example at INTERNET\r\nTo: Admin\r\n", "joe@x.example|INTERNET > Admin|"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.headers);
    CHECK(people(row.headers) == row.people);
  }
}

TEST_CASE("Q266711: more header lines than EXPORT could write are one damaged item") {
  const auto lines = [](std::size_t count, const std::string& line) {
    std::string out = "Message:\r\nSubject: x\r\n";
    for (std::size_t i = 0; i < count; ++i) out += line + "\r\n";
    return out + "Contents:\r\nText item:\r\nHello\r\n";
  };
  CHECK(show(read_all(lines(49'998, "To: x") + letter("good"))) == "x|Hello\r\n / good|Hello\r\n");
  for (const std::string line : {"To: x", "ab:", "- no header -"}) {
    CAPTURE(line);
    const auto items = read_all(lines(50'000, line) + letter("good"));
    CHECK(show(items) == "!too-large / good|Hello\r\n");
    CHECK(items[0].damage->message.find("and 50000 lines of headers") != std::string::npos);
  }
}
