// Whatever the bytes are: every prefix is an error or a shorter, well accounted set; portions of
// any size give the same.
#include <doctest/doctest.h>

#include "base/digest.hpp"
#include "migrator/migration/folder.hpp"
#include "support.hpp"
#include "tests/support/trickle.hpp"

namespace migrator::migration {
namespace {

namespace fs = std::filesystem;

struct Told {
  std::vector<std::string> messages;  // good ones, by the digest of all they hold
  std::size_t lists = 0, entries = 0, damages = 0;
  std::string all;  // everything, in order
};

Told tell(Source& source) {
  Told out;
  for (const Account& account : source.catalogue().accounts) {
    std::uint64_t last = 0;
    for (const Item& item : test::items_of(source, account)) {
      CHECK(item.message.has_value() != item.damage.has_value());
      CHECK(item.sequence > last);
      last = item.sequence;
      const std::string text = test::show(item);
      out.all += account.name + text + test::warnings(item);
      if (item.damage)
        ++out.damages;
      else
        out.messages.push_back(base::sha256(text));
    }
    if (account.kind != AccountKind::mailbox) continue;
    const auto lists = source.lists(account);
    REQUIRE(lists);
    for (const PersonalList& list : *lists) out.all += test::show(list);
    out.lists += lists->size();
  }
  const auto read = source.directory(
      [&](const DirectoryEntry& entry) {
        ++out.entries;
        out.all += test::show(entry);
        return base::Result<void>();
      },
      [&](const Place&, const Damage& damage) {
        ++out.damages;
        out.all += damage.message;
        return base::Result<void>();
      });
  CHECK(read);
  return out;
}

// Counts rows of the kind in the good set; a prefix has no more.
void check_prefix(const fs::path& folder, const Told& whole) {
  auto source = open_set(folder / "HARBOR.PKL");
  const auto verification = verify(folder / "HARBOR.PKL");
  if (!source) {
    CHECK(!source.error().message.empty());
    CHECK((!verification || !verification->good()));
    return;
  }
  const Told some = tell(**source);
  CHECK(some.messages.size() + some.damages <= whole.messages.size() + whole.damages + 2);
  CHECK(some.messages.size() <= whole.messages.size());
  CHECK(some.lists <= whole.lists);
  CHECK(some.entries <= whole.entries);
  REQUIRE(verification);
  // What is damaged is a fault, and nothing else is.
  if (some.damages > 0) CHECK_FALSE(verification->good());
}

}  // namespace

TEST_CASE("every prefix of every file of a good set is an error or a shorter set") {
  auto good = open_set(test::fixture("good") / "HARBOR.PKL");
  REQUIRE(good);
  const Told whole = tell(**good);
  CHECK(whole.damages == 0);
  CHECK(whole.messages.size() >= 7);
  std::size_t prefixes = 0;
  for (const auto& file : fs::directory_iterator(test::fixture("good"))) {
    const std::string name = file.path().filename().string();
    CAPTURE(name);
    const test::TempFolder folder;
    fs::copy(test::fixture("good"), folder.path(), fs::copy_options::recursive);
    const std::string bytes = test::read(file.path());
    for (std::size_t n = 0; n < bytes.size(); ++n, ++prefixes) {
      CAPTURE(n);
      test::write(folder.path() / name, bytes.substr(0, n));
      check_prefix(folder.path(), whole);
    }
  }
  MESSAGE(prefixes << " prefixes");
  CHECK(prefixes > 2000);
}

TEST_CASE("a set in portions of any size is the same set") {
  for (const auto& set : fs::directory_iterator(FIXTURES_DIR "/migration")) {
    if (!set.is_directory()) continue;
    CAPTURE(set.path().filename().string());
    auto plain = open_set(set.path() / "HARBOR.PKL");
    if (!plain) continue;  // its packing list is refused
    const Told whole = tell(**plain);
    for (const std::size_t portion : support::kPortions) {
      CAPTURE(portion);
      auto source = open_set(set.path() / "HARBOR.PKL",
                             [portion](std::shared_ptr<const base::RandomAccess> file) {
                               return std::make_shared<support::Trickle>(std::move(file), portion);
                             });
      REQUIRE(source);
      CHECK(tell(**source).all == whole.all);
    }
  }
}

}  // namespace migrator::migration
