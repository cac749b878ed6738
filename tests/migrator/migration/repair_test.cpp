#include "migrator/migration/repair.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/migrator/migration/support.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;
namespace fs = std::filesystem;

namespace {

Repair mend(const fs::path& packing_list, const fs::path& folder, RepairOptions options = {}) {
  base::PosixFiles files;
  auto repaired = repair(files, packing_list, folder, options);
  if (!repaired) FAIL(repaired.error().message);
  return std::move(*repaired);
}

std::string show(const Repair& repair) {
  std::string out;
  for (const Change& c : repair.changes)
    out += c.file + ":" + std::to_string(c.line) + "@" + std::to_string(c.offset) + " " +
           std::to_string(c.event) + (c.rule.empty() ? "" : " " + c.rule) + " " + c.now + "\n";
  for (const Stay& s : repair.stays)
    out += "stays " + s.fault.file + ":" + std::to_string(s.fault.line) + "@" +
           std::to_string(s.fault.offset) + " " + std::to_string(s.fault.event) + "\n";
  return out;
}

std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& file : fs::directory_iterator(folder))
    out[file.path().filename().string()] = read(file.path());
  return out;
}

// What can be read of a set: each item and each part by its whole content, not its place.
std::map<std::string, int> readable(const fs::path& packing_list) {
  std::map<std::string, int> out;
  auto source = open_set(packing_list);
  if (!source) return out;
  for (const Account& account : (*source)->catalogue().accounts) {
    for (Item& item : items_of(**source, account)) {
      if (!item.message) continue;
      item.sequence = 0;
      const std::string text = test::show(item);
      ++out[account.name + text.substr(0, text.find("\npart"))];
      for (const Part& part : item.message->parts) {
        auto content = part.content.text(1u << 20);
        ++out[content ? "content " + *content : "unreadable"];
      }
    }
    if (account.kind != AccountKind::mailbox) continue;
    auto lists = (*source)->lists(account);
    if (lists)
      for (const PersonalList& list : *lists) ++out[account.name + test::show(list)];
  }
  (void)(*source)->directory(
      [&](const DirectoryEntry& entry) -> base::Result<void> {
        ++out[test::show(entry)];
        return {};
      },
      [](const Place&, const Damage&) -> base::Result<void> { return {}; });
  return out;
}

// What is not there any more, as often as it was. A content under a Length that was mended is
// another; one that came twice, under a wrong Islast, comes once.
std::string lost(const std::map<std::string, int>& before, const std::map<std::string, int>& after,
                 const Repair& repair) {
  const auto mended = [&](std::string_view what) {
    return std::ranges::count_if(
        repair.changes, [&](const Change& change) { return change.what.starts_with(what); });
  };
  auto lengths = mended("Length ");
  const bool twice = mended("Islast ") > 0;
  std::string out;
  for (const auto& [what, times] : before) {
    const auto there = after.find(what);
    const int now = there == after.end() ? 0 : there->second;
    if (now >= times || (twice && now > 0)) continue;
    if (what.starts_with("content ") && lengths-- > 0) continue;
    out += what + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("each bad set is mended as far as there is one way to, and says what stays") {
  struct Row {
    std::string set, expected;
  };
  const Row rows[] = {
      {"good", ""},
      {"pab_title_three_fields",
       "00000001.pri:2@0 8030 Q214822 PAB,\"MIGRATE:CCMAIL:Quill, Nora at HARBOR\"\n"},
      {"list_without_members", ""},
      {"pointer_past_the_end", "stays 00000001.pri:12@5000 8054\nstays 00000001.sec:0@50 0\n"},
      {"pointer_into_data", "stays 00000001.pri:12@75 8059\nstays 00000001.sec:0@50 0\n"},
      {"pointer_without_offset", "00000001.pri:12@0 8054 #00000001.sec(50)\n"},
      {"pointer_climbs_out", "00000001.pri:12@0 8054 #00000001.sec(50)\n"},
      {"pointer_to_missing_file", "stays 00000001.pri:12@0 8054\nstays 00000001.sec:0@50 0\n"},
      {"length_too_long", "stays 00000001.pri:16@618 8054\nstays 00000001.sec:0@618 8005\n"},
      {"length_too_short", "00000001.sec:0@119 8005 Body,29,,FALSE,,,\n"},
      {"length_into_next", "00000001.sec:0@50 8005 Body,49,,TRUE,,,\n"},
      {"unknown_block_type",
       "00000001.sec:0@169 8059 Q166612 Attachment,23,,TRUE,\"prices.txt\",29,None\n"},
      {"sec_cut_short", "stays 00000001.pri:16@618 8059\nstays 00000001.sec:0@618 8005\n"},
      {"sec_without_header",
       "00000002.SEC:1@0 8059 Type,Length,Encoding,Islast,Name,Position,Format\n"},
      {"sec_unlisted", "HARBOR.PKL:8@0 0 00000002.SEC,Secondary\n"},
      {"pri_unlisted", "HARBOR.PKL:6@0 0 00000002.pri,Primary\n"},
      {"sec_listed_and_gone", "HARBOR.PKL:10@0 0 \n"},
      {"column_missing",
       "00000001.pri:11@0 8124 Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,"
       "Unread,Unsent,Body\n"},
      {"columns_out_of_order", "stays 00000001.pri:11@0 8124\n"},
      {"header_missing",
       "00000001.pri:11@0 8124 Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,"
       "Unread,Unsent,Body\n"},
      {"header_misspelt",
       "00000001.pri:11@0 8124 Folder,Sender,To,Cc,Bcc,Subject,Send-Date,Received-Date,Priority,"
       "Unread,Unsent,Body\n"},
      {"title_misspelt", "00000001.pri:10@0 8124 MAILMESSAGE,\"CCMAIL:Quill, Nora at HARBOR\"\n"},
      {"no_blank_line", "00000001.pri:9@0 0 \n"},
      {"row_with_eleven_fields", "stays 00000001.pri:12@0 8095\n"},
      {"row_without_priority",
       "00000001.pri:12@0 8095 Inbox,\"Reed, Tom\",\"Quill, "
       "Nora\",,,Soup,19990112113000,19990112113105,,TRUE,FALSE,#00000001.sec(50)\n"},
      {"descriptor_gone", "stays 00000001.pri:14@322 8059\nstays 00000001.sec:0@322 8005\n"},
      {"pointer_to_quoted", "stays 00000002.pri:5@83 8005\nstays 00000002.SEC:0@126 0\n"},
      {"title_with_empty_fields",
       "00000001.pri:10@0 8124 MAILMESSAGE,\"CCMAIL:Quill, Nora at HARBOR\"\n"},
      {"pab_column_missing", "stays 00000001.pri:3@0 8124\n"},
      {"sec_of_other_name", "HARBOR.PKL:8@0 0 boards.dat,Secondary\n"},
      {"text_after_quote",
       "00000001.pri:13@0 27 Q154099 \"Suppliers\\Rope\",\"Reed, Tom\",\"Quill, Nora\","
       "\"Ines Vaz[SMTP:ivaz@rope.example]\",,\"Prices, spring\",19990114160000,19990114160230,1,"
       "FALSE,FALSE,#00000001.sec(119)\n"},
      {"lone_line_feeds", "00000001.pri:1@0 0 \n00000002.pri:1@0 0 \nHARBOR.PKL:1@0 0 \n"},
      {"attachment_without_name",
       "00000001.sec:0@169 8048 Q166612 Attachment,23,,TRUE,\"unnamed.dat\",29,None\n"},
      {"islast_wrong", "00000001.sec:0@50 8059 Body,49,,TRUE,,,\n"},
      {"filetype_unknown", "HARBOR.PKL:9@0 0 00000002.sec,Secondary\n"},
      {"row_lost", "stays 00000002.SEC:0@50 0\n"},
      {"unicode_code_page", "stays HARBOR.PKL:2@0 0\n"},
  };
  TempFolder folder;
  for (const Row& row : rows) {
    CAPTURE(row.set);
    const Repair repaired = mend(fixture(row.set) / "HARBOR.PKL", folder.path() / row.set);
    CHECK(show(repaired) == row.expected);
    CHECK(repaired.after.faults <= repaired.before.faults);
  }
}

TEST_CASE("what was only damaged in its form is the good set again, byte for byte") {
  TempFolder folder;
  auto good = files_in(fixture("good"));
  for (const auto* set :
       {"pab_title_three_fields", "pointer_without_offset", "length_too_short", "length_into_next",
        "unknown_block_type", "sec_without_header", "column_missing", "header_missing",
        "header_misspelt", "no_blank_line", "text_after_quote", "title_with_empty_fields",
        "filetype_unknown", "sec_listed_and_gone", "good"}) {
    CAPTURE(set);
    mend(fixture(set) / "HARBOR.PKL", folder.path() / set);
    CHECK(files_in(folder.path() / set) == good);
  }
}

TEST_CASE("repair never loses what can be read, never adds a fault, and is done after once") {
  TempFolder folder;
  int sets = 0;
  for (const auto& set : fs::directory_iterator(fixture(""))) {
    if (!set.is_directory()) continue;
    CAPTURE(set.path().filename().string());
    const fs::path first = folder.path() / (std::to_string(++sets) + "a");
    const fs::path second = folder.path() / (std::to_string(sets) + "b");
    const auto original = files_in(set.path());
    const Repair once = mend(set.path() / "HARBOR.PKL", first);
    CHECK(files_in(set.path()) == original);
    CHECK(once.after.faults <= once.before.faults);
    const auto before = readable(set.path() / "HARBOR.PKL"), after = readable(once.packing_list);
    CHECK(lost(before, after, once) == "");
    const Repair twice = mend(once.packing_list, second);
    CHECK(twice.changes.empty());
    CHECK(files_in(first) == files_in(second));
  }
  CHECK(sets >= 30);
}

TEST_CASE("every cut of every file: repair never adds a fault and never loses an item") {
  TempFolder folder;
  const fs::path set = folder.path() / "set";
  fs::copy(fixture("good"), set);
  int cuts = 0;
  for (const auto& file : fs::directory_iterator(fixture("good"))) {
    const std::string whole = read(file.path());
    const fs::path cut = set / file.path().filename();
    for (std::size_t n = 0; n < whole.size(); n += 7) {
      CAPTURE(cut.filename().string());
      CAPTURE(n);
      write(cut, whole.substr(0, n));
      const fs::path out = folder.path() / "out";
      base::PosixFiles files;
      auto repaired = repair(files, set / "HARBOR.PKL", out, {});
      REQUIRE(repaired);
      CHECK(repaired->after.faults <= repaired->before.faults);
      const auto before = readable(set / "HARBOR.PKL"), after = readable(out / "HARBOR.PKL");
      CHECK(lost(before, after, *repaired) == "");
      fs::remove_all(out);
      ++cuts;
    }
    write(cut, whole);
  }
  CHECK(cuts > 400);
}

TEST_CASE("the code page is given by whoever knows it, and only where it is not known") {
  TempFolder folder;
  const Repair one =
      mend(fixture("unicode_code_page") / "HARBOR.PKL", folder.path() / "a", {.code_page = 850});
  CHECK(show(one) == "HARBOR.PKL:2@0 0 850\n");
  CHECK(files_in(folder.path() / "a") == files_in(fixture("good")));
  const Repair two = mend(fixture("good") / "HARBOR.PKL", folder.path() / "b", {.code_page = 1252});
  CHECK(show(two) == "");
  const Repair three =
      mend(fixture("code_page_missing") / "HARBOR.PKL", folder.path() / "c", {.code_page = 850});
  CHECK(three.after.good());
  base::PosixFiles files;
  const auto unknown =
      repair(files, fixture("good") / "HARBOR.PKL", folder.path() / "d", {.code_page = 1200});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == base::Errc::usage);
}

TEST_CASE("beside a recovery mark no block is given to a row: it may have been delivered") {
  TempFolder folder;
  fs::copy(fixture("pointer_without_offset"), folder.path() / "set");
  write(folder.path() / "set/recovery.json", "{}");
  const Repair one = mend(folder.path() / "set/HARBOR.PKL", folder.path() / "a");
  CHECK(one.changes.empty());
  CHECK_FALSE(one.stays.empty());
}

TEST_CASE("a name in a double-byte page is the file's, and is written as it stood") {
  TempFolder folder;
  fs::create_directories(folder.path() / "set");
  auto files = files_in(fixture("good"));
  std::string& list = files["HARBOR.PKL"];
  list.replace(list.find("850"), 3, "932");
  list.replace(list.find("00000002.pri"), 12, "\x95\x5C.pri");  // a letter that ends in a backslash
  list += "gone.sec,Secondary\r\n";
  for (const auto& [name, text] : files)
    write(folder.path() / "set" / (name == "00000002.pri" ? "\u8868.pri" : name), text);
  const Repair one = mend(folder.path() / "set/HARBOR.PKL", folder.path() / "a");
  CHECK(one.after.good());
  CHECK(fs::exists(folder.path() / "a/\u8868.pri"));
  CHECK(read(one.packing_list).find("\x95\x5C.pri,Primary\r\n") != std::string::npos);
}

TEST_CASE("rows follow blocks that have all moved alike") {
  TempFolder folder;
  const Repair one = mend(fixture("blocks_moved") / "HARBOR.PKL", folder.path() / "a");
  CHECK(show(one).find("00000001.pri:16@0 8054 #00000001.sec(622)\n") != std::string::npos);
  CHECK(one.changes.size() == 6);  // five messages, and a list of recipients
  CHECK(one.after.good());
}

TEST_CASE("a set is never mended in place, nor over other files") {
  TempFolder folder;
  fs::copy(fixture("good"), folder.path() / "set");
  base::PosixFiles files;
  for (const auto* target : {"set", "set/."}) {
    const auto done = repair(files, folder.path() / "set/HARBOR.PKL", folder.path() / target, {});
    REQUIRE_FALSE(done);
    CHECK(done.error().code == base::Errc::conflict);
  }
  fs::create_directories(folder.path() / "full");
  write(folder.path() / "full/x", "x");
  CHECK_FALSE(repair(files, folder.path() / "set/HARBOR.PKL", folder.path() / "full", {}));
}

TEST_CASE("a crash leaves a copy without its packing list, or the whole copy") {
  TempFolder folder;
  int crashes = 0;
  for (int steps = 0;; ++steps) {
    const fs::path out = folder.path() / std::to_string(steps);
    base::PosixFiles posix;
    base::FailingFiles failing(posix, steps);
    const auto done = repair(failing, fixture("pab_title_three_fields") / "HARBOR.PKL", out, {});
    if (done) break;
    ++crashes;
    if (fs::exists(out / "HARBOR.PKL")) CHECK(files_in(out) == files_in(fixture("good")));
    REQUIRE(steps < 500);
  }
  CHECK(crashes >= 8);
}
