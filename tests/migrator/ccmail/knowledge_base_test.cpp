// Damage and oddities of export files that the Microsoft Knowledge Base reports of the extractors
// and the connector: each by its article.
#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;
using migrator::to_time14;

TEST_CASE("Q233054: binary bytes that look like keywords do not end a file item") {
  const std::string evil =
      "Message:\r\n50        \r\nFrom: x\r\nContents:\r\nText item:\r\nMessage:\r\n";
  const auto items = read_all(sized(headers("s"), item("File item: a.bin", evil)) + letter("next"));
  CHECK(show(items) == "s|file:a.bin=" + evil + " / next|Hello\r\n");
  CHECK(warnings(items) == "");
}

TEST_CASE("Q184391: blocks need no line end between them") {
  const Shape tight{10, "", ""};
  const auto items = read_all(letter("one", "no line end", tight) + letter("two", "6", tight));
  CHECK(show(items) == "one|no line end / two|6");
  CHECK(warnings(items) == "");
}

TEST_CASE("Q287056: a size of blanks or 0 is a warning, and the block is read all the same") {
  for (const std::string wrong : {"          ", "0         ", "         0", ""}) {
    for (const std::string where : {"Message:", "Contents: ", "Text item:"}) {
      std::string bytes = letter("one");
      const auto at = bytes.find(where) + where.size() + 2;
      bytes.replace(at, 10, wrong);
      CAPTURE(wrong);
      CAPTURE(where);
      const auto items = read_all(bytes + letter("two"));
      const std::string text = where == "Text item:" ? "Hello\r\n\r\n\r\n" : "Hello\r\n";
      CHECK(show(items) == "one|" + text + " / two|Hello\r\n");
      if (where != "Contents: ") CHECK(warnings(items).find("blank or 0") != std::string::npos);
    }
  }
}

TEST_CASE("Q234745: a message without Contents: is kept, with a warning that names it") {
  struct Row {
    std::string after, expected;
  };
  const Row rows[] = {
      {"", "x"},
      {"just text\r\nand more\r\n", "x|just text\r\nand more\r\n"},
      {"\r\nNote: in the text\r\n", "x|\r\nNote: in the text\r\n"},
      {"Text item:\r\nHello\r\n", "x|Hello\r\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.after);
    const std::string bad = "Message:\r\nFrom: Reed, Tom at HARBOR\r\nSubject: x\r\n";
    const auto items = read_all(bad + row.after + letter("good"));
    CHECK(show(items) == row.expected + " / good|Hello\r\n");
    CHECK(warnings(items) == "mail/x.exp: byte " + std::to_string(bad.size()) +
                                 ": expected \"Contents:\"; what follows the headers is kept as "
                                 "the text\n");
  }
}

TEST_CASE("Q166610, Q186216, Q192700: date and time glued to a name are no part of it") {
  const auto message = read_one(sized(headers("x"), item("File item: Abc.wk4 5/6/97 3:10PM", "a") +
                                                        item("File item: Att.txt 1/1/98", "b") +
                                                        item("File item: Att.txt 9-11-1998", "c")));
  REQUIRE(message.parts.size() == 3);
  CHECK(message.parts[0].name == "Abc.wk4");
  CHECK(message.parts[1].name == "Att.txt");
  CHECK(message.parts[2].name == "Att.txt");
}

TEST_CASE("Q233325: a message with an impossible date is kept, without it, with a warning") {
  std::string bytes = letter("x");
  bytes.replace(bytes.find("6/2/98 8:39"), 11, "2/31/99 8:3");
  const auto items = read_all(bytes);
  REQUIRE(show(items) == "x|Hello\r\n");
  CHECK_FALSE(items[0].message->sent.has_value());
  REQUIRE(items[0].message->extra.size() == 1);
  CHECK(items[0].message->extra[0] == std::pair<std::string, std::string>{"Date", "2/31/99 8:3"});
  const auto at = std::to_string(bytes.find("Date:"));
  CHECK(warnings(items) == "mail/x.exp: byte " + at +
                               ": expected a date, found \"2/31/99 8:3\": the message is kept "
                               "without one\n");
}

TEST_CASE("Q262989: RRT: is a receipt and not the end of the run") {
  const auto message = read_one(sized(headers("x") + "RRT: 98 6\r\n", item("Text item:", "Hello")));
  CHECK(message.receipt_requested);
  REQUIRE(message.extra.size() == 1);
  CHECK(message.extra[0] == std::pair<std::string, std::string>{"RRT", "98 6"});
}

TEST_CASE("Q249133: a recipient whose name EXPORT 8.3 lost keeps its post office") {
  const auto message = read_one(sized("To: at PO_NAME\r\nSubject: x\r\n", item("Text item:", "")));
  CHECK(message.to == std::vector{migrator::Address{"", "PO_NAME", ""}});
}

TEST_CASE("Q192594: an empty From: is a message without a sender") {
  CHECK_FALSE(read_one(sized("From:\r\nSubject: x\r\n", item("Text item:", ""))).sender);
}

TEST_CASE("Q241553: a recipient without a post office is not given one here") {
  const auto message = read_one(sized("From: A at CORK\r\nTo: Admin\r\n", item("Text item:", "")));
  CHECK(message.to == std::vector{migrator::Address{"Admin", "", ""}});
}

TEST_CASE("Q237886: the embedded name counts before the line's, and NONAME is the last resort") {
  const auto message =
      read_one(sized(headers("x"), item("File item:", macbinary("Real name", "d", "")) +
                                       item("File item:", "raw")));
  REQUIRE(message.parts.size() == 2);
  CHECK(message.parts[0].name == "Real name");
  CHECK(message.parts[1].name == "NONAME1");
}

TEST_CASE("Q178122: a text item of no bytes is a text of no bytes") {
  CHECK(read_one(letter("x", "")).parts.at(0).content.empty());
}

TEST_CASE("Q197114: headers of any length are read whole") {
  const std::string name(200'000, 'n');
  CHECK(read_one(sized("From: " + name + " at CORK\r\n", item("Text item:", ""))).sender->name ==
        name);
}
