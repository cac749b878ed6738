// What leftovers are: by content and by name, and a folder of them.
#include "migrator/survey/survey.hpp"

#include "migrator/survey/sniff.hpp"
#include "tests/fuzz/folder.hpp"

using fuzz::require;
namespace survey = migrator::survey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kRules = survey::rules_of({});
  require(bool(kRules), "the profile that came with the program can be read");
  const auto text = base::text_of(fuzz::bytes(data, size));
  for (const char* name : {"a.exp", "b.cca", "HARBOR.PKL", "CLANDATA", "x", "PRIVDIR.INI"}) {
    const auto sniffed = survey::sniff(name, text.substr(0, survey::kHead), size, *kRules->words);
    require(!survey::to_string(sniffed.kind).empty(), "everything has a kind");
    require(size > 0 || sniffed.kind != survey::Kind::messages, "nothing is no mail");
  }
  (void)survey::banner_version(text);

  const auto parts = fuzz::parts_of(text, "a.exp");
  if (parts.size() > 8) return 0;
  const auto folder = fuzz::folder() / "leftovers";
  fuzz::lay_out(parts, folder);
  const auto found = survey::survey(folder);
  require(bool(found), "a folder that is there can be walked");
  std::size_t there = 0;
  for (auto at = std::filesystem::directory_iterator(folder); at != end(at); ++at) ++there;
  require(found->files.size() == there, "every file is told of");
  return 0;
}
