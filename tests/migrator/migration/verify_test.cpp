#include <doctest/doctest.h>

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
  write(folder.path() / "set/recovery.json", "{}");
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
