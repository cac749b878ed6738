// Version blocks without an image around them.
#include "checker/image/version_resource.hpp"

#include "base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

using checker::image::read_version_block;
using checker::image::Strings;
using checker::image::StringsWanted;
using fuzz::require;

namespace {

// The first FileVersion, which is all that the brief reading gives.
Strings first_version(const Strings& all) {
  for (const auto& entry : all)
    if (base::equals_fold(entry.first, "FileVersion")) return {entry};
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto all = read_version_block(fuzz::bytes(data, size));
  const auto brief = read_version_block(fuzz::bytes(data, size), StringsWanted::file_version);
  require(all.error.has_value() != all.info.file_version.has_value(), "a version or an error");
  require(all.info.file_version == brief.info.file_version, "strings do not change the version");
  require(all.info.translations == brief.info.translations, "strings change no translation");
  require(all.info.strings.size() == brief.info.strings.size(), "each table is there");
  for (std::size_t i = 0; i < all.info.strings.size(); ++i) {
    const auto& [table, strings] = all.info.strings[i];
    require(table == brief.info.strings[i].first, "tables have their keys");
    require(first_version(strings) == brief.info.strings[i].second, "FileVersion is the first");
    for (const auto& [key, value] : strings)
      require(base::is_utf8(key) && base::is_utf8(value), "strings are UTF-8");
  }
  return 0;
}
