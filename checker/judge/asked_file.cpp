#include "checker/judge/asked_file.hpp"

#include "base/text.hpp"

namespace checker::judge {
namespace {

using manifest::FixRow;
using Days = std::chrono::days;

constexpr Days kTolerance{1};

bool is_language(const std::string& text) {
  return text.size() == 4 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

AskedFile::AskedFile(const inventory::FileRecord& file) : record(file) {
  if (file.file_version && *file.file_version != Version{}) version = file.file_version;
  if (file.modified) day = std::chrono::floor<Days>(*file.modified);
  // What DOS and 16-bit Windows run is for Intel.
  const bool is_intel = file.format == "ne" || file.format == "mz" || file.format == "le";
  machine = file.machine ? *file.machine : is_intel ? "i386" : "";
  if (file.language)
    language = base::lower(*file.language);
  else if (!file.translations.empty())
    language = base::lower(file.translations.front().substr(0, 4));
  if (!is_language(language)) language.clear();
}

bool AskedFile::is_whole() const {
  using enum inventory::VersionState;
  return !record.error && record.version_state != unreadable && record.version_state != cut_short;
}

bool AskedFile::is_of_day(const FixRow& row) const {
  return day && row.date && *day >= *row.date - kTolerance && *day <= *row.date + kTolerance;
}

bool AskedFile::is_older(const FixRow& row) const {
  return day && row.date && *day < *row.date - kTolerance;
}

bool AskedFile::is_twin(const FixRow& row) const {
  return is_of_day(row) && row.size && record.size == *row.size;
}

}  // namespace checker::judge
