#include "migrator/run/selection.hpp"

#include <doctest/doctest.h>

namespace migrator::run {
namespace {

using ledger::Reason;

Catalogue office() {
  Catalogue out;
  out.accounts = {{AccountKind::mailbox, "Quill, Nora"},
                  {AccountKind::mailbox, "Reed, Tom"},
                  {AccountKind::board, "Garden"}};
  return out;
}

Item message(const std::string& folder, const std::string& sent) {
  Item item;
  item.message.emplace();
  item.message->folder = folder;
  item.message->sent = parse_time14(sent);
  return item;
}

const Account kNora{AccountKind::mailbox, "Quill, Nora"};
const Account kGarden{AccountKind::board, "Garden"};

TEST_CASE("nothing chosen is everything") {
  const Selection all;
  CHECK(all.everything());
  CHECK(all.words().empty());
  CHECK(all.chosen(kNora));
  CHECK_FALSE(all.filtered(kNora, message("A", "19980602120000")));
}

TEST_CASE("names are found in any case and come out as the source spells them") {
  Selection asked;
  asked.mailboxes = {"QUILL, nora"};
  asked.boards.emplace();
  auto found = settled(asked, office());
  REQUIRE(found);
  CHECK(found->words() == "mailboxes 'Quill, Nora'; boards none");
  CHECK(found->chosen(kNora));
  CHECK_FALSE(found->chosen({AccountKind::mailbox, "Reed, Tom"}));
  CHECK_FALSE(found->chosen(kGarden));
}

TEST_CASE(
    "a name that the source does not have is refused, with the nearest and where it was said") {
  Selection asked;
  asked.mailboxes = {"Quil, Nora"};
  auto found = settled(asked, office());
  REQUIRE_FALSE(found);
  CHECK(found.error().code == base::Errc::usage);
  CHECK(found.error().message ==
        "the source has no mailbox \"Quil, Nora\"; did you mean \"Quill, Nora\"?");
  CHECK(found.error().hint == "its mailboxes: Quill, Nora; Reed, Tom");
  asked.said["Quil, Nora"] = "users.txt line 3";
  CHECK(settled(asked, office()).error().message.starts_with("users.txt line 3: the source"));
  Selection board;
  board.boards = {"Quill, Nora"};  // a mailbox is no board
  CHECK_FALSE(settled(board, office()));
}

TEST_CASE("a folder is chosen with what is in it, of mailboxes alone") {
  struct Row {
    std::string chosen, folder;
    bool taken;
  };
  const Row rows[] = {
      {"Inbox", "", true},
      {"inbox", "Inbox", true},
      {"Inbox", "Minutes", false},
      {"Minutes", "minutes", true},
      {"Minutes", "Minutes\\1998", true},
      {"Minutes", "Minutes 2", false},
      {"Minutes\\1998", "Minutes", false},
      {"Minutes/1998", "Minutes\\1998\\May", true},
      {"In/Out", "In/Out", true},
      {"In/Out", "In/Out\\Old", true},
      {"Minutes\\", "Minutes", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.chosen);
    CAPTURE(row.folder);
    Selection one;
    one.folders = {row.chosen};
    const auto why = one.filtered(kNora, message(row.folder, "19980602120000"));
    CHECK(why.has_value() == !row.taken);
    if (why) CHECK(*why == Reason::not_chosen);
    CHECK_FALSE(one.filtered(kGarden, message(row.folder, "19980602120000")));
  }
}

TEST_CASE("the case of a folder makes no other choice") {
  Selection one, other;
  one.folders = {"Minutes\\1998"};
  other.folders = {"MINUTES\\1998", "minutes\\1998"};
  CHECK(one.words() == other.words());
}

TEST_CASE("days are whole, both included, and what has no date or cannot be read passes") {
  Selection days;
  days.since = parse_moment("1998-06-02", false);
  days.until = parse_moment("1998-06-03", true);
  struct Row {
    std::string sent;
    bool taken;
  };
  const Row rows[] = {{"19980601235959", false},
                      {"19980602000000", true},
                      {"19980603235959", true},
                      {"19980604000000", false},
                      {"", true}};
  for (const Row& row : rows) {
    CAPTURE(row.sent);
    const auto why = days.filtered(kNora, message("", row.sent));
    CHECK(why.has_value() == !row.taken);
    if (why) CHECK(*why == Reason::outside_dates);
    CHECK(days.filtered(kGarden, message("", row.sent)).has_value() == !row.taken);
  }
  CHECK(days.words() == "since 1998-06-02 00:00:00; until 1998-06-03 23:59:59");
  auto mail_only = days;
  mail_only.dates_of_boards = false;
  CHECK_FALSE(mail_only.filtered(kGarden, message("", "19900101000000")));
  CHECK(mail_only.filtered(kNora, message("", "19900101000000")));
  CHECK(mail_only.words() != days.words());  // a ledger of one is not the other's
  Item damaged;
  damaged.damage = Damage{"bad-date", "31 February"};
  CHECK_FALSE(days.filtered(kNora, damaged));
  std::swap(days.since, days.until);
  CHECK_FALSE(settled(days, office()));
}

TEST_CASE("moments are days or 14 digits, and nothing that no calendar has") {
  struct Row {
    std::string text, first, last;
  };
  const Row rows[] = {
      {"1998-06-02", "19980602000000", "19980602235959"},
      {"19980602070809", "19980602070809", "19980602070809"},
      {"1998-02-30", "none", "none"},
      {"1998-6-2", "none", "none"},
      {"1998-06-0x", "none", "none"},
      {"2 June 1998", "none", "none"},
      {"", "none", "none"},
  };
  const auto show = [](const std::optional<LocalTime>& time) {
    return time ? to_time14(*time) : std::string("none");
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(show(parse_moment(row.text, false)) == row.first);
    CHECK(show(parse_moment(row.text, true)) == row.last);
  }
}

}  // namespace
}  // namespace migrator::run
