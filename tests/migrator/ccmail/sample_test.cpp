// Files of real programs, as published (reference/samples); skipped, visibly, where they are not.
#include <doctest/doctest.h>

#include "migrator/ccmail/directory.hpp"
#include "support.hpp"

using namespace ccmail_test;
using migrator::DirectoryEntry;

namespace {

std::optional<std::string> sample(const std::string& name) {
  auto text = base::read_file(std::string(CORPUS_DIR) + "/reference/samples/" + name, 1 << 20);
  if (text) return *text;
  MESSAGE("skipped: no " << name);
  return std::nullopt;
}

// The file as it was before print took its CRs, its padding and its line ends round the text: the
// two variants of ccmail.md §2.2 whose counts fit exactly, for any width of size lines.
std::string restored(std::string text, std::size_t width) {
  text = replaced(std::move(text), "\n", "\r\n");
  for (const std::string count : {"179", "58", "32"}) {
    const auto at = text.find("\r\n" + count + "\r\n") + 2;
    text.replace(at, count.size(), count + std::string(width - count.size(), ' '));
  }
  const auto body = text.find("This is the message body");
  return text.substr(0, body) + "\r\n\r\n" + text.substr(body, 24) + "\r\n\r\n";
}

void check_message(const migrator::Message& message, const std::string& to_office) {
  CHECK(message.subject == "Another message");
  CHECK(message.sender == migrator::Address{"Grewal, Jeff", "Hub", ""});
  CHECK(message.to == std::vector{migrator::Address{"Admin", to_office, ""}});
  REQUIRE(message.sent.has_value());
  CHECK(migrator::to_time14(*message.sent) == "19980602083900");
  REQUIRE(message.parts.size() == 1);
  CHECK(base::trim(text_of(message.parts[0])) == "This is the message body");
}

}  // namespace

TEST_CASE("Q184052: the real sized message is read, whatever the width of its size lines") {
  for (const std::string name : {"a", "b"}) {
    const auto text = sample("ccm-import-itemsize-Q184052-" + name + ".ccm");
    if (!text) continue;
    for (std::size_t width = 6; width <= 12; ++width)
      for (const std::string tail : {"", "\r\n", "\r\n\r\n\r\n", "\r\n\x1A"}) {
        CAPTURE(width);
        CAPTURE(tail.size());
        const auto items = read_all(restored(*text, width) + tail + letter("next"));
        REQUIRE(items.size() == 2);
        REQUIRE(items[0].message.has_value());
        check_message(*items[0].message, name == "a" ? "HUBPO2" : "Hub");
        CHECK(items[0].message->parts[0].content.size() == 32);
        CHECK(items[1].message.has_value());
      }
  }
}

TEST_CASE("Q184052: the counts of the -a listing fit to the byte at width 10 and at width 12") {
  const auto text = sample("ccm-import-itemsize-Q184052-a.ccm");
  if (!text) return;
  for (const bool narrow : {true, false}) {
    std::string whole = restored(*text, narrow ? 10 : 12);
    whole.replace(whole.find("Contents:"), 9, "Contents: ");
    whole += narrow ? "\r\n\r\n\r\n" : "\r\n";
    const auto items = read_all(whole);
    REQUIRE(items.size() == 1);
    CHECK(warnings(items) == "");
    check_message(*items[0].message, "HUBPO2");
  }
}

TEST_CASE("Q184052: as printed, with bare LF, its counts contradict each other: kept, and said") {
  for (const std::string name : {"a", "b"}) {
    const auto text = sample("ccm-import-itemsize-Q184052-" + name + ".ccm");
    if (!text) continue;
    for (const std::string& next : {std::string(), letter("next")}) {
      const auto items = read_all(*text + next);
      REQUIRE(items.size() == (next.empty() ? 1 : 2));
      REQUIRE(items[0].message.has_value());
      check_message(*items[0].message, name == "a" ? "HUBPO2" : "Hub");
      CHECK(warnings(items).find("no block ends after the 32 bytes") != std::string::npos);
    }
  }
}

TEST_CASE("the clone of the format is read as the dialect without sizes") {
  const auto text = sample("postie-clone.txt");
  if (!text) return;
  const auto message = read_one(*text);
  CHECK(message.subject == "Test Message");
  CHECK(message.to.size() == 2);
  CHECK(message.cc.size() == 1);
  CHECK(message.priority == migrator::Priority::high);
  REQUIRE(message.parts.size() == 2);
  CHECK(text_of(message.parts[0]) ==
        "This is the first line of text.\nThis is the second line of text.\n"
        "This is the third line of text...\n");
  CHECK(message.parts[1].name == "myfile.rpt");
  CHECK(message.parts[1].content.empty());
}

TEST_CASE("the real directory export has thirteen records") {
  const auto text = sample("directory-export-interguru-ccmailSample.txt");
  if (!text) return;
  std::vector<DirectoryEntry> entries;
  auto done = migrator::ccmail::read_directory(
      file_of(*text), "directory.exp", rules(),
      [&](const DirectoryEntry& entry) -> base::Result<void> {
        entries.push_back(entry);
        return {};
      },
      [](const migrator::Place&, const migrator::Damage& damage) -> base::Result<void> {
        FAIL_CHECK(damage.message);
        return {};
      });
  REQUIRE(done);
  REQUIRE(entries.size() == 13);
  for (const DirectoryEntry& entry : entries) CHECK(entry.location == "L");
  const auto check = [&](std::size_t at, std::string_view name, std::string_view address,
                         std::string_view comments) {
    CHECK(entries[at].name == name);
    CHECK(entries[at].address == address);
    CHECK(entries[at].comments == comments);
  };
  check(0, "jdel@noplace.net", "lzz_Internet", "Personal Internet address");
  check(1, "Doe, John", "Internet \"John Doe\" <JDoe@lzz.com>", "");
  check(3, "Networking Group", "QBC_PO2 networking-group@goldfish.sb.qdc.com at Internet-Mail",
        "Networking SIG");
  check(4, "JDoe2@lzz.com", "Internet", "");
  check(10, "TWISTED_SISTER (on DDN)",
        "P-PostOffice3 twisted_sister/cisw1_pp@nos850.nosl.sea06.army.mil", "");
  check(12, "Ricardo, Rick", "lzz-PO", "");
  CHECK(entries[12].place.offset == text->rfind("Name:"));
}
