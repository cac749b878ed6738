#include "migrator/ccmail/message_file.hpp"

#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;
using migrator::Part;
using migrator::to_time14;

TEST_CASE("a sized message is read with everything its headers say") {
  const auto message = read_one(
      sized("From: Reed, Tom at HARBOR\r\nDate: 6/2/98 8:39\r\nTo: Quill, Nora at HARBOR\r\n"
            "To: Look at me at CORK\r\ncc: Admin\r\nbcc: Vaz, Ines AT HARBOR\r\nSubject: Gr\x81\xE1"
            "e\r\n"
            "Folder: Buoys\r\nPriority: URGENT\r\nLog: 12 copies\r\n",
            item("Text item: Tides", "Hello\r\n")));
  CHECK(message.sender == migrator::Address{"Reed, Tom", "HARBOR", ""});
  REQUIRE(message.to.size() == 2);
  CHECK(message.to[1] == migrator::Address{"Look at me", "CORK", ""});
  CHECK(message.cc == std::vector{migrator::Address{"Admin", "HARBOR", ""}});  // Q241553
  CHECK(message.bcc == std::vector{migrator::Address{"Vaz, Ines", "HARBOR", ""}});
  CHECK(message.subject == "Grüße");
  CHECK(message.folder == "Buoys");
  CHECK(message.priority == migrator::Priority::high);
  REQUIRE(message.sent.has_value());
  CHECK(to_time14(*message.sent) == "19980602083900");
  CHECK_FALSE(message.receipt_requested);
  REQUIRE(message.extra.size() == 1);
  CHECK(message.extra[0] == std::pair<std::string, std::string>{"Log", "12 copies"});
  REQUIRE(message.parts.size() == 1);
  CHECK(message.parts[0].name == "Tides");
  CHECK(text_of(message.parts[0]) == "Hello\r\n");
}

TEST_CASE("size lines of every known width are read, and blocks in every known distance") {
  for (int width = 1; width <= 12; ++width)
    for (const std::string gap : {"", "\r\n", "\r\n\r\n"})
      for (const std::string tail : {"", "\r\n", "\r\n\r\n"}) {
        const Shape shape{width, gap, tail};
        const std::string one = sized(
            headers("one"),
            item("Text item:", "Hello", shape) + item("File item: a.bin", "\1\2\3", shape), shape);
        CAPTURE(width);
        CAPTURE(gap.size());
        CAPTURE(tail.size());
        const auto items = read_all(one + letter("two", "Bye", shape) + "\x1A");
        CHECK(show(items) == "one|Hello|file:a.bin=\1\2\3 / two|Bye");
        CHECK(warnings(items) == "");
      }
}

TEST_CASE("spellings of what nobody has published are taken as the table says") {
  struct Row {
    std::string line, expected;  // priority, unread, receipt, folder, extra lines
  };
  const Row rows[] = {
      {"Priority: low", "-1 read - '' 0"},
      {"Priority: 1", "1 read - '' 0"},
      {"Importance: High", "1 read - '' 0"},
      {"Priority: sideways", "0 read - '' 1"},
      {"Status: unread", "0 unread - '' 0"},
      {"STATUS: Read", "0 read - '' 0"},
      {"Status: burning", "0 read - '' 1"},
      {"Unread:", "0 unread - '' 0"},
      {"Unread: no", "0 read - '' 0"},
      {"RRT: 1", "0 read receipt '' 1"},
      {"Receipt requested:", "0 read receipt '' 1"},
      {"Return receipt: none", "0 read - '' 1"},
      {"Folder: inbox", "0 read - '' 0"},
      {"Folder: A\\B", "0 read - 'A\\B' 0"},
      {"Forwarded by: Reed, Tom", "0 read - '' 1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto message =
        read_one(sized(headers("x") + row.line + "\r\n", item("Text item:", "Hello")));
    CHECK(std::to_string(static_cast<int>(message.priority)) +
              (message.unread ? " unread " : " read ") +
              (message.receipt_requested ? "receipt '" : "- '") + message.folder + "' " +
              std::to_string(message.extra.size()) ==
          row.expected);
  }
}

TEST_CASE("without sizes a block ends where the next begins") {
  struct Row {
    std::string text, expected;
  };
  const std::string head = "Message:\r\nSubject: s\r\nContents:\r\n";
  const Row rows[] = {
      {head + "Text item:\r\nHello\r\n", "s|Hello\r\n"},
      {head + "Text item: T\r\nHello\r\nText item:\r\nBye\r\n\x1A", "s|Hello\r\n|Bye\r\n"},
      {head + "Text item:\r\n2024\r\nHello", "s|2024\r\nHello"},
      {head + "\r\nHello\r\nFile item: a.txt 1/1/98\r\nabc\r\n" + head + "Bye",
       "s|\r\nHello\r\n|file:a.txt=abc\r\n / s|Bye"},
      {head + "Agenda item: lunch\r\n", "s|file:lunch="},
      {head + "Hello\r\nAgenda item: lunch\r\n", "s|Hello\r\nAgenda item: lunch\r\n"},
      {head + "Hello\r\nMessage: no\r\n Message:\r\n", "s|Hello\r\nMessage: no\r\n Message:\r\n"},
      {"Message:\nSubject: s\nContents:\nText item:\nHello\n", "s|Hello\n"},
      {"message:  \r\nSUBJECT: s\r\ncontents:\r\nTEXT ITEM:\r\nHello", "s|Hello"},
      {head, "s"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto items = read_all(row.text);
    CHECK(show(items) == row.expected);
    CHECK(warnings(items) == "");
  }
}

TEST_CASE("whether a message has sizes is seen from all places where one may stand") {
  struct Row {
    std::string under_message, under_contents, item, expected, warning;
  };
  const std::string none = "expected the size of the message, as its items have theirs";
  const std::string blank = "the size of the message is blank or 0";
  const Row rows[] = {
      {"\r\n", "", "1999\r\nwas a year\r\n", "s|1999\r\nwas a year\r\n", ""},
      {"   \r\n", "", "\r\na blank line\r\n", "s|\r\na blank line\r\n", ""},
      {"\r\n", "1999  \r\nbare\r\n", "Hello\r\n", "s|1999  \r\nbare\r\n|Hello\r\n", ""},
      {"", "", "1999  \r\nwas a year\r\n", "s|1999  \r\nwas a year\r\n", ""},
      {"", "", "5\r\nHello\r\n", "s|5\r\nHello\r\n", ""},
      {"\r\n", "", "5         \r\nHello\r\n", "s|Hello", blank},
      {"\r\n", "          \r\n", "\r\nHello\r\n", "s|Hello\r\n", blank},
      {"", "", "5         \r\nHello\r\n", "s|Hello", none},
      {"", "27        \r\n", "5         \r\nHello\r\n", "s|Hello", none},  // should be 31
      {"", "31        \r\n", "5         \r\nHello\r\n", "s|Hello", none},
      {"", "31        \r\n", "9         \r\nMessage:\r\n", "s|Message:\r", none},
  };
  for (const Row& row : rows) {
    CAPTURE(row.under_message);
    CAPTURE(row.under_contents);
    CAPTURE(row.item);
    const auto items = read_all("Message:\r\n" + row.under_message + "Subject: s\r\nContents:\r\n" +
                                row.under_contents + "Text item:\r\n" + row.item);
    CHECK(show(items) == row.expected);
    CHECK((warnings(items) == "") == row.warning.empty());
    CHECK(warnings(items).find(row.warning) != std::string::npos);
  }
}

TEST_CASE("dialects may change from message to message") {
  const auto items =
      read_all(letter("one") + "Message:\r\nSubject: two\r\nContents:\r\nHi\r\n" + letter("three"));
  CHECK(show(items) == "one|Hello\r\n / two|Hi\r\n / three|Hello\r\n");
}

TEST_CASE("a MacBinary file keeps its bytes and lends its name") {
  struct Row {
    std::string name;
    std::string line, bytes, expected;
    bool mac;
  };
  const std::string whole = macbinary("Buoy list", "data fork", "resource");
  const Row rows[] = {
      {"both forks", "buoys.sit 9-11-1998", whole, "Buoy list", true},
      {"data only", "x.txt", macbinary("Real.txt", "data", ""), "Real.txt", true},
      {"last fork not padded", "x.txt", macbinary("R", "data", "res", false), "R", true},
      {"Mac Roman", "x", macbinary("caf\x8E", "data", "res"), "café", true},
      {"the page of the set", "x", macbinary("caf\x82", "data", ""), "café", true},
      {"cut short", "x.bin", whole.substr(0, 200), "x.bin", false},
      {"a raw file that begins alike", "x.bin", whole + std::string(900, 'z'), "x.bin", false},
      {"a control character in the name", "x.bin", macbinary("R\n", "d", ""), "x.bin", false},
      {"too short", "x.bin", std::string(127, '\0'), "x.bin", false},
  };
  CHECK(read_one(
            sized(headers("x"), item("File item: x", macbinary("\x93\xFA\x96\x7B", "data", "res"))),
            rules(932))
            .parts.at(0)
            .name == "日本");  // no Mac Roman where letters have two bytes
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto message = read_one(sized(headers("x"), item("File item: " + row.line, row.bytes)));
    REQUIRE(message.parts.size() == 1);
    CHECK(message.parts[0].name == row.expected);
    CHECK((message.parts[0].format == Part::Format::macbinary) == row.mac);
    CHECK(text_of(message.parts[0]) == row.bytes);
  }
}

TEST_CASE("a MacBinary file without a size line is as long as it says") {
  const std::string mac = macbinary("R", "Message:\r\nFile item: no\r\n", "Text item:\r\n");
  const auto items = read_all("Message:\r\nSubject: s\r\nContents:\r\nFile item: x\r\n" + mac +
                              "\r\nText item:\r\nafter");
  CHECK(show(items) == "s|file:R=" + mac + "|after");
}

TEST_CASE("files without a name are numbered, and other items are files") {
  const auto message = read_one(
      sized(headers("x"), item("File item:", "a") + item("File item: 5/6/97 3:10PM", "b") +
                              item("Fax item: page.pcx", "c") + item("Hologram item: h", "d") +
                              item("File item: C:\\DOCS\\plan.wk4 1/1/98", "e")));
  REQUIRE(message.parts.size() == 5);
  CHECK(message.parts[0].name == "NONAME1");
  CHECK(message.parts[1].name == "NONAME2");
  CHECK(message.parts[2].name == "page.pcx");
  CHECK(message.parts[3].name == "h");
  CHECK(message.parts[4].name == "plan.wk4");
  for (const Part& part : message.parts) CHECK(part.kind == Part::Kind::file);
}

TEST_CASE("an empty item is empty, without a warning") {
  const auto message =
      read_one(sized(headers("x"), item("Text item:", "") + item("File item: empty.txt", "")));
  REQUIRE(message.parts.size() == 2);
  CHECK(message.parts[0].content.empty());
  CHECK(message.parts[1].name == "empty.txt");
}

TEST_CASE("bytes that mean nothing in the code page are a warning, not a failure") {
  const auto items = read_all(letter("a\x81z"), rules(1252));
  REQUIRE(items.size() == 1);
  CHECK(warnings(items).find("mean nothing in code page 1252") != std::string::npos);
}

TEST_CASE("ten thousand recipients are ten thousand recipients") {
  std::string lines = headers("x");
  for (int i = 0; i < 10'000; ++i) lines += "To: User " + std::to_string(i) + " at HARBOR\r\n";
  CHECK(read_one(sized(lines, item("Text item:", "Hello"))).to.size() == 10'001);
}

TEST_CASE("nothing depends on where the window of 64 KiB ends") {
  const std::string after = letter("two", "Bye\r\n") +
                            "Message:\r\nSubject: three\r\nContents:\r\n" +
                            "Text item: T\r\nlines\r\nFile item: a\r\nabc";
  const std::string empty = letter("one", "");
  for (std::size_t before = 0; before < after.size() + 40; ++before) {
    const std::string text((64 << 10) - empty.size() - before, 'x');
    CAPTURE(before);
    const auto items = read_all(letter("one", text) + after);
    CHECK(show(items) == "one|" + text + " / two|Bye\r\n / three|lines\r\n|file:a=abc");
    CHECK(warnings(items) == "");
  }
}

TEST_CASE("a file that becomes shorter while it is read is an error that says where") {
  class Shrunk : public base::BlobAccess {
   public:
    using BlobAccess::BlobAccess;
    std::uint64_t size() const override { return BlobAccess::size() + 1000; }
  };
  const std::string one = letter("one");
  migrator::ccmail::MessageFile file(
      std::make_shared<Shrunk>(base::Blob::of(one + letter("two", std::string(5000, 'x')))),
      "x.exp", rules());
  auto item = file.next();
  REQUIRE(item);
  CHECK((*item)->message.has_value());
  item = file.next();
  REQUIRE_FALSE(item);
  CHECK(item.error().message.find("has become shorter") != std::string::npos);
  CHECK(file.offset() == one.size());
}
