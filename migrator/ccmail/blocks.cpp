#include "migrator/ccmail/blocks.hpp"

#include <charconv>
#include <limits>

namespace migrator::ccmail {
namespace {

constexpr std::size_t kLookAhead = 1024;  // longer than any line that is a keyword and blanks
constexpr std::size_t kMaxSizeLine = 64;  // widths of 6 to 12 are known to fit (ccmail.md §2.2)

std::uint64_t parse_size(std::string_view digits) {
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return parsed.ec == std::errc{} ? value : std::numeric_limits<std::uint64_t>::max();
}

base::Result<bool> starts_line(base::Lines& lines, std::uint64_t offset) {
  if (offset == 0) return true;
  auto before = lines.peek(offset - 1, 1);
  if (!before) return std::move(before).error();
  return *before == "\n" || *before == "\x1A";
}

base::Result<bool> ends_at(base::Lines& lines, const Keywords& words, std::uint64_t offset,
                           bool items) {
  auto after = skip_line_ends(lines, offset);
  if (!after) return std::move(after).error();
  auto next = lines.peek(*after, kLookAhead);
  if (!next) return std::move(next).error();
  const bool blank = next->find_first_not_of(" \t\r\n\x1A") == std::string_view::npos;
  if (blank && *after + next->size() == lines.size()) return true;
  const std::size_t skip = end_marks(*next);
  auto line = peek_line(lines, *after + skip);
  if (!line) return std::move(line).error();
  if (words.starts_message(*line) || (items && words.known_item(*line))) return true;
  if (!items || !words.any_item(*line)) return false;
  // A word that the table does not know has to begin a line: "ile item:" is a size off by one.
  return starts_line(lines, *after + skip);
}

}  // namespace

std::size_t end_marks(std::string_view line) {
  const auto n = line.find_first_not_of('\x1A');
  return n == std::string_view::npos ? line.size() : n;
}

base::Result<std::string_view> peek_line(base::Lines& lines, std::uint64_t offset) {
  auto seen = lines.peek(offset, kLookAhead);
  if (!seen) return seen;
  const auto end = seen->find('\n');
  if (end == std::string_view::npos) return *seen;
  auto line = seen->substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

base::Result<std::optional<SizeLine>> read_size(base::Lines& lines, std::uint64_t offset) {
  if (offset >= lines.size()) return std::optional<SizeLine>{};
  auto line = peek_line(lines, offset);
  if (!line) return std::move(line).error();
  if (line->size() > kMaxSizeLine) return std::optional<SizeLine>{};
  if (line->find_first_not_of("0123456789 \t") != std::string_view::npos)
    return std::optional<SizeLine>{};
  const auto digits = base::trim(*line);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::optional<SizeLine>{};
  SizeLine size;
  if (!digits.empty()) size.value = parse_size(digits);
  size.padded = digits.size() < line->size();
  auto whole = lines.at(offset, kMaxSizeLine);
  if (!whole) return std::move(whole).error();
  size.next = whole->next;
  return std::optional(size);
}

base::Result<bool> message_at(base::Lines& lines, const Keywords& words, std::uint64_t offset) {
  auto line = peek_line(lines, offset);
  if (!line) return std::move(line).error();
  return words.starts_message(*line);
}

base::Result<std::uint64_t> skip_line_ends(base::Lines& lines, std::uint64_t offset) {
  auto seen = lines.peek(offset, 8);
  if (!seen) return std::move(seen).error();
  std::string_view rest = *seen;
  for (int i = 0; i < 4; ++i) {
    if (rest.starts_with("\r\n"))
      rest.remove_prefix(2);
    else if (rest.starts_with('\n'))
      rest.remove_prefix(1);
  }
  return offset + (seen->size() - rest.size());
}

base::Result<bool> block_ends_at(base::Lines& lines, const Keywords& words, std::uint64_t offset) {
  return ends_at(lines, words, offset, true);
}

base::Result<bool> message_ends_at(base::Lines& lines, const Keywords& words,
                                   std::uint64_t offset) {
  return ends_at(lines, words, offset, false);
}

base::Result<std::uint64_t> find_message(base::Lines& lines, const Keywords& words,
                                         std::uint64_t from) {
  for (std::uint64_t at = from; at < lines.size();) {
    auto line = lines.at(at, kLookAhead);
    if (!line) return std::move(line).error();
    const std::size_t skip = end_marks(line->text);
    if (line->whole && words.starts_message(std::string_view(line->text).substr(skip)))
      return at + skip;
    at = line->next;
  }
  return lines.size();
}

base::Result<std::uint64_t> find_block(base::Lines& lines, const Keywords& words,
                                       std::uint64_t from, std::uint64_t limit, Wanted wanted) {
  for (std::uint64_t at = from; at < limit;) {
    auto line = lines.at(at, kLookAhead);
    if (!line) return std::move(line).error();
    if (words.known_item(line->text)) {
      if (!wanted.sized) return at;
      auto size = read_size(lines, line->next);
      if (!size) return std::move(size).error();
      if (*size) return at;
    }
    const std::size_t skip = end_marks(line->text);
    if (wanted.messages && line->whole &&
        words.starts_message(std::string_view(line->text).substr(skip)))
      return at + skip;
    at = line->next;
  }
  return limit;
}

}  // namespace migrator::ccmail
