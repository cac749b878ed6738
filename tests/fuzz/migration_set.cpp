// A whole set: what verify says and what is read agree, and everything is told of.
#include "migrator/migration/set.hpp"
#include "tests/fuzz/folder.hpp"

using fuzz::require;
namespace migration = migrator::migration;

namespace {

struct Read {
  std::uint64_t messages = 0, damages = 0, entries = 0;
};

void read_items(migrator::Source& source, const migrator::Account& account, Read& read) {
  const auto items = source.open(account);
  require(bool(items), "an account of the catalogue can be opened");
  std::uint64_t last = 0;
  for (;;) {
    const auto item = (*items)->next();
    require(bool(item), "a file that is there can be read");
    if (!*item) return;
    require((*item)->sequence > last, "numbers go up");
    last = (*item)->sequence;
    require((*item)->message.has_value() != (*item)->damage.has_value(),
            "an item is a message or a damage");
    ++((*item)->message ? read.messages : read.damages);
    if (!(*item)->message) continue;
    for (const auto& part : (*item)->message->parts)
      require(bool(part.content.each([](base::Bytes) { return base::Result<void>(); })),
              "a part can be read");
  }
}

Read read_all(migrator::Source& source) {
  Read read;
  for (const auto& account : source.catalogue().accounts) {
    read_items(source, account, read);
    if (account.kind == migrator::AccountKind::mailbox)
      require(bool(source.lists(account)), "lists can be read");
  }
  const auto directory = source.directory(
      [&](const migrator::DirectoryEntry&) {
        ++read.entries;
        return base::Result<void>();
      },
      [&](const migrator::Place&, const migrator::Damage&) {
        ++read.damages;
        return base::Result<void>();
      });
  require(bool(directory), "the directory can be read");
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = fuzz::set_of(data, size, fuzz::folder() / "set");
  if (list.empty()) return 0;
  const auto verification = migration::verify(list);
  const auto source = migration::open_set(list);
  if (!source) {
    require(!source.error().message.empty(), "an error says something");
    require(!verification || !verification->good(), "what cannot be opened has a fault");
    return 0;
  }
  require(bool(verification), "what can be opened can be verified");
  const auto read = read_all(**source);
  require(!verification->good() || read.damages == 0, "what verify calls good is read whole");
  return 0;
}
