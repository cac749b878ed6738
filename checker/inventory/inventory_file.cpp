#include "checker/inventory/inventory_file.hpp"

#include <algorithm>
#include <array>

#include "base/blob.hpp"
#include "base/text.hpp"
#include "checker/inventory/records.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

using base::Errc;
using base::Error;
using base::Result;

namespace {

// How much of a file is looked at to tell whether its first line is a header.
constexpr std::size_t kFirstLine = 64 * 1024;

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
      if (held_.size() > kMaxRow)
        return Error{Errc::limit, "a line of more than " + std::to_string(kMaxRow) + " bytes"};
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

// The first line, if it is a text that ends; without a byte-order mark.
std::string first_line(const base::RandomAccess& file) {
  std::string start(kFirstLine, '\0');
  const auto got = file.read_at(0, std::as_writable_bytes(std::span(start)));
  if (!got) return "";
  start.resize(*got);
  start.resize(std::min(start.size(), start.find('\n')));
  return start.starts_with(base::kByteOrderMark) ? start.substr(base::kByteOrderMark.size())
                                                 : start;
}

// What says that there may be more than the rows tell.
FileRecord incomplete(const std::filesystem::path& path, const Header& header, std::string why) {
  FileRecord out = blank_record(header.roots.size() == 1 ? header.roots.front() : path.string(), 0);
  out.error = Error{Errc::io, path.string() + ": the inventory is not all: " + std::move(why)};
  out.closed = true;
  return out;
}

std::string missing_rows(const Header& header, std::uint64_t rows) {
  if (!header.rows) return "its first line does not say how many rows it has";
  if (*header.rows == rows) return "";
  return "it has " + std::to_string(rows) + " rows, and its first line says " +
         std::to_string(*header.rows);
}

}  // namespace

Result<std::optional<Header>> read_inventory_file(
    const std::filesystem::path& path, const ScanOptions& options,
    const std::function<bool(FileRecord record)>& take) {
  using None = std::optional<Header>;
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return None();
  const auto file = base::ReadableFile::open(path);
  if (!file) return None();  // whoever measures it says why
  const std::string first = first_line(**file);
  if (is_row(first))
    return Error{Errc::unsupported, path.string() + ": rows of a scan without their first line",
                 "write an inventory with -o: sidestep scan PATH --format ndjson -o FILE"};
  if (!is_header(first)) return None();

  Lines lines(**file);
  std::optional<Header> header;
  for (std::uint64_t number = 1;; ++number) {
    const std::string where = path.string() + " line " + std::to_string(number);
    auto line = lines.next();
    if (!line) return std::move(line).error().during(where);
    if (!header) {
      auto read = read_header(first, where);
      if (!read) return std::move(read).error();
      header = std::move(*read);
      continue;
    }
    const bool is_stopped = options.stop != nullptr && *options.stop;
    if (!*line || is_stopped) {
      std::string why = is_stopped ? "the scan was stopped" : missing_rows(*header, number - 2);
      if (why.empty()) why = header->leaves_out(options.hash);
      if (!why.empty()) take(incomplete(path, *header, std::move(why)));
      return header;
    }
    auto record = read_row(**line, where);
    if (!record) return std::move(record).error();
    if (is_wanted(*record, *header, options) && !take(std::move(*record))) return header;
  }
}

}  // namespace checker::inventory
