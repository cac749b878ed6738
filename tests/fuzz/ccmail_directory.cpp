// The directory: every byte belongs to a record, to a damage, or is filler.
#include "migrator/ccmail/directory.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/memory.hpp"

using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kRules = migrator::ccmail::Rules::standard();
  std::uint64_t covered = 0;
  const auto check = [&](const migrator::Place& place) {
    require(place.length > 0 && place.offset + place.length <= size, "places lie within the file");
    covered += place.length;
  };
  const auto read = migrator::ccmail::read_directory(
      fuzz::file_of(fuzz::bytes(data, size)), "d.exp", *kRules,
      [&](const migrator::DirectoryEntry& entry) -> base::Result<void> {
        require(!entry.name.empty(), "an entry has a name");
        check(entry.place);
        return {};
      },
      [&](const migrator::Place& place, const migrator::Damage& damage) -> base::Result<void> {
        require(!damage.message.empty(), "a damage says something");
        check(place);
        return {};
      });
  require(bool(read), "memory can be read");
  const auto text = base::text_of(fuzz::bytes(data, size));
  const bool any = text.find_first_not_of(" \t\r\n\x1A") != std::string_view::npos;
  require(!any || covered > 0, "a file that holds something gives something");
  return 0;
}
