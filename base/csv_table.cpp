#include "base/csv_table.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace base {

CsvTable::CsvTable(std::shared_ptr<const std::string> text, std::string name)
    : text_(std::move(text)),
      name_(std::move(name)),
      rows_(std::make_shared<MemoryAccess>(bytes_of(*text_)), name_) {
  record_.line = 1;
}

Result<CsvTable> CsvTable::open(std::string text, std::string name,
                                std::span<const CsvColumn> columns, bool others, const char* hint) {
  CsvTable out(std::make_shared<const std::string>(std::move(text)), std::move(name));
  if (auto read = out.header(columns, others, hint); !read) return std::move(read).error();
  return out;
}

Result<void> CsvTable::header(std::span<const CsvColumn> columns, bool others, const char* hint) {
  auto row = rows_.next();
  if (!row) return std::move(row).error();
  if (!*row) return wrong("the file is empty", hint);
  record_ = std::move(**row);
  std::vector<std::string>& fields = record_.fields;
  if (fields.front().starts_with(kByteOrderMark)) fields.front().erase(0, kByteOrderMark.size());
  width_ = fields.size();
  places_.assign(columns.size(), kNone);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto known = std::ranges::find_if(
        columns, [&](const CsvColumn& one) { return equals_fold(trim(fields[i]), one.name); });
    if (known == columns.end() && !others)
      return wrong("there is no column \"" + printable(fields[i]) + "\"", hint);
    if (known != columns.end()) {
      std::size_t& place = places_[static_cast<std::size_t>(known - columns.begin())];
      if (place == kNone) place = i;
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].required && places_[i] == kNone)
      return wrong("there is no column \"" + std::string(columns[i].name) + "\"", hint);
  return {};
}

Result<bool> CsvTable::next() {
  auto row = rows_.next();
  if (!row) return std::move(row).error();
  if (!*row) return false;
  record_ = std::move(**row);
  if (record_.fields.size() != width_)
    return wrong("expected " + std::to_string(width_) + " fields, found " +
                 std::to_string(record_.fields.size()));
  if (!std::ranges::all_of(record_.fields, is_utf8))
    return wrong("this is not UTF-8", "save the file as UTF-8");
  return true;
}

std::string CsvTable::field(std::size_t column) const {
  const std::size_t place = places_[column];
  return place == kNone ? std::string() : std::string(trim(record_.fields[place]));
}

Error CsvTable::wrong(const std::string& what, const char* hint) const {
  return {Errc::malformed, name_ + ":" + std::to_string(record_.line) + ": " + what, hint};
}

}  // namespace base
