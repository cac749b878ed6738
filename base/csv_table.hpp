#pragma once
// A CSV file whose first line names its columns, as people keep tables of names: UTF-8, every
// record of the same width.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"

namespace base {

struct CsvColumn {
  std::string_view name;  // in any case, blanks around it do not count
  bool required = false;
};

class CsvTable {
 public:
  /// Reads the header of `text`; `name` is for messages, and `hint` of those about the header. With
  /// `others` columns of other names are passed over. Errc::malformed for an empty file and for a
  /// header that lacks a required column.
  static Result<CsvTable> open(std::string text, std::string name,
                               std::span<const CsvColumn> columns, bool others, const char* hint);

  /// Goes to the next record; false at the end. Errc::malformed for one of another width or that is
  /// not UTF-8, and as CsvReader::next.
  Result<bool> next();
  /// Of the record, trimmed, by the column's place in `columns`; "" of a column that is not there.
  std::string field(std::size_t column) const;
  bool has(std::size_t column) const { return places_[column] != kNone; }
  std::uint64_t line() const { return record_.line; }
  /// Something wrong with the record: "users.csv:3: a row without a login".
  Error wrong(const std::string& what, const char* hint = "") const;

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  CsvTable(std::shared_ptr<const std::string> text, std::string name);
  Result<void> header(std::span<const CsvColumn> columns, bool others, const char* hint);

  std::shared_ptr<const std::string> text_;
  std::string name_;
  CsvReader rows_;
  CsvRecord record_;
  std::size_t width_ = 0;
  std::vector<std::size_t> places_;
};

}  // namespace base
