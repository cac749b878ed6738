#include <doctest/doctest.h>

#include "support.hpp"

using namespace ccmail_test;

TEST_CASE("garbage before a message is one damaged item that covers exactly it") {
  const auto items = read_all("\r\n\r\nrubbish\r\n Message:\r\nmore\r\n" + letter("good"));
  REQUIRE(show(items) == "!not-a-message / good|Hello\r\n");
  CHECK(items[0].place.offset == 4);
  CHECK(items[0].place.length == std::string("rubbish\r\n Message:\r\nmore\r\n").size());
  CHECK(items[0].damage->message ==
        "mail/x.exp: byte 4: expected \"Message:\", found something else");
}

TEST_CASE("a file that holds no message at all is one damaged item") {
  CHECK(show(read_all(std::string(1000, '\xFF'))) == "!not-a-message");
  CHECK(show(read_all("")) == "");
  CHECK(show(read_all(" \r\n\x1A\r\n")) == "");
}

TEST_CASE("a byte order mark at the start of a file is filler") {
  const std::string mark(base::kByteOrderMark);
  const auto items = read_all(mark + letter("one") + letter("two"));
  CHECK(show(items) == "one|Hello\r\n / two|Hello\r\n");
  REQUIRE(items.size() == 2);
  CHECK(items[0].place.offset == mark.size());
}

TEST_CASE("an end-of-file mark between two files that were joined is filler") {
  CHECK(show(read_all(letter("one") + "\x1A" + letter("two") + "\x1A\r\n")) ==
        "one|Hello\r\n / two|Hello\r\n");
}

TEST_CASE("a sized item that runs past the end of the file is truncated, to the end of the file") {
  const std::string good = letter("good");
  const std::string whole = letter("cut", std::string(100, 'x'));
  for (const std::size_t missing : {std::size_t{5}, std::size_t{50}, std::size_t{103}}) {
    const std::string bytes = good + whole.substr(0, whole.size() - missing);
    const auto items = read_all(bytes);
    CAPTURE(missing);
    REQUIRE(show(items) == "good|Hello\r\n / !truncated");
    CHECK(items[1].place.offset == good.size());
    CHECK(items[1].place.offset + items[1].place.length == bytes.size());
    CHECK(items[1].damage->message.find("mail/x.exp: byte ") == 0);
    CHECK(items[1].damage->message.find("to the end of the file") != std::string::npos);
  }
}

TEST_CASE("a message that is cut between its items, or in its headers, is truncated, too") {
  const std::string one = item("Text item:", "Hello\r\n");
  const std::string whole = sized(headers("cut"), one + item("Text item:", "Bye, all of you\r\n"));
  const std::size_t second = whole.rfind("Text item:");
  CHECK(show(read_all(whole.substr(0, second))) == "!truncated");
  CHECK(show(read_all(whole.substr(0, whole.find("Subject:")))) == "!truncated");
}

TEST_CASE("a size that is far too large costs nothing where the message says where it ends") {
  std::string bad = letter("bad", "Hello\r\n");
  bad.replace(bad.find("7 "), 9, "999999999");
  for (const std::string& after : {letter("good"), std::string()}) {
    const auto items = read_all(bad + after);
    CAPTURE(after);
    CHECK(show(items) ==
          std::string("bad|Hello\r\n\r\n\r\n") + (after.empty() ? "" : " / good|Hello\r\n"));
    CHECK(warnings(items).find("expected 999999999 bytes of an item") != std::string::npos);
  }
  std::string huge = letter("bad", "Hello\r\n", {24});
  huge.replace(huge.find("\n7      ") + 1, 23, "99999999999999999999999");
  CHECK(show(read_all(huge + letter("good"))) == "bad|Hello\r\n\r\n\r\n / good|Hello\r\n");
  std::string two =
      sized(headers("two"), item("Text item:", "Hello") + item("File item: a", "abc"));
  two.replace(two.find("\n5  ") + 1, 3, "700");
  CHECK(show(read_all(two)) == "two|Hello\r\n|file:a=abc");
}

TEST_CASE(
    "an item that leads into the next message and from there past the end costs only its own") {
  std::string bad = letter("bad", "Hello\r\n");
  std::string next = letter("next", "Hello\r\n");
  next.replace(next.rfind("7 "), 9, "999999999");
  const auto from = bad.rfind("Hello");
  const std::size_t into = bad.size() - from + next.find("Text item:");
  bad.replace(bad.rfind("7   "), 4,
              std::to_string(into) + std::string(4 - std::to_string(into).size(), ' '));
  const auto items = read_all(bad + next);
  CHECK(show(items) == "!bad-size / next|Hello\r\n\r\n\r\n");
  CHECK(items.at(0).place.length == bad.size());
}

TEST_CASE("a size that ends nowhere falls back to the next keyword, with a warning") {
  for (const std::string size : {"3", "4", "10"}) {
    std::string bad = sized(
        headers("bad"), item("Text item:", "Hello, all\r\n", {}) + item("File item: a.txt", "abc"));
    bad.replace(bad.find("12        "), 10, size + std::string(10 - size.size(), ' '));
    CAPTURE(size);
    const auto items = read_all(bad + letter("good"));
    const std::string text = size == "10" ? "Hello, all" : "Hello, all\r\n\r\n";
    CHECK(show(items) == "bad|" + text + "|file:a.txt=abc / good|Hello\r\n");
    CHECK((warnings(items) == "") == (size == "10"));  // two line ends less is within what is seen
  }
}

TEST_CASE("a size that is off by one or two is put right, with a warning that says so") {
  std::string bad = sized(
      headers("bad"), item("Text item:", "Hello", {10, "", ""}) + item("File item: a.txt", "abc"));
  for (const std::string size : {"3", "4", "6", "7"}) {
    std::string bytes = bad;
    bytes.replace(bytes.find("5         "), 1, size);
    CAPTURE(size);
    const auto items = read_all(bytes);
    CHECK(show(items) == "bad|Hello|file:a.txt=abc");
    CHECK(warnings(items).find("the size " + size + " of the item is off by") != std::string::npos);
  }
}

TEST_CASE("headers without an end are one damaged item, and the next message is read") {
  std::string endless = "Message:\r\nSubject: x\r\n";
  while (endless.size() < (17u << 20)) endless += "Note: " + std::string(1000, 'n') + "\r\n";
  const auto items = read_all(endless + letter("good"));
  CHECK(show(items) == "!too-large / good|Hello\r\n");
  CHECK(items[0].damage->message.find("expected \"Contents:\" within 2097152 bytes") !=
        std::string::npos);
}

TEST_CASE("more items than any message can have are one damaged item") {
  std::string bytes = "Message:\r\nSubject: x\r\nContents:\r\n";
  for (int i = 0; i < 10'000; ++i) bytes += "Text item:\r\n";
  const auto most = read_all(bytes + letter("good"));
  REQUIRE(most.size() == 2);
  REQUIRE(most[0].message.has_value());
  CHECK(most[0].message->parts.size() == 10'000);
  bytes += "Text item:\r\n";
  CHECK(show(read_all(bytes + letter("good"))) == "!too-large / good|Hello\r\n");
}

TEST_CASE("a line that is no header stays an extra line when Contents: follows") {
  const auto items = read_all(
      sized(headers("x") + "  and a line more\r\n\r\nLog: y\r\n", item("Text item:", "Hello")));
  REQUIRE(show(items) == "x|Hello");
  REQUIRE(items[0].message->extra.size() == 2);
  CHECK(items[0].message->extra[0].second == "and a line more");
  CHECK(warnings(items).find("expected a header or Contents:") != std::string::npos);
}
