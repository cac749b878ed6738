#include <doctest/doctest.h>

#include <algorithm>

#include "migrator/migration/columns.hpp"
#include "migrator/migration/secondary.hpp"
#include "tests/migrator/migration/support.hpp"

using namespace migrator::migration;
using namespace migrator::migration::test;

namespace {
std::string show(const Finding& f) {
  return std::string(f.kind == Finding::Kind::fault ? "fault " : "note ") + f.file + ":" +
         std::to_string(f.line) + " @" + std::to_string(f.offset) + " " + std::to_string(f.event) +
         (f.rule.empty() ? "" : " " + f.rule);
}
std::string show(const Verification& verification) {
  std::string out;
  for (const Finding& f : verification.findings) out += show(f) + "\n";
  return out;
}
}  // namespace

TEST_CASE("each bad set is found out: the place, the event that the wizard would log") {
  struct Row {
    std::string set, expected;
  };
  const Row rows[] = {
      {"good", ""},
      {"pab_title_three_fields", "fault 00000001.pri:2 @0 8030 Q214822\n"},
      {"list_without_members", "note 00000001.pri:7 @0 0 Q214838\n"},
      {"pointer_past_the_end", "fault 00000001.pri:12 @5000 8054\nfault 00000001.sec:0 @50 0\n"},
      {"pointer_into_data", "fault 00000001.pri:12 @75 8059\nfault 00000001.sec:0 @50 0\n"},
      {"pointer_without_offset", "fault 00000001.pri:12 @0 8054\nfault 00000001.sec:0 @50 0\n"},
      {"pointer_climbs_out", "fault 00000001.pri:12 @0 8054\nfault 00000001.sec:0 @50 0\n"},
      {"pointer_to_missing_file", "fault 00000001.pri:12 @0 8054\nfault 00000001.sec:0 @50 0\n"},
      {"length_too_long",
       "fault 00000001.pri:16 @618 8054\nfault 00000001.sec:0 @618 8005 Q166612\n"},
      {"length_too_short",
       "fault 00000001.pri:13 @119 8059\nfault 00000001.sec:0 @119 8005 Q166612\n"
       "fault 00000001.sec:0 @169 0\n"},
      {"length_into_next", "fault 00000001.pri:13 @119 8005\n"},
      {"islast_wrong", "fault 00000001.sec:0 @120 8059\nfault 00000001.pri:13 @120 8005\n"},
      {"unknown_block_type",
       "fault 00000001.pri:13 @119 8059\nfault 00000001.sec:0 @119 8005 Q166612\n"},
      {"attachment_without_name", "note 00000001.sec:0 @169 8048 Q166612\n"},
      {"sec_cut_short",
       "fault 00000001.pri:16 @618 8059\nfault 00000001.sec:0 @618 8005 Q166612\n"},
      {"sec_without_header", "note 00000002.SEC:0 @0 8059\n"},
      {"sec_unlisted", "note 00000002.pri:4 @0 0\n"},
      {"sec_listed_and_gone", "fault HARBOR.PKL:10 @0 8054\n"},
      {"pri_missing",
       "fault HARBOR.PKL:7 @0 0\nfault 00000002.SEC:0 @50 0\nfault 00000002.SEC:0 @107 0\n"},
      {"pri_unlisted",
       "fault 00000002.SEC:0 @50 0\nfault 00000002.SEC:0 @107 0\nfault 00000002.pri:0 @0 0\n"},
      {"row_lost", "fault 00000002.SEC:0 @50 0\n"},
      {"column_missing", "fault 00000001.pri:11 @0 8124\n"},
      {"columns_out_of_order", "fault 00000001.pri:11 @0 8124\n"},
      {"header_missing", "fault 00000001.pri:11 @0 8124\n"},
      {"title_misspelt",
       "fault 00000001.pri:10 @0 8095\n"
       "note 00000001.pri:11 @0 0\n"
       "fault 00000001.pri:11 @0 8124\n"
       "note 00000001.pri:2 @0 0 Q194218\n"},
      {"no_blank_line", "note 00000001.pri:9 @0 0\n"},
      {"row_with_eleven_fields", "fault 00000001.pri:12 @0 8095\n"},
      {"text_after_quote", "fault 00000001.pri:13 @0 27 Q154099\nfault 00000001.sec:0 @119 0\n"},
      {"date_of_no_calendar", "note 00000001.pri:12 @0 0\n"},
      {"unicode_code_page", "fault HARBOR.PKL:2 @0 0\n"},
      {"filetype_unknown",
       "fault HARBOR.PKL:9 @0 0\n"
       "note 00000002.pri:4 @0 0\n"},
      {"fourteen_fields", "note 00000001.pri:12 @0 0 Q174168\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.set);
    const auto verified = verify(fixture(row.set) / "HARBOR.PKL");
    REQUIRE(verified);
    CHECK(show(*verified) == row.expected);
    CHECK(verified->good() == (row.expected.find("fault") == std::string::npos));
  }
}

TEST_CASE("a missing secondary file is said for the list and for every row that needs it") {
  const auto verified = verify(fixture("sec_missing") / "HARBOR.PKL");
  REQUIRE(verified);
  CHECK(show(*verified) ==
        "fault 00000001.pri:12 @0 8054\nfault 00000001.pri:13 @0 8054\n"
        "fault 00000001.pri:14 @0 8054\nfault 00000001.pri:15 @0 8054\n"
        "fault 00000001.pri:16 @0 8054\nfault HARBOR.PKL:8 @0 8054\n");
}

TEST_CASE("findings beyond the limit are counted, not kept") {
  TempFolder folder;
  std::filesystem::copy(fixture("good"), folder.path() / "set");
  const auto secondary = folder.path() / "set/00000002.SEC";
  std::string text = read(secondary);
  for (int i = 0; i < 100'500; ++i) text += "Body,1,,TRUE,,,\r\nx\r\n";
  write(secondary, text);
  const auto verified = verify(folder.path() / "set/HARBOR.PKL");
  REQUIRE(verified);
  CHECK(verified->findings.size() == Verification::kMost);
  CHECK(verified->faults == 100'500);
}

TEST_CASE("a descriptor that never ends does not make the search for leftovers slow") {
  TempFolder folder;
  std::filesystem::copy(fixture("good"), folder.path() / "set");
  const auto secondary = folder.path() / "set/00000002.SEC";
  std::string text = read(secondary);
  for (int i = 0; i < 40'000; ++i) text += "Body,1,,FALSE,,,\r\nx\r\n";
  write(secondary, text + "no block\r\n");
  const auto verified = verify(folder.path() / "set/HARBOR.PKL");
  REQUIRE(verified);
  CHECK(verified->faults == 1);
}

TEST_CASE("the set that several packing lists of a folder share is not called unlisted") {
  TempFolder folder;
  std::filesystem::copy(fixture("pri_unlisted"), folder.path() / "set");
  CHECK(verify(folder.path() / "set/HARBOR.PKL")->faults == 3);
  write(folder.path() / "set/OTHER.PKL", read(fixture("good") / "HARBOR.PKL"));
  CHECK(verify(folder.path() / "set/HARBOR.PKL")->faults == 2);
}

TEST_CASE("of a recovery set it is not said that rows lead to some blocks only") {
  TempFolder folder;
  std::filesystem::copy(fixture("row_lost"), folder.path() / "set");
  CHECK_FALSE(verify(folder.path() / "set/HARBOR.PKL")->good());
  write(folder.path() / "set/recovery.json", R"({"schema":"sidestep-recovery/1"})");
  CHECK(verify(folder.path() / "set/HARBOR.PKL")->good());
}

TEST_CASE("verify counts what a set holds") {
  const auto verified = verify(fixture("good") / "HARBOR.PKL");
  REQUIRE(verified);
  CHECK(verified->messages == 7);
  CHECK(verified->lists == 2);
  CHECK(verified->directory_entries == 2);
}

TEST_CASE("every cut of every file of a good set: faults or good, never a crash") {
  TempFolder folder;
  const auto set = folder.path() / "set";
  std::filesystem::copy(fixture("good"), set);
  int cuts = 0, faults = 0;
  for (const auto& file : std::filesystem::directory_iterator(fixture("good"))) {
    const std::string whole = read(file.path());
    const auto copy = set / file.path().filename();
    for (std::size_t n = 0; n < whole.size(); ++n) {
      write(copy, whole.substr(0, n));
      const auto verified = verify(set / "HARBOR.PKL");
      CHECK(verified);
      ++cuts;
      if (verified && !verified->good()) ++faults;
    }
    write(copy, whole);
  }
  CHECK(cuts > 3000);
  CHECK(faults > 1500);
}

TEST_CASE("a packing list that is not there is an error") {
  CHECK_FALSE(verify(fixture("good") / "NOWHERE.PKL"));
}

namespace {
const std::string kMailTitle =
    "MAILMESSAGE,CCMAIL:Ann at PO\r\n"
    "Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,Unread,Unsent,Body\r\n";
std::string mail_row(std::uint64_t offset) {
  return "Inbox,Ann,Bob,,,x,19990101120000,19990101120000,0,TRUE,FALSE,#00000001.SEC(" +
         std::to_string(offset) + ")\r\n";
}
void write_set(const std::filesystem::path& folder, const std::string& rows,
               const std::string& secondary) {
  write(folder / "PO.PKL",
        "850\r\n\r\nFilename,Filetype\r\n00000001.PRI,Primary\r\n00000001.SEC,Secondary\r\n");
  write(folder / "00000001.PRI", rows);
  write(folder / "00000001.SEC", std::string(kSecondaryHeader) + "\r\n" + secondary);
}
}  // namespace

TEST_CASE("rows that share blocks are all looked at, until only a trap can have so many of them") {
  for (const bool trap : {false, true}) {
    CAPTURE(trap);
    TempFolder folder;
    std::string rows = kMailTitle, blocks;
    const int count = trap ? 1000 : 100;
    for (int i = 0; i < count; ++i) {
      rows += mail_row(kSecondaryHeader.size() + 2 + blocks.size());
      blocks += i + 1 == count ? "Other,0,,TRUE,,,\r\n" : "Other,0,,FALSE,,,\r\n";
    }
    write_set(folder.path(), rows, blocks);
    const auto verified = verify(folder.path() / "PO.PKL");
    REQUIRE(verified);
    // Each row after the first leads into blocks of the first: a fault, but one that was looked at.
    CHECK(verified->faults == (trap ? 1000u : 100u) - 1);
    const auto passed_over = std::ranges::count_if(verified->findings, [](const Finding& one) {
      return one.message.find("so many rows lead to the same blocks") != std::string::npos;
    });
    // 65536 blocks are walked beyond those that the file can hold, of half a million: 69 rows.
    CHECK(passed_over == (trap ? 1000 - 69 : 0));
  }
}

TEST_CASE("only a file that says so makes a set a recovery set") {
  const std::string two = "Body,1,,TRUE,,,\r\na\r\nBody,1,,TRUE,,,\r\nb\r\n";
  const std::pair<const char*, std::uint64_t> rows[] = {{"anything", 1},
                                                        {"{}", 1},
                                                        {R"({"schema":"x"})", 1},
                                                        {R"({"schema":"sidestep-recovery/1"})", 0}};
  for (const auto& [text, faults] : rows) {
    CAPTURE(text);
    TempFolder folder;
    write_set(folder.path(), kMailTitle + mail_row(kSecondaryHeader.size() + 2), two);
    write(folder.path() / "recovery.json", text);
    CHECK(verify(folder.path() / "PO.PKL")->faults == faults);
  }
}

TEST_CASE("values that a list has no column for are kept in its note, and this is said once") {
  TempFolder folder;
  std::string title = "PAB,CCMAIL:Ann at PO\r\n", row = "dl,Rowers,Ann;Bob";
  for (std::size_t i = 0; i < kPabColumns.size(); ++i)
    title += std::string(kPabColumns[i]) + (i + 1 < kPabColumns.size() ? "," : "\r\n");
  for (int i = 3; i < 23; ++i) row += i == 11 ? ",Acme" : i == 13 ? ",B 7" : ",";
  write_set(folder.path(), title + row + ",mine\r\n", "");
  const auto verified = verify(folder.path() / "PO.PKL");
  REQUIRE(verified);
  std::size_t said = 0;
  for (const Finding& one : verified->findings)
    said += one.message.ends_with("in its note: Company, Office") ? 1u : 0u;
  CHECK(said == 1);
  auto set = open_set(folder.path() / "PO.PKL");
  REQUIRE(set);
  const auto lists = (*set)->lists({migrator::AccountKind::mailbox, "Ann"});
  REQUIRE(lists);
  REQUIRE(lists->size() == 1);
  CHECK(lists->front().note == "mine\r\nCompany: Acme\r\nOffice: B 7");
}
