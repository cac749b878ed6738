// The directory of a destination, as a resumed run reads it back; and cards that come to cards.
#include "migrator/destination/vcard_merge.hpp"
#include "migrator/destination/vcard_reader.hpp"
#include "tests/fuzz/folder.hpp"

using fuzz::require;
namespace destination = migrator::destination;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(base::text_of(fuzz::bytes(data, size)));
  std::size_t cards = 0;
  const auto read = destination::read_entries(base::Blob::of(text),
                                              [&](const migrator::DirectoryEntry&) { ++cards; });
  require(!read || cards > 0 || text.find(':') == std::string::npos, "what is read is cards");

  const auto parts = fuzz::parts_of(text, "there.vcf");
  if (parts.size() != 2) return 0;
  const auto folder = fuzz::folder() / "cards";
  fuzz::lay_out(parts, folder);
  base::PosixFiles files;
  const auto there = folder / parts.begin()->first, more = folder / parts.rbegin()->first;
  std::error_code absent;
  for (const auto& file : {there, more})
    if (!std::filesystem::is_regular_file(file, absent)) return 0;
  const auto first = fuzz::folder() / "once", second = fuzz::folder() / "twice";
  if (!destination::merge_cards(files, there, more, first)) return 0;
  require(bool(destination::merge_cards(files, first, more, second)),
          "what was merged can be merged with");
  const auto once = base::read_file(first, 1 << 24);
  const auto twice = base::read_file(second, 1 << 24);
  require(once && twice && *once == *twice, "merging again adds nothing");
  require(once->starts_with(parts.begin()->second), "what was there stays as it stands");
  return 0;
}
