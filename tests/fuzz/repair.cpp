// A mended copy: never more faults than before, never less mail.
#include "migrator/migration/repair.hpp"

#include "tests/fuzz/folder.hpp"

using fuzz::require;
namespace migration = migrator::migration;

namespace {

std::uint64_t good_items(const std::filesystem::path& packing_list) {
  const auto source = migration::open_set(packing_list);
  if (!source) return 0;
  std::uint64_t count = 0;
  for (const auto& account : (*source)->catalogue().accounts) {
    const auto items = (*source)->open(account);
    require(bool(items), "an account of the catalogue can be opened");
    for (;;) {
      const auto item = (*items)->next();
      require(bool(item), "a file that is there can be read");
      if (!*item) break;
      if ((*item)->message) ++count;
    }
  }
  return count;
}

// A disk that does not wait for its platters.
class QuickFiles : public base::PosixFiles {
 public:
  base::Result<void> sync_directory(const Path&) override { return {}; }
  base::Result<void> sync_filesystem(const Path&) override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = fuzz::parts_of(base::text_of(fuzz::bytes(data, size)), "X.PKL");
  if (parts.size() > 8) return 0;
  std::string list;
  for (const auto& [name, bytes] : parts)
    if (name.ends_with(".PKL")) list = name;
  if (list.empty()) return 0;
  const auto folder = fuzz::folder() / "set", mended = fuzz::folder() / "mended";
  fuzz::lay_out(parts, folder);
  std::filesystem::remove_all(mended);
  QuickFiles files;
  const auto repair = migration::repair(files, folder / list, mended, {});
  if (!repair) {
    require(!repair.error().message.empty(), "an error says something");
    return 0;
  }
  require(good_items(repair->packing_list) >= good_items(folder / list), "no mail is lost");
  require(!repair->before.good() || repair->after.good(), "a good set stays good");
  return 0;
}
