#include "migrator/migration/repair_lines.hpp"

#include <doctest/doctest.h>

#include "migrator/migration/columns.hpp"

using namespace migrator::migration;

namespace {
std::string or_none(const std::optional<std::string>& line) { return line.value_or("no way"); }
const std::string kTail = ",19990114160000,19990114160230,1,FALSE,FALSE,#1.sec(50)";
}  // namespace

TEST_CASE("a title whose address was not quoted gets its two fields (Q214822)") {
  struct Row {
    std::string line, expected;
  };
  const Row rows[] = {
      {"PAB,MIGRATE:CCMAIL:Quill, Nora at HARBOR", "PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\""},
      {"PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR",
       "PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\""},
      {"MAILMESSAGE,\"CCMAIL:Quill\", Nora at H", "MAILMESSAGE,\"CCMAIL:Quill, Nora at H\""},
      {"MAILMESSAGE,CCMAIL:Nora at HARBOR,,,", "MAILMESSAGE,CCMAIL:Nora at HARBOR"},
      {"PAB,MIGRATE:CCMAIL:Quill, Nora at HARBOR,", "PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\""},
      {"PAB", "no way"},
      {"PAB,", "no way"},
      {"PAB,Quill, Nora", "no way"},  // no type: whose it is cannot be told
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(or_none(mend_title(row.line)) == row.expected);
  }
}

TEST_CASE("a misspelt title is one only above the header of its kind") {
  CHECK(or_none(mend_title_word("MAILMESAGE,\"a:b\"", SectionKind::message)) ==
        "MAILMESSAGE,\"a:b\"");
  CHECK(or_none(mend_title_word("  PAB,a:b", SectionKind::pab)) == "PAB,a:b");
  CHECK(or_none(mend_title_word("MAILMESAGE,a:b", SectionKind::pab)) == "no way");
  CHECK(or_none(mend_title_word("Inbox,a:b", SectionKind::message)) == "no way");
}

TEST_CASE("headers are spelt as documented, never put into another order") {
  const std::string good = header_line(kMessageColumns);
  CHECK(or_none(mend_header(SectionKind::message,
                            "Foldr,Sender,To,Cc,Bcc,Subjct,SendDate,"
                            "Received-Date,Priority,Unread,Unsent,Body")) == good);
  CHECK(or_none(mend_header(SectionKind::message, good + ",Size")) == good + ",Size");
  CHECK(or_none(mend_header(SectionKind::message,
                            "Folder,Sender,To,Bcc,Cc,Subject,Send-Date,"
                            "Received-Date,Priority,Unread,Unsent,Body")) == "no way");
  CHECK(header_in_order(SectionKind::message, "Folder,Sender,To,Bcc,Subject,Body"));
  CHECK_FALSE(header_in_order(SectionKind::message, "Folder,Sender,To,Bcc,Cc,Subject"));
  CHECK_FALSE(header_in_order(SectionKind::message, "Inbox,Tom"));
}

TEST_CASE("quotes that cannot be read get the one reading that fits the columns (Q154099)") {
  struct Row {
    std::string line, expected;
  };
  const Row rows[] = {
      {"Inbox,Tom,Nora,,,\"Prices, \"spring" + kTail,
       "Inbox,Tom,Nora,,,\"Prices, spring\"" + kTail},
      // The article's: the quote stands before the list, not before the address that needs it.
      {"Inbox,Tom,\"\"Ann at P1;Bo at P.2\";Cy at P,3\",,,Hi" + kTail,
       "Inbox,Tom,\"Ann at P1;Bo at P.2;Cy at P,3\",,,Hi" + kTail},
      {"Inbox,Tom,Nora,,,\"never closed" + kTail, "Inbox,Tom,Nora,,,never closed" + kTail},
      {"Inbox,Tom,Nora,,,\"two, \"commas, here" + kTail, "no way"},
      {"\"x", "no way"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto mended = mend_quotes(SectionKind::message, row.line, 0);
    CHECK(or_none(mended) == row.expected);
    if (mended) CHECK(parse_fields(*mended));
  }
}

TEST_CASE("a short message row is filled where one place fits, and nowhere else") {
  struct Row {
    std::string line, expected;
  };
  const Row rows[] = {
      {",T,N,,,Soup,19990112113000,19990112113105,TRUE,FALSE,#1.sec(50)",
       ",T,N,,,Soup,19990112113000,19990112113105,,TRUE,FALSE,#1.sec(50)"},
      {",\"T, U\",N,,,Soup,19990112113000,19990112113105,TRUE,,#1.sec(50)",
       ",\"T, U\",N,,,Soup,19990112113000,19990112113105,,TRUE,,#1.sec(50)"},
      // Unread or Unsent; one of two dates; a column of people.
      {",T,N,,,Soup,19990112113000,19990112113105,0,TRUE,#1.sec(50)", "no way"},
      {",T,N,,,Soup,19990112113000,0,TRUE,FALSE,#1.sec(50)", "no way"},
      {",T,N,,Soup,19990112113000,19990112113105,0,TRUE,FALSE,#1.sec(5)", "no way"},
      {"Inbox,Ann,Bob,,Lunch,19990101120000,19990102120000,,,,#1.SEC(50)", "no way"},
      {",T,N,,,Soup,19990112113000,#1.sec(50)", "no way"},
      {",T,N,#1.sec(50)", "no way"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK(or_none(mend_short_row(row.line)) == row.expected);
  }
  CHECK(or_none(mend_long_row("mailbox,create,A,,", 3)) == "mailbox,create,A");
  CHECK(or_none(mend_long_row("mailbox,create,A,x", 3)) == "no way");
}

TEST_CASE("one field of a line is replaced as it stands, whatever is quoted around it") {
  CHECK(with_field("a,\"b,c\",#x(1),d", 2, "#x(22)") == "a,\"b,c\",#x(22),d");
  CHECK(with_field("\"a\"\"b\",#x(1)", 1, "#y(2)") == "\"a\"\"b\",#y(2)");
}
