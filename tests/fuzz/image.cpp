// Images of any kind, read with every option.
#include "checker/image/image.hpp"

#include "base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

using checker::image::FileRange;
using checker::image::Image;
using checker::image::ReadOptions;
using checker::image::StringsWanted;
using checker::image::VersionState;
using fuzz::require;

namespace {

void check_strings(const checker::image::VersionInfo& info) {
  for (const auto& [table, strings] : info.strings) {
    require(base::is_utf8(table), "a table's key is UTF-8");
    for (const auto& [key, value] : strings)
      require(base::is_utf8(key) && base::is_utf8(value), "strings are UTF-8");
  }
}

void check(const Image& image) {
  const bool damaged = image.version_state == VersionState::unreadable ||
                       image.version_state == VersionState::cut_short;
  require(image.error.has_value() == damaged, "an error is there when something is damaged");
  require(image.info.file_version.has_value() == (image.version_state == VersionState::present),
          "a version is there when it is present");
  check_strings(image.info);
  for (const auto& each : image.by_language) {
    require(each.error.has_value() != each.info.file_version.has_value(),
            "a language has a version or an error");
    check_strings(each.info);
  }
}

bool within(const FileRange& range, std::size_t size) {
  return range.offset <= size && range.size <= size - range.offset;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::MemoryAccess file(fuzz::bytes(data, size));
  const Image plain = checker::image::read_image(file);
  check(plain);
  const Image full = checker::image::read_image(file, {StringsWanted::all, true, true});
  check(full);
  require(plain.version_state == full.version_state, "options do not change the state");
  require(plain.info.file_version == full.info.file_version, "options do not change the version");
  require(plain.info.strings == full.info.strings, "options do not change the strings");
  require(within(full.layout.overlay, size), "the overlay lies within the file");
  require(!full.layout.cabinet || within(*full.layout.cabinet, size),
          "the cabinet lies within the file");
  const Image brief = checker::image::read_image(file, {StringsWanted::file_version, true, false});
  check(brief);
  require(plain.info.file_version == brief.info.file_version, "strings do not change the version");
  require(plain.info.strings.size() == brief.info.strings.size(), "each table is there");
  return 0;
}
