#include "migrator/destination/line_log.hpp"

#include "base/blob.hpp"

namespace migrator::destination {
namespace {

constexpr std::uint64_t kMostBytes = 256u << 20;  // a million folders with long names

// Control characters and '%' as %XX, so that a field holds neither a tab nor a line end.
std::string escaped(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && c != '%') {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    out += coded ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return out;
}

LineLog::Fields fields_of(std::string_view line) {
  LineLog::Fields out;
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t to = std::min(line.find('\t', from), line.size());
    out.push_back(unescaped(line.substr(from, to - from)));
    from = to + 1;
  }
  return out;
}

}  // namespace

base::Result<std::vector<LineLog::Fields>> LineLog::read() {
  std::vector<Fields> out;
  std::error_code absent;
  if (!std::filesystem::exists(path_, absent)) return out;
  auto text = base::read_file(path_, kMostBytes);
  if (!text) return std::move(text).error();
  const std::size_t whole = text->rfind('\n') + 1;  // npos + 1 is 0
  if (whole < text->size())
    if (auto cut = files_->truncate(path_, whole); !cut) return std::move(cut).error();
  for (std::size_t from = 0; from < whole;) {
    const std::size_t to = text->find('\n', from);
    out.push_back(fields_of(std::string_view(*text).substr(from, to - from)));
    from = to + 1;
  }
  return out;
}

base::Result<void> LineLog::add(const Fields& fields) {
  if (!file_) {
    auto file = files_->append(path_);
    if (!file) return std::move(file).error();
    file_ = *std::move(file);
  }
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i == 0 ? "" : "\t") + escaped(fields[i]);
  loose_ = true;
  return file_->write(base::bytes_of(line + "\n"));
}

base::Result<void> LineLog::sync() {
  if (!loose_) return {};
  if (auto done = file_->sync(); !done) return done;
  loose_ = false;
  if (named_) return {};
  if (auto done = files_->sync_directory(path_.parent_path()); !done) return done;
  named_ = true;
  return {};
}

base::Result<void> LineLog::remove() {
  if (file_)
    if (auto closed = file_->close(); !closed) return closed;
  file_.reset();
  loose_ = named_ = false;
  if (auto gone = files_->remove(path_); !gone) return gone;
  return files_->sync_directory(path_.parent_path());
}

}  // namespace migrator::destination
