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
  const std::string mac = macbinary("R", evil, evil);
  const auto unsized = read_all("Message:\r\nSubject: s\r\nContents:\r\nFile item: a.bin\r\n" +
                                mac + "\r\nText item:\r\nafter\r\n" + letter("next"));
  CHECK(show(unsized) == "s|file:R=" + mac + "|after\r\n / next|Hello\r\n");
  CHECK(warnings(unsized) == "");
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

TEST_CASE("Q287056, Q233054: keywords in the bytes of an item with a blank size do not end it") {
  const std::string evil = "\1\r\nText item:\r\nzzz\r\nMessage:\r\nFrom: q\r\nContents:\r\nend\1";
  const std::string text = item("Text item:", "after");
  for (const std::string& after : {std::string(), text}) {
    std::string bytes = sized(headers("s"), item("File item: a.bin", evil) + after);
    const auto at = bytes.find("a.bin") + 7;
    bytes.replace(at, 10, std::string(10, ' '));
    CAPTURE(after);
    const auto items = read_all(bytes + letter("next"));
    CHECK(show(items) == "s|file:a.bin=" + evil + (after.empty() ? "\r\n\r\n" : "\r\n|after") +
                             " / next|Hello\r\n");
    CHECK(warnings(items).find("blank or 0") != std::string::npos);
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
      {"\x1A", "x"},  // the next message's Contents: is not taken for this one's
      {"\x1A\x1A", "x"},
      {"just text\r\n\x1A", "x|just text\r\n\x1A"},
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
                                                        item("File item: Att.txt 9-11-1998", "c") +
                                                        item("File item: Att.txt", "d")));
  REQUIRE(message.parts.size() == 4);
  CHECK(message.parts[3].name == "Att.txt");  // Q195203: 8.01 leaves the date out
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

TEST_CASE("Q262989: tokens that nobody knows are kept as extra headers, in order") {
  const auto message = read_one(sized(headers("x") + "FanTo: a%b\r\nLog: 1\r\nLog: 2\r\nX Y:\r\n",
                                      item("Text item:", "Hello")));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"FanTo", "a%b"}, {"Log", "1"}, {"Log", "2"}, {"X Y", ""}};
  CHECK(message.extra == expected);
}

TEST_CASE("Q262989: RRT: is a receipt and not the end of the run") {
  const auto message = read_one(sized(headers("x") + "RRT: 98 6\r\n", item("Text item:", "Hello")));
  CHECK(message.receipt_requested);
  REQUIRE(message.extra.size() == 1);
  CHECK(message.extra[0] == std::pair<std::string, std::string>{"RRT", "98 6"});
}

TEST_CASE("Q249133: a recipient whose name EXPORT 8.3 lost is kept, and said to reach nobody") {
  struct Row {
    std::string line, said;
  };
  for (const Row& row :
       {Row{"To: at PO_NAME", "at PO_NAME"}, Row{"To:  AT PO_NAME", "AT PO_NAME"}}) {
    CAPTURE(row.line);
    const std::string bytes =
        sized("From: Reed, Tom at CORK\r\n" + row.line + "\r\n", item("Text item:", ""));
    const auto items = read_all(bytes);
    REQUIRE(items.size() == 1);
    REQUIRE(items[0].message.has_value());
    CHECK(items[0].message->to == std::vector{migrator::Address{"", "PO_NAME", ""}});
    CHECK(warnings(items) == "mail/x.exp: byte " + std::to_string(bytes.find("To:")) +
                                 ": expected the name of a recipient, found only \"" + row.said +
                                 "\" (Q249133): nobody can be reached so\n");
  }
  const auto message = read_one(sized("To: At Last, Inc at CORK\r\n", item("Text item:", "")));
  CHECK(message.to == std::vector{migrator::Address{"At Last, Inc", "CORK", ""}});
}

TEST_CASE("Q192594: an empty From: is a message without a sender") {
  CHECK_FALSE(read_one(sized("From:\r\nSubject: x\r\n", item("Text item:", ""))).sender);
}

TEST_CASE("Q241553: a recipient without a post office lives where the sender does") {
  struct Row {
    std::string headers, expected;  // to, cc, bcc
  };
  const Row rows[] = {
      {"From: A at CORK\r\nTo: Admin\r\ncc: B\r\nbcc: C\r\n",
       "Admin at CORK, B at CORK, C at CORK, "},
      {"To: Admin\r\nFrom: A at CORK\r\n", "Admin at CORK, "},  // the sender comes later
      {"From: A at CORK\r\nTo: B at HARBOR\r\n", "B at HARBOR, "},
      {"From: A\r\nTo: Admin\r\n", "Admin, "},  // nobody knows where
      {"To: Admin\r\n", "Admin, "},
      {"From: A at CORK\r\nTo: ivaz@rope.example\r\n", "ivaz@rope.example, "},
      {"From: A at CORK\r\nTo: #Garden\r\n", "#Garden, "},
      {"From: A at CORK\r\nTo: ~BEL01\r\n", "~BEL01 at CORK, "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.headers);
    const auto message = read_one(sized(row.headers, item("Text item:", "")));
    std::string found;
    for (const auto* list : {&message.to, &message.cc, &message.bcc})
      for (const auto& each : *list) found += migrator::to_string(each) + ", ";
    CHECK(found == row.expected);
  }
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

TEST_CASE("the reader keeps colour codes and RTF as they are stored") {
  const std::string rich = "{\\rtf1 \\'fc}", coloured =
                                                 "\x02"
                                                 "1ered\x02"
                                                 "70";
  const auto message =
      read_one(sized(headers("x"), item("Text item: Rich", rich) + item("Text item:", coloured)));
  REQUIRE(message.parts.size() == 2);
  CHECK(text_of(message.parts[0]) == rich);
  CHECK(message.parts[0].name == "Rich");
  CHECK(text_of(message.parts[1]) == coloured);
}

TEST_CASE("Q198861: a letter whose second byte is a backslash, a bracket or a bar is a letter") {
  struct Row {
    unsigned page;
    std::string bytes, text;
  };
  const Row rows[] = {
      {932, "\x83\x5C\x83\x5B\x83\x7C", "ソゼポ"},
      {936, "\x81\x5C\xB0\xA1", "乗啊"},
      {949, "\xB0\xA1\x81\x61", "가갵"},
      {950, "\xA4\x5C\xB3\x5C", "么許"},
      {437, "\x9B", "¢"},
      {850, "\x9B", "ø"},
      {852, "\x9C", "ť"},
      {866, "\x80\xE0", "Ар"},
      {1252, "\x80", "€"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.page);
    const std::string& n = row.bytes;
    const auto message = read_one(
        sized(
            "From: " + n + ", " + n + " at " + n + "\r\nTo: #" + n + "\r\nSubject: " + n +
                "\r\nFolder: " + n + "\r\n" + n + ": " + n + "\r\n",
            item("Text item: " + n, n) + item("File item: C:\\" + n + "\\" + n + ".TXT 1/1/98", n)),
        rules(row.page));
    CHECK(message.sender == migrator::Address{row.text + ", " + row.text, row.text, ""});
    CHECK(message.to == std::vector{migrator::Address{"#" + row.text, "", ""}});
    CHECK(message.subject == row.text);
    CHECK(message.folder == row.text);
    REQUIRE(message.extra.size() == 1);
    CHECK(message.extra[0] == std::pair{row.text, row.text});
    REQUIRE(message.parts.size() == 2);
    CHECK(message.parts[0].name == row.text);
    CHECK(text_of(message.parts[0]) == n);
    CHECK(message.parts[1].name == row.text + ".TXT");
  }
}
