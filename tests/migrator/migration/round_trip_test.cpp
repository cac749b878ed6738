#include <doctest/doctest.h>

#include <map>

#include "migrator/migration/secondary.hpp"
#include "tests/migrator/migration/made_set.hpp"

using namespace migrator;
using namespace migrator::migration;
using namespace migrator::migration::test;

namespace {

std::map<std::string, std::string> bytes_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    out[file.path().filename().string()] = read(file.path());
  return out;
}

// Everything of a source into a set, as an extraction does it.
void copy_set(Source& source, const std::filesystem::path& folder) {
  base::PosixFiles files;
  std::vector<Given> given;
  for (const Account& account : source.catalogue().accounts) {
    given.push_back({account, {}, items_of(source, account)});
    if (account.kind == AccountKind::board) continue;
    auto lists = source.lists(account);
    REQUIRE(lists);
    given.back().lists = std::move(*lists);
  }
  std::vector<DirectoryEntry> entries;
  REQUIRE(source.directory(
      [&](const DirectoryEntry& entry) {
        entries.push_back(entry);
        return base::Result<void>();
      },
      [](const Place&, const Damage&) { return base::Result<void>(); }));
  const auto path = write_set(files, folder, source.catalogue(), given, entries);
  REQUIRE_MESSAGE(path, (path ? "" : path.error().message));
}

}  // namespace

TEST_CASE("what is put into a set comes out of it, equal in every field") {
  for (const unsigned code_page : {850u, 1252u, 932u, 1258u}) {
    CAPTURE(code_page);
    Generator chance(code_page);
    const std::size_t messages = code_page == 850 || code_page == 932 ? 25 : 8;
    const auto given = generate(chance, messages);
    std::vector<DirectoryEntry> entries;
    for (int i = 0; i < 200; ++i) entries.push_back(chance.entry());
    TempFolder folder;
    base::PosixFiles files;
    const auto catalogue = catalogue_of(code_page, given);
    const auto path = write_set(files, folder.path() / "set", catalogue, given, entries);
    REQUIRE_MESSAGE(path, (path ? "" : path.error().message));
    CHECK(path->filename() == "HARBOR.PKL");

    const auto source = open_set(*path);
    REQUIRE_MESSAGE(source, (source ? "" : source.error().message));
    CHECK((*source)->catalogue().post_office == "HARBOR");
    CHECK((*source)->catalogue().code_page == code_page);
    CHECK((*source)->catalogue().time_zone == "Europe/Berlin");
    CHECK((*source)->catalogue().accounts == catalogue.accounts);
    check_same(**source, given);

    std::size_t at = 0;
    CHECK((*source)->directory(
        [&](const DirectoryEntry& entry) {
          REQUIRE(at < entries.size());
          CHECK(test::show(entry) == test::show(entries[at++]));
          return base::Result<void>();
        },
        [](const Place&, const Damage& damage) {
          FAIL_CHECK(damage.message);
          return base::Result<void>();
        }));
    CHECK(at == entries.size());

    const auto verified = verify(*path);
    REQUIRE(verified);
    CHECK(show(verified->findings) == "");
    CHECK(verified->good());
    CHECK(verified->messages == 10 * messages);
    CHECK(verified->directory_entries == 200);
  }
}

TEST_CASE("a set written twice, or read and written again, is the same bytes") {
  for (const unsigned code_page : {850u, 932u, 950u}) {
    CAPTURE(code_page);
    TempFolder folder;
    base::PosixFiles files;
    std::filesystem::path path;
    for (const char* name : {"one", "two"}) {
      Generator chance(code_page + 1);
      const auto given = generate(chance, 12);
      std::vector<DirectoryEntry> entries;
      for (int i = 0; i < 50; ++i) entries.push_back(chance.entry());
      auto done =
          write_set(files, folder.path() / name, catalogue_of(code_page, given), given, entries);
      REQUIRE(done);
      path = *done;
    }
    const auto one = bytes_of(folder.path() / "one");
    CHECK(one.size() == 24);
    CHECK(bytes_of(folder.path() / "two") == one);
    const auto source = open_set(path);
    REQUIRE(source);
    copy_set(**source, folder.path() / "three");
    CHECK(bytes_of(folder.path() / "three") == one);
  }
}

TEST_CASE("somebody else's set, read and written twice, says the same as the first") {
  TempFolder folder;
  const auto theirs = open_set(fixture("good") / "HARBOR.PKL");
  REQUIRE(theirs);
  copy_set(**theirs, folder.path() / "one");
  const auto ours = open_set(folder.path() / "one" / "HARBOR.PKL");
  REQUIRE(ours);
  CHECK((*ours)->catalogue().accounts == (*theirs)->catalogue().accounts);
  for (const Account& account : (*theirs)->catalogue().accounts) {
    const auto before = items_of(**theirs, account), after = items_of(**ours, account);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i)
      CHECK(test::show(after[i]) == test::show(before[i]));
    if (account.kind == AccountKind::board) continue;
    const auto theirs_lists = (*theirs)->lists(account), ours_lists = (*ours)->lists(account);
    REQUIRE(theirs_lists);
    REQUIRE(ours_lists);
    REQUIRE(ours_lists->size() == theirs_lists->size());
    for (std::size_t i = 0; i < ours_lists->size(); ++i)
      CHECK(test::show((*ours_lists)[i]) == test::show((*theirs_lists)[i]));
  }
  copy_set(**ours, folder.path() / "two");
  CHECK(bytes_of(folder.path() / "two") == bytes_of(folder.path() / "one"));
}

TEST_CASE("a set without its notes still imports: what the columns hold") {
  Generator chance(3);
  std::vector<Given> given = {{mailbox("Quill, Nora"), {}, {}}};
  for (std::uint64_t n = 1; n <= 30; ++n) {
    Item item;
    item.sequence = n;
    item.message = chance.message();
    given[0].items.push_back(item);
  }
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given, {});
  REQUIRE(path);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    if (file.path().extension() == ".SEC") continue;
    std::istringstream lines(read(file.path()));
    std::string kept, line;
    while (std::getline(lines, line))
      if (!line.starts_with("! sidestep:")) kept += line + "\n";
    write(file.path(), kept);
  }
  const auto source = open_set(*path);
  REQUIRE(source);
  const auto items = items_of(**source, mailbox("Quill, Nora"));
  REQUIRE(items.size() == 30);
  for (std::size_t i = 0; i < items.size(); ++i) {
    REQUIRE(items[i].message);
    CHECK(items[i].sequence == i + 1);
    CHECK(items[i].message->unread == given[0].items[i].message->unread);
    CHECK(items[i].message->to.size() <= given[0].items[i].message->to.size());
  }
  const auto verified = verify(*path);
  REQUIRE(verified);
  CHECK(verified->good());
}

TEST_CASE("every cut of every primary of ours is a fault, and an item that says so") {
  Generator chance(11);
  std::vector<Given> given = {{mailbox("Quill, Nora"), {chance.list()}, {}}};
  for (std::uint64_t n = 1; n <= 3; ++n) {
    Item item;
    item.sequence = n;
    item.message = chance.message();
    item.message->to.resize(std::min<std::size_t>(item.message->to.size(), 3));
    given[0].items.push_back(item);
  }
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given,
                              {{"Quill, Nora", "L", "HARBOR", "", {}}});
  REQUIRE(path);
  for (const char* name : {"00000001.PRI", "Directory.PRI", "00000001.SEC"}) {
    const auto file = folder.path() / name;
    const std::string whole = read(file);
    const bool primary = file.extension() == ".PRI";
    for (std::size_t n = 0; n + 3 < whole.size(); n += 1 + n / 60) {
      CAPTURE(name);
      CAPTURE(n);
      write(file, whole.substr(0, n));
      const auto verified = verify(*path);
      REQUIRE(verified);
      if (primary) CHECK_FALSE(verified->good());
      const auto source = open_set(*path);
      REQUIRE(source);
      int told = 0;
      for (const Account& account : (*source)->catalogue().accounts)
        for (const Item& item : items_of(**source, account)) told += item.damage ? 1 : 0;
      CHECK((*source)->directory([](const DirectoryEntry&) { return base::Result<void>(); },
                                 [&](const Place&, const Damage&) {
                                   ++told;
                                   return base::Result<void>();
                                 }));
      if (primary) CHECK(told > 0);
    }
    write(file, whole);
  }
}

TEST_CASE("a note that is too long for a line stands in the secondary file, and is read back") {
  Item item;
  item.sequence = 1;
  item.message.emplace();
  for (int i = 0; i < 40'000; ++i)
    item.message->to.push_back({"Recipient " + std::to_string(i), "HARBOR", ""});
  const std::vector<Given> given = {{mailbox("Quill, Nora"), {}, {item}}};
  TempFolder folder;
  base::PosixFiles files;
  const auto path = write_set(files, folder.path(), catalogue_of(850, given), given, {});
  REQUIRE(path);
  const std::string primary = read(folder.path() / "00000001.PRI");
  CHECK(primary.find("! sidestep: {\"at\":\"#00000001.SEC(") != std::string::npos);
  CHECK(primary.size() < 1000);
  const auto source = open_set(*path);
  REQUIRE(source);
  check_same(**source, given);
  const auto verified = verify(*path);
  REQUIRE(verified);
  CHECK(show(verified->findings) == "");
}
