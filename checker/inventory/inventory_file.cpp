#include "checker/inventory/inventory_file.hpp"

#include <array>

#include "base/blob.hpp"
#include "checker/inventory/records.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::size_t kMaxLine = 4u << 20;  // a version block has 64 KiB at most

/// Lines of a file, the last one with or without its end.
class Lines {
 public:
  explicit Lines(const base::RandomAccess& file) : file_(file) {}

  Result<std::optional<std::string>> next() {
    for (;;) {
      const auto end = held_.find('\n', at_);
      if (end != std::string::npos) {
        std::string line = held_.substr(at_, end - at_);
        at_ = end + 1;
        return std::optional(std::move(line));
      }
      held_.erase(0, at_);
      at_ = 0;
      if (held_.size() > kMaxLine)
        return Error{Errc::limit, "a line of more than " + std::to_string(kMaxLine) + " bytes"};
      auto more = fill();
      if (!more) return std::move(more).error();
      if (*more) continue;
      if (held_.empty()) return std::optional<std::string>();
      return std::optional(std::exchange(held_, {}));
    }
  }

 private:
  Result<bool> fill() {
    std::array<std::byte, 64 * 1024> room;
    auto got = file_.read_at(offset_, room);
    if (!got) return std::move(got).error();
    offset_ += *got;
    held_ += base::text_of(base::Bytes(room).first(*got));
    return *got > 0;
  }

  const base::RandomAccess& file_;
  std::uint64_t offset_ = 0;
  std::string held_;
  std::size_t at_ = 0;
};

bool is_wanted(const FileRecord& record, const Header& header, const ScanOptions& options) {
  std::string_view path = record.path;
  for (const std::string& root : header.roots)
    if (path.starts_with(root)) {
      path = below(path, root);
      break;
    }
  if (options.filter.excludes(path)) return false;
  return record.closed || options.filter.includes(path);
}

}  // namespace

Result<std::optional<Header>> read_inventory_file(
    const std::filesystem::path& path, const ScanOptions& options,
    const std::function<bool(FileRecord record)>& take) {
  using None = std::optional<Header>;
  const auto file = base::ReadableFile::open(path);
  if (!file) return None();  // whoever measures it says why
  std::array<std::byte, 64> start;
  const auto got = (*file)->read_at(0, start);
  if (!got || !is_inventory_file(base::Bytes(start).first(*got))) return None();

  Lines lines(**file);
  std::optional<Header> header;
  for (std::uint64_t number = 1;; ++number) {
    const std::string where = path.string() + " line " + std::to_string(number);
    auto line = lines.next();
    if (!line) return std::move(line).error().during(where);
    if (!*line) return header;
    if (!header) {
      auto read = read_header(**line, where);
      if (!read) return std::move(read).error();
      header = std::move(*read);
      continue;
    }
    auto record = read_row(**line, where);
    if (!record) return std::move(record).error();
    if (is_wanted(*record, *header, options) && !take(std::move(*record))) return header;
  }
}

}  // namespace checker::inventory
