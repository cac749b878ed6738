#pragma once
// What of a file counts when it is asked for a fix.
#include <chrono>
#include <optional>
#include <string>

#include "checker/inventory/index.hpp"
#include "checker/manifest/fixes.hpp"

namespace checker::judge {

struct AskedFile {
  /// Borrows the record.
  explicit AskedFile(const inventory::FileRecord& file);

  /// Nothing is concluded of a file that is damaged.
  bool is_whole() const;
  /// Within a day of the row's date: tables and containers print local time, and nobody says where.
  bool is_of_day(const manifest::FixRow& row) const;
  /// Older than the row's date by more than that day.
  bool is_older(const manifest::FixRow& row) const;
  /// Of the row's day and size: the fix itself.
  bool is_twin(const manifest::FixRow& row) const;

  const inventory::FileRecord& record;
  std::optional<Version> version;
  std::optional<std::chrono::sys_days> day;  // when it was last written
  std::string machine;                       // "" when it is not known
  std::string language;                      // four hex digits; "" when it is not known
};

}  // namespace checker::judge
