#include "checker/inventory/records.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checker/version/printed.hpp"

namespace checker::inventory {

namespace {

// The table that the first translation names, or else the first.
const image::Strings* spoken_table(const image::VersionInfo& info) {
  for (const std::string& translation : info.translations)
    for (const auto& [key, strings] : info.strings)
      if (base::equals_fold(key, translation)) return &strings;
  return info.strings.empty() ? nullptr : &info.strings.front().second;
}

bool string_differs(const image::VersionInfo& info) {
  const image::Strings* strings = spoken_table(info);
  if (strings == nullptr || !info.file_version) return false;
  for (const auto& [key, value] : *strings)
    if (base::equals_fold(key, "FileVersion"))
      return version::string_differs(value, *info.file_version);
  return false;
}

}  // namespace

FileRecord blank_record(std::string path, std::uint64_t size) {
  FileRecord record;
  record.name = path.substr(path.rfind('/') + 1);
  record.path = std::move(path);
  record.size = size;
  return record;
}

image::ReadOptions read_options(const ScanOptions& options, bool layout) {
  image::ReadOptions out;
  // The version string is shown, and string_differs told, in any case.
  out.strings = options.strings ? image::StringsWanted::all : image::StringsWanted::file_version;
  out.all_languages = options.all_languages;
  out.layout = layout;
  return out;
}

void add_image(image::Image image, FileRecord& record) {
  record.format = std::move(image.format);
  record.machine = std::move(image.machine);
  record.version_state = image.version_state;
  record.string_differs = string_differs(image.info);
  record.file_version = image.info.file_version;
  record.product_version = image.info.product_version;
  record.language = std::move(image.language);
  record.languages = std::move(image.languages);
  record.translations = std::move(image.info.translations);
  record.strings = std::move(image.info.strings);
  record.flags = std::move(image.info.flags);
  if (image.by_language.size() > 1) record.by_language = std::move(image.by_language);
  record.why = std::move(image.why);
  record.error = std::move(image.error);
}

void drop_strings(std::vector<std::pair<std::string, image::Strings>>& tables) {
  for (auto& [table, strings] : tables)
    std::erase_if(strings,
                  [](const auto& s) { return !base::equals_fold(s.first, "FileVersion"); });
}

bool is_asked_for(const ScanOptions& options, std::string_view name) {
  return std::ranges::any_of(options.hash,
                             [&](const std::string& n) { return base::equals_fold(n, name); });
}

bool wants_digest(const ScanOptions& options, std::string_view name) {
  return options.hash_all || is_asked_for(options, name);
}

}  // namespace checker::inventory
