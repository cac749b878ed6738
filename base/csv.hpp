#pragma once
// CSV as RFC 4180 has it, one record at a time, with the place of each.
#include <optional>
#include <string>
#include <vector>

#include "base/lines.hpp"

namespace base {

struct CsvRecord {
  std::vector<std::string> fields;
  std::uint64_t line = 0;    // 1-based, of its first line
  std::uint64_t offset = 0;  // of its first byte
  std::uint64_t next = 0;    // of the byte after it
};

class CsvReader {
 public:
  /// `name` is for messages; reading starts at `offset`, which is on line `line`.
  CsvReader(std::shared_ptr<const RandomAccess> file, std::string name, std::uint64_t offset = 0,
            std::uint64_t line = 1)
      : lines_(std::move(file)), name_(std::move(name)), at_(offset), line_(line) {}

  /// The next record; blank lines are passed over. nullopt at the end. Errc::malformed, naming the
  /// line, for a quote in the wrong place or one that is never closed; Errc::limit for a record
  /// over 64 KiB.
  Result<std::optional<CsvRecord>> next();

 private:
  Error wrong(Errc code, std::uint64_t line, const std::string& what) const;

  Lines lines_;
  std::string name_;
  std::uint64_t at_;
  std::uint64_t line_;
};

}  // namespace base
