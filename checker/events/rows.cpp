#include "checker/events/rows.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checker/events/times.hpp"
#include "checker/symptoms/numbers.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostQuoted = 64 * 1024;  // bytes of a description; Windows allows 32 K
constexpr std::size_t kMostCells = 64;          // the last one holds the rest of the line
constexpr std::size_t kMostLook = 1024;         // bytes of a line that a first look takes

bool is_number(std::string_view text) { return symptoms::whole<std::uint32_t>(text).has_value(); }

std::optional<std::size_t> find(const Row& row, std::initializer_list<std::string_view> names) {
  for (std::size_t i = 0; i < row.size(); ++i)
    for (const std::string_view name : names)
      if (base::equals_fold(row[i], name)) return i;
  return {};
}

}  // namespace

std::optional<Columns> header(const Row& row) {
  const auto source = find(row, {"Source", "Event Source", "SourceName", "ProviderName"});
  const auto event = find(row, {"Event", "Event ID", "EventID", "Id"});
  if (!source || !event) return {};
  const auto both = find(row, {"Date and Time", "TimeCreated", "TimeGenerated"});
  const auto date = find(row, {"Date"});
  const auto time = find(row, {"Time"});
  const auto description = find(row, {"Description", "Message"});
  Columns out;
  out.source = *source;
  out.event = *event;
  out.same_cell = both.has_value() || !time;
  out.date = both ? *both : date.value_or(row.size());
  out.time = out.same_cell ? out.date : *time;
  // A last column, or one without a heading, may hold separators that nobody quoted.
  out.description = description.value_or(row.size());
  const bool is_last = out.description + 1 >= row.size();
  out.description_ends = is_last ? kMostCells : out.description + 1;
  return out;
}

std::optional<Columns> shape(const Row& row) {
  if (row.size() < 6 || !begins_with_date(row[0]) || !is_time(row[1])) return {};
  if (is_number(row[5])) return Columns{0, 1, 2, 5, 8, kMostCells, false};
  if (is_number(row[4])) return Columns{0, 1, 5, 4, 8, kMostCells, false};  // dumpel
  return {};
}

bool fits(const Row& row, const Columns& columns) {
  return row.size() > std::max(columns.source, columns.event) && is_number(row[columns.event]);
}

Row plain_cells(std::string_view line, char separator) {
  line = line.substr(0, std::min(line.find('\n'), kMostLook));
  Row out;
  while (out.size() < kMostCells) {
    const auto end = line.find(separator);
    std::string_view cell = base::trim(line.substr(0, end));
    if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"')
      cell = cell.substr(1, cell.size() - 2);
    out.emplace_back(cell);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  return out;
}

Row Rows::next() {
  line_ = next_line_;
  const std::string_view all = rest_;
  Row row;
  do {
    row.push_back(cell(row.size() + 1 >= kMostCells));
  } while (more_);
  const std::string_view taken = all.substr(0, all.size() - rest_.size());
  raw_ = base::trim(taken);
  next_line_ += static_cast<std::size_t>(std::ranges::count(taken, '\n'));
  return row;
}

// Up to the separator or the line's end, which it takes.
std::string Rows::cell(bool last) {
  if (auto text = quoted(last)) return *text;
  std::size_t end = rest_.find('\n');
  if (!last) {
    const std::size_t separator = rest_.substr(0, end).find(separator_);
    if (separator != std::string_view::npos) end = separator;
  }
  const std::string out(base::trim(rest_.substr(0, end)));
  finish(end);
  return out;
}

// A quotation mark that nothing closes in reach, or before another row begins, is a letter like any
// other.
std::optional<std::string> Rows::quoted(bool last) {
  if (!rest_.starts_with('"')) return {};
  std::string out;
  for (std::size_t at = 1; at < std::min(rest_.size(), kMostQuoted); ++at) {
    if (rest_[at] == '\n' && begins_row(rest_.substr(at + 1))) break;
    if (rest_[at] != '"') {
      out += rest_[at];
      continue;
    }
    if (at + 1 < rest_.size() && rest_[at + 1] == '"') {
      out += rest_[at++];
      continue;
    }
    std::size_t end = rest_.find('\n', at);
    if (!last) end = std::min(end, rest_.substr(0, end).find(separator_, at));
    out += base::trim(rest_.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
    finish(end);
    return out;
  }
  if (open_quote_ == 0) open_quote_ = line_;
  return {};
}

bool Rows::begins_row(std::string_view text) const {
  // Most lines of a description end the look at their first letter.
  const bool may_be = named_ || begins_with_date(text.substr(text.starts_with('"') ? 1 : 0));
  if (!may_be) return false;
  const Row row = plain_cells(text, separator_);
  if (shape(row)) return true;
  return named_ && fits(row, *named_) && named_->date < row.size() &&
         begins_with_date(row[named_->date]);
}

void Rows::finish(std::size_t end) {
  more_ = end < rest_.size() && rest_[end] == separator_;
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
}

}  // namespace checker::events
