// The same bytes in portions of any size are the same items; a file that is cut off loses nothing
// without saying so.
#include <doctest/doctest.h>

#include "base/digest.hpp"
#include "migrator/ccmail/directory.hpp"
#include "migrator/ccmail/private_directory.hpp"
#include "migrator/ccmail/private_lists.hpp"
#include "support.hpp"
#include "tests/support/trickle.hpp"

using namespace ccmail_test;
using Access = std::shared_ptr<const base::RandomAccess>;

namespace {

const char* const kMail[] = {"harbor/mail/quill.exp",    "harbor/mail/quill-2.exp",
                             "harbor/mail/reed.exp",     "harbor/mail/vaz.exp",
                             "harbor/boards/garden.exp", "harbor/boards/lost.exp",
                             "ccmail/unsized.exp",       "ccmail/damaged.exp"};

std::string line_of(const migrator::Place& place) {
  return place.file + " " + std::to_string(place.offset) + "+" + std::to_string(place.length);
}

// Every item: place, headers, warnings, and its parts by their digest.
std::vector<std::string> mail_in(const Access& bytes) {
  migrator::ccmail::MessageFile file(bytes, "m.exp", rules());
  std::vector<std::string> out;
  for (;;) {
    auto item = file.next();
    REQUIRE(item);
    if (!*item) return out;
    std::string line = line_of((*item)->place);
    for (const auto& warning : (*item)->warnings) line += "|" + warning;
    if ((*item)->damage) line += "!" + (*item)->damage->reason + (*item)->damage->message;
    if ((*item)->message) {
      const auto& message = *(*item)->message;
      line += "|" + message.subject + "|" + (message.sender ? message.sender->name : "");
      for (const auto& to : message.to) line += "|" + to_string(to);
      for (const auto& [key, value] : message.extra) line += "|" + key + "=" + value;
      for (const auto& part : message.parts) {
        auto digest = base::sha256(part.content);
        REQUIRE(digest);
        line += "|" + part.name + ":" + *digest;
      }
    }
    out.push_back(line);
  }
}

std::vector<std::string> directory_in(const Access& bytes) {
  std::vector<std::string> out;
  const auto read = migrator::ccmail::read_directory(
      bytes, "d.exp", rules(),
      [&](const migrator::DirectoryEntry& one) -> base::Result<void> {
        out.push_back(line_of(one.place) + one.name + "|" + one.location + "|" + one.address + "|" +
                      one.comments);
        return {};
      },
      [&](const migrator::Place& place, const migrator::Damage& damage) -> base::Result<void> {
        out.push_back(line_of(place) + "!" + damage.reason);
        return {};
      });
  REQUIRE(read);
  return out;
}

std::vector<std::string> book_in(const Access& bytes) {
  std::vector<std::string> out;
  const auto lists = migrator::ccmail::read_private_directory(bytes, "p.ini", rules().page);
  REQUIRE(lists);
  for (const auto& list : *lists) {
    out.push_back(line_of(list.place) + list.name + "|" + list.note);
    for (const auto& member : list.members) out.back() += "|" + to_string(member) + member.address;
  }
  return out;
}

std::vector<std::string> lists_in(const Access& bytes) {
  auto made = migrator::ccmail::Rules::standard();
  REQUIRE(made);
  migrator::ccmail::SetFile set{"", "HARBOR", "", "", *made, "UTC", {}, {}, {}};
  for (const char* name : {"Quill, Nora", "Reed, Tom", "Vaz, Ines"}) {
    migrator::ccmail::AccountFiles files;
    files.account = {migrator::AccountKind::mailbox, name};
    set.add(std::move(files));
  }
  set.private_lists = *base::RelPath::parse("lists.csv");
  const auto lists = migrator::ccmail::PrivateLists::open(bytes, set);
  if (!lists) return {"!" + lists.error().message};
  std::vector<std::string> out;
  for (const auto& account : set.accounts) {
    const auto of = lists->of(account.account.name);
    REQUIRE(of);
    for (const auto& list : *of) {
      out.push_back(line_of(list.place) + list.name);
      for (const auto& member : list.members) out.back() += "|" + to_string(member);
    }
  }
  return out;
}

// Cut off, a file gives the same as the whole up to somewhere, and then at most what was begun: a
// record, and a damage in it.
template <class Read>
void check(const char* name, const Read& read, bool prefixes) {
  CAPTURE(name);
  const std::string bytes = fixture(name);
  const auto whole = read(file_of(bytes));
  CHECK(!whole.empty());
  for (const std::size_t portion : support::kPortions) {
    CAPTURE(portion);
    CHECK(read(std::make_shared<support::Trickle>(file_of(bytes), portion)) == whole);
  }
  if (!prefixes) return;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    CAPTURE(n);
    const auto some = read(file_of(bytes.substr(0, n)));
    CHECK(some.size() <= whole.size() + 1);
    for (std::size_t i = 0; i + 2 < some.size(); ++i) CHECK(some[i] == whole[i]);
  }
}

}  // namespace

TEST_CASE("messages are the same in portions of any size") {
  for (const char* name : kMail) check(name, mail_in, false);
}

TEST_CASE("a directory, cut off anywhere, gives its records up to there") {
  check("harbor/directory.exp", directory_in, true);
}

TEST_CASE("a PRIVDIR.INI is the same in portions of any size") {
  check("harbor/lists/quill-privdir.ini", book_in, false);
}

TEST_CASE("personal lists, cut off anywhere, are refused or shorter") {
  check("harbor/private-lists.csv", lists_in, false);
  const std::string bytes = fixture("harbor/private-lists.csv");
  const auto whole = lists_in(file_of(bytes));
  std::size_t refused = 0;
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const auto some = lists_in(file_of(bytes.substr(0, n)));
    CHECK(some.size() <= whole.size());
    if (!some.empty() && some[0].starts_with("!")) ++refused;
  }
  CHECK(refused > 10);
}
