// A mended copy: never more faults than before, never less mail.
#include "migrator/migration/repair.hpp"

#include <map>

#include "base/digest.hpp"
#include "tests/fuzz/folder.hpp"

using fuzz::require;
namespace migration = migrator::migration;

namespace {

// What can be read: messages, and how often each content comes.
struct Readable {
  std::uint64_t messages = 0;
  std::map<std::string, std::uint64_t> contents;  // by SHA-256
};

Readable readable(const std::filesystem::path& packing_list) {
  Readable out;
  const auto source = migration::open_set(packing_list);
  if (!source) return out;
  for (const auto& account : (*source)->catalogue().accounts) {
    const auto items = (*source)->open(account);
    require(bool(items), "an account of the catalogue can be opened");
    for (;;) {
      const auto item = (*items)->next();
      require(bool(item), "a file that is there can be read");
      if (!*item) break;
      if (!(*item)->message) continue;
      ++out.messages;
      for (const auto& part : (*item)->message->parts)
        if (const auto content = part.content.text(1u << 20))
          ++out.contents[base::sha256(*content)];
    }
  }
  return out;
}

std::uint64_t mended(const migration::Repair& repair, std::string_view what) {
  std::uint64_t count = 0;
  for (const auto& change : repair.changes) count += change.what.starts_with(what);
  return count;
}

// Every content that could be read can be read, as often. One whose Length was mended is another;
// one that came twice, under a wrong Islast, comes once.
void nothing_is_lost(const Readable& before, const Readable& after,
                     const migration::Repair& repair) {
  require(after.messages >= before.messages, "no mail is lost");
  std::uint64_t lengths = mended(repair, "Length ");
  const bool twice = mended(repair, "Islast ") > 0;
  for (const auto& [content, times] : before.contents) {
    const auto there = after.contents.find(content);
    const std::uint64_t now = there == after.contents.end() ? 0 : there->second;
    if (now >= times || (twice && now > 0)) continue;
    require(lengths > 0, "what could be read can be read");
    --lengths;
  }
}

// A disk that does not wait for its platters.
class QuickFiles : public base::PosixFiles {
 public:
  base::Result<void> sync_directory(const Path&) override { return {}; }
  base::Result<void> sync_filesystem(const Path&) override { return {}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = fuzz::set_of(data, size, fuzz::folder() / "set");
  if (list.empty()) return 0;
  const auto mended = fuzz::folder() / "mended";
  std::filesystem::remove_all(mended);
  QuickFiles files;
  const auto repair = migration::repair(files, list, mended, {});
  if (!repair) {
    require(!repair.error().message.empty(), "an error says something");
    return 0;
  }
  nothing_is_lost(readable(list), readable(repair->packing_list), *repair);
  require(!repair->before.good() || repair->after.good(), "a good set stays good");
  return 0;
}
