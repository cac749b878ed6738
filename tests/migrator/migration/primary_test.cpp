#include "migrator/migration/primary.hpp"

#include <doctest/doctest.h>

#include "migrator/migration/columns.hpp"

using namespace migrator::migration;

namespace {

const std::string kColumns = header_line(kMessageColumns) + "\r\n";
const std::string kRow = ",,,,,Hi,,,,,,#a.sec(50)\r\n";

// Sections as [kind address line], rows as (line: first fields), defects and remarks in words.
std::string show(const std::string& text) {
  const auto page = base::CodePage::find(850);
  PrimaryReader reader(std::make_shared<base::MemoryAccess>(base::bytes_of(text)), "X.PRI", *page);
  std::string out;
  const char* kinds[] = {"directory", "pab", "message", "unknown"};
  for (;;) {
    auto entry = reader.next();
    if (!entry) return entry.error().message;
    for (const Finding& odd : reader.take_remarks())
      out += "{" + std::to_string(odd.line) + " " + odd.message + "}";
    if (const auto* section = std::get_if<Section>(&*entry)) {
      out += std::string("[") + kinds[static_cast<int>(section->kind)] + " " + section->address +
             (section->is_public ? "public" : "") + " " + std::to_string(section->line);
      if (section->account) out += " of " + section->account->name;
      if (section->defect)
        out += " BAD " + std::to_string(section->defect->line) + " " +
               std::to_string(section->defect->event);
      out += "]";
    } else if (const auto* row = std::get_if<Row>(&*entry)) {
      out += "(" + std::to_string(row->line);
      if (row->defect) out += " BAD " + std::to_string(row->defect->event);
      if (row->note) out += " noted";
      out += ")";
    } else {
      return out;
    }
  }
}

}  // namespace

TEST_CASE("sections and rows are told apart, wherever comments and blank lines stand") {
  const std::string title = "MAILMESSAGE,CCMAIL:Ann at X\r\n";
  struct Row {
    std::string text, expected;
  };
  const Row rows[] = {
      {"", ""},
      {"! only a comment\r\n", ""},
      {title + kColumns + kRow, "[message CCMAIL:Ann at X 1](3)"},
      {"! c\r\n\r\n" + title + "! c\r\n\r\n" + kColumns + "\r\n! c\r\n" + kRow + "\r\n" + kRow,
       "[message CCMAIL:Ann at X 3](9)(11)"},
      {"mailmessage,publicmessages\r\n" + kColumns + kRow, "[message public 1](3)"},
      {"MAILMESSAGE,PublicMessage\r\n" + kColumns,
       "{1 PublicMessage, where samples and later versions have PublicMessages}[message public 1]"},
      {title + kColumns + kRow + title + kColumns,
       "[message CCMAIL:Ann at X 1](3)"
       "{4 a section begins without the blank line that separates sections}"
       "[message CCMAIL:Ann at X 4]"},
      // A folder may be called PAB: rows have twelve fields, titles do not.
      {title + kColumns + "PAB,,,,,Hi,,,,,,#a.sec(50)\r\n", "[message CCMAIL:Ann at X 1](3)"},
      {"PAB,MIGRATE:CCMAIL:Quill, Nora at HARBOR\r\n" + header_line(kPabColumns) + "\r\ndl,a,b\r\n",
       "[pab MIGRATE:CCMAIL:Quill, Nora at HARBOR 1 BAD 1 8030](3)"},
      {"MAILMESSAGE\r\n" + kColumns + kRow, "[message  1 BAD 1 8124](3)"},
      {"DIRECTORY,x\r\nObj-Class,Mode\r\n", "[directory  1 BAD 1 8124]"},
      {title + kRow, "[message CCMAIL:Ann at X 1 BAD 2 8124](2)"},
      {title, "[message CCMAIL:Ann at X 1 BAD 1 8124]"},
      {title + title + kColumns + kRow,
       "[message CCMAIL:Ann at X 1 BAD 2 8124]"
       "{2 a section begins without the blank line that separates sections}"
       "[message CCMAIL:Ann at X 2](4)"},
      {title + "Folder,Sender,To,Cc\r\n" + kRow, "[message CCMAIL:Ann at X 1 BAD 2 8124](3)"},
      {kRow, "[unknown  1 BAD 1 8124](1)"},
      {"MAILMESAGE,Ann\r\n" + kColumns + kRow,
       "[unknown  1 BAD 1 8124]{2 a section begins without the blank line that separates sections}"
       "[unknown  2 BAD 2 8124](3)"},
      {title + kColumns + "\"open,\r\n" + kRow, "[message CCMAIL:Ann at X 1](3 BAD 27)(4)"},
      {title + kColumns + kRow.substr(0, kRow.size() - 2),
       "[message CCMAIL:Ann at X 1]{3 the last line has no line end}(3)"},
      {title + kColumns + kRow + "\x1A",
       "[message CCMAIL:Ann at X 1](3)"
       "{4 the last line has no line end}{4 an end-of-file mark (0x1A)}"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(show(row.text) == row.expected);
  }
}

TEST_CASE("a line ending in two backslashes goes on, except in quotes and in DIRECTORY") {
  const std::string title = "MAILMESSAGE,Ann\r\n" + kColumns;
  CHECK(show(title + ",,,,,H\\\\\r\ni,,,,,,#a.sec(50)\r\n" + kRow) == "[message Ann 1](3)(5)");
  CHECK(show(title + "! c\\\\\r\n" + kRow) == "[message Ann 1](4)");
  CHECK(show(title + ",,,,,\"H\\\\\r\n" + kRow) == "[message Ann 1](3 BAD 27)(4)");
  CHECK(show("DIRECTORY\r\nObj-Class,Mode\r\nmailbox,create,x\\\\\r\nmailbox,create\r\n") ==
        "[directory  1](3)(4)");
}

TEST_CASE("notes go to the row or title under them; odd ones are remarks") {
  const std::string account =
      "! sidestep: {\"account\":{\"kind\":\"mailbox\",\"name\":\"Ann\"}}\r\n";
  const std::string title = "MAILMESSAGE,x\r\n";
  CHECK(show(account + title + kColumns + "! sidestep: {\"sequence\":1}\r\n" + kRow + kRow) ==
        "[message x 2 of Ann](5 noted)(6)");
  CHECK(show(title + kColumns + "! sidestep: {oops\r\n" + kRow)
            .find("a note that is not understood") != std::string::npos);
  CHECK(show(title + kColumns + "! sidestep: {\"sequence\":1}\r\n") ==
        "[message x 1]{3 a note that belongs to no line}");
}
