// Sets in code pages whose characters may have a second byte that looks like `\`, `[`, `]` or `|`.
#include <doctest/doctest.h>

#include "migrator/migration/columns.hpp"
#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/page_text.hpp"
#include "tests/migrator/migration/support.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;

TEST_CASE("a second byte is no backslash: such a line does not go on") {
  struct Row {
    unsigned page;
    std::string line;
    bool goes_on;
  };
  const Row rows[] = {
      {850, "a\\\\", true},
      {850, "a\\", false},
      {850, "\x95\x5C\x5C", true},   // two backslashes after an o with a grave
      {932, "\x95\x5C\x5C", false},  // 表 and one backslash
      {932, "\x95\x5C\x5C\x5C", true},
      {932, "\x95\x5C\x95\x5C", false},
      {932, "\xB1\x5C\x5C", true},  // a half-width katakana of one byte
      {932, "\\\\", true},
      {936, "\x81\x5C\x5C", false},
      {936, "\x81\x40\x5C\x5C", true},
      {949, "\xB0\xA1\x5C\x5C", true},
      {950, "\xA5\x5C\x5C", false},
      {950, "\xA5\x5C\x5C\x5C", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.page);
    CAPTURE(row.line);
    CHECK(ends_in_two_backslashes(*base::CodePage::find(row.page), row.line) == row.goes_on);
  }
}

TEST_CASE(
    "a pointer may name a file whose name holds such a byte, and never one with a backslash") {
  const auto pointer = [](unsigned page, const std::string& text) {
    const auto found = parse_pointer(Field{text}, *base::CodePage::find(page));
    return found ? found->file : "none";
  };
  CHECK(pointer(932, "#\x95\x5C.sec(50)") == "\xE8\xA1\xA8.sec");
  CHECK(pointer(932, "#\x83\x7C.sec(50)") == "\xE3\x83\x9D.sec");
  CHECK(pointer(950, "#\xA5\x5C.sec(50)") == "\xE5\x8A\x9F.sec");
  CHECK(pointer(850, "#\x95\x5C.sec(50)") == "none");
  CHECK(pointer(932, "#..\x5C.sec(50)") == "none");
  CHECK(pointer(932, "#\x95\x5C\x5C.sec(50)") == "none");
}

TEST_CASE("somebody else's set in code page 932 is read character by character") {
  TempFolder folder;
  write(folder.path() / "HARBOR.PKL",
        "932\r\n\r\nFilename,Filetype\r\n00000001.pri,Primary\r\n\x95\x5C.sec,Secondary\r\n");
  write(folder.path() / "00000001.pri",
        "PAB,\"CCMAIL:\x83\x5B, \x95\x5C at \x83\x5C\"\r\n" + header_line(kPabColumns) + "\r\n" +
            // The first Note ends in 表 and a backslash, and the line with it.
            "entry,\x95\x5C,USER:\x95\x5C" + std::string(21, ',') + "\x95\x5C\\\r\n" +
            "dl,\x83\x7C,\x83\x5B;\x95\x5C[SMTP:a@b.example];\x95\x5D" + std::string(21, ',') +
            "\r\n\r\n" + "MAILMESSAGE,\"CCMAIL:\x83\x5B, \x95\x5C at \x83\x5C\"\r\n" +
            header_line(kMessageColumns) + "\r\n" +
            "\x83\x5C\\\x95\x5C,\x83\x5B[SMTP:a@b.example],\x95\x5C;\x83\x5D[CCMAIL:\x83\x5D at "
            "\x95\x5C],,,\x95\x5D\x83\x7C,,,,,,#\x95\x5C.sec(50)\r\n");
  write(folder.path() / "\xE8\xA1\xA8.sec",
        "Type,Length,Encoding,Islast,Name,Position,Format\r\nBody,2,,FALSE,,,\r\n\x95\x5C\r\n"
        "Attachment,1,,TRUE,\"\x95\x5C.txt\",0,None\r\nx\r\n");
  const auto source = open_set(folder.path() / "HARBOR.PKL");
  REQUIRE_MESSAGE(source, (source ? "" : source.error().message));
  // ゼ 83 5B, 表 95 5C, ソ 83 5C, ゾ 83 5D, ポ 83 7C, 評 95 5D
  const std::string ze = "\xE3\x82\xBC", hyou = "\xE8\xA1\xA8", so = "\xE3\x82\xBD",
                    zo = "\xE3\x82\xBE", po = "\xE3\x83\x9D", hyo2 = "\xE8\xA9\x95";
  REQUIRE((*source)->catalogue().accounts.size() == 1);
  const Account account = (*source)->catalogue().accounts[0];
  CHECK(account.name == ze + ", " + hyou);
  CHECK((*source)->catalogue().post_office == so);
  const auto items = items_of(**source, account);
  REQUIRE(items.size() == 1);
  CHECK(warnings(items[0]) == "");
  REQUIRE_MESSAGE(items[0].message, (items[0].damage ? items[0].damage->message : ""));
  const Message& message = *items[0].message;
  CHECK(message.folder == so + "\\" + hyou);
  CHECK(show(*message.sender) == "<" + ze + "||SMTP:a@b.example>");
  CHECK(show(message.to) == "<" + hyou + "||><" + zo + "|" + hyou + "|>");
  CHECK(message.subject == hyo2 + po);
  REQUIRE(message.parts.size() == 2);
  CHECK(message.parts[1].name == hyou + ".txt");
  const auto lists = (*source)->lists(account);
  REQUIRE(lists);
  REQUIRE(lists->size() == 2);
  CHECK(show((*lists)[0]) ==
        po + ": <" + ze + "||><" + hyou + "||SMTP:a@b.example><" + hyo2 + "||> note ");
  CHECK(show((*lists)[1]) ==
        std::string(kAddressBookName) + ": <" + hyou + "||> note  book / Note=" + hyou + "\\");
}

TEST_CASE("a directory of such names comes back without a note for their second bytes") {
  const std::string word = "\xE8\xA1\xA8\xE3\x82\xBD\\\xE8\xA1\xA8";  // 表ソ\表
  TempFolder folder;
  base::PosixFiles files;
  SetWriter writer(files, folder.path(), {"HARBOR", 932, "UTC", {}});
  auto directory = writer.directory();
  REQUIRE(directory);
  REQUIRE((*directory)->put(DirectoryEntry{word, "L", "HARBOR", "", {}}));
  REQUIRE((*directory)->finish());
  const std::string text = read(folder.path() / "Directory.PRI");
  CHECK(text.find("\x95\x5C\x83\x5C\\\\\x95\x5C") != std::string::npos);  // the real one doubled
  CHECK(text.find("\"entry\"") == std::string::npos);
}
