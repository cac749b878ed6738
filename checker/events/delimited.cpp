#include "checker/events/delimited.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "checker/diagnose/symptoms.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostQuoted = 64 * 1024;       // bytes of a description; Windows allows 32 K
constexpr std::size_t kMostCells = 64;               // the last one holds the rest of the line
constexpr std::size_t kMostDescription = 64 * 1024;  // bytes that follow a row

using Row = std::vector<std::string>;

/// Takes rows off a text, quoted cells with line ends in them too.
class Rows {
 public:
  Rows(std::string_view text, char separator) : rest_(text), separator_(separator) {}

  bool done() const { return rest_.empty(); }
  std::size_t line() const { return line_; }  // of the row that next() gave last
  std::string_view raw() const { return raw_; }

  Row next() {
    line_ = next_line_;
    const std::string_view all = rest_;
    Row row;
    do {
      row.push_back(cell(row.size() + 1 >= kMostCells));
    } while (more_);
    raw_ = base::trim(all.substr(0, all.size() - rest_.size()));
    next_line_ += static_cast<std::size_t>(
        std::ranges::count(all.substr(0, all.size() - rest_.size()), '\n'));
    return row;
  }

 private:
  // Up to the separator or the line's end, which it takes.
  std::string cell(bool last) {
    if (auto text = quoted()) return *text;
    std::size_t end = rest_.find('\n');
    if (!last) {
      const std::size_t separator = rest_.substr(0, end).find(separator_);
      if (separator != std::string_view::npos) end = separator;
    }
    const std::string out(base::trim(rest_.substr(0, end)));
    finish(end);
    return out;
  }

  // A quotation mark that nothing closes in reach is a letter like any other.
  std::optional<std::string> quoted() {
    if (!rest_.starts_with('"')) return {};
    std::string out;
    for (std::size_t at = 1; at < std::min(rest_.size(), kMostQuoted); ++at) {
      if (rest_[at] != '"') {
        out += rest_[at];
        continue;
      }
      if (at + 1 < rest_.size() && rest_[at + 1] == '"') {
        out += rest_[at++];
        continue;
      }
      const std::size_t end = rest_.find_first_of(separator_ == ','   ? ",\n"
                                                  : separator_ == ';' ? ";\n"
                                                                      : "\t\n",
                                                  at);
      out += base::trim(rest_.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
      finish(end);
      return out;
    }
    return {};
  }

  void finish(std::size_t end) {
    more_ = end < rest_.size() && rest_[end] == separator_;
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  }

  std::string_view rest_, raw_;
  char separator_;
  std::size_t line_ = 0, next_line_ = 1;
  bool more_ = false;
};

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

/// Where in a row things stand.
struct Columns {
  std::size_t date = 0, time = 0, source = 0, event = 0;
  std::size_t description = 0;  // from here on everything is text
  bool same_cell = false;       // date and time
};

std::optional<std::size_t> find(const Row& row, std::initializer_list<std::string_view> names) {
  for (std::size_t i = 0; i < row.size(); ++i)
    for (const std::string_view name : names)
      if (base::equals_fold(row[i], name)) return i;
  return {};
}

// "Type,Date,Time,Source,Category,Event,User,Computer" and its younger brothers.
std::optional<Columns> header(const Row& row) {
  const auto source = find(row, {"Source", "Event Source", "SourceName", "ProviderName"});
  const auto event = find(row, {"Event", "Event ID", "EventID", "Id"});
  if (!source || !event) return {};
  const auto both = find(row, {"Date and Time", "TimeCreated", "TimeGenerated"});
  const auto date = find(row, {"Date"});
  const auto time = find(row, {"Time"});
  Columns out;
  out.source = *source;
  out.event = *event;
  out.same_cell = both.has_value() || !time;
  out.date = both ? *both : date.value_or(row.size());
  out.time = out.same_cell ? out.date : *time;
  out.description = find(row, {"Description", "Message"}).value_or(row.size());
  return out;
}

// Rows without a header tell by their shape what they are.
std::optional<Columns> shape(const Row& row) {
  if (row.size() < 6 || !begins_with_date(row[0]) || !is_time(row[1])) return {};
  if (number(row[5])) return Columns{0, 1, 2, 5, 8, false};
  if (number(row[4])) return Columns{0, 1, 5, 4, 8, false};  // dumpel
  return {};
}

bool fits(const Row& row, const Columns& columns) {
  return row.size() > std::max(columns.source, columns.event) && number(row[columns.event]);
}

/// Rows into events: one is held until it is sure that nothing more belongs to it.
class Reader {
 public:
  explicit Reader(Tally& tally) : tally_(tally) {}
  ~Reader() { release(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void take(const Row& row, std::size_t line, std::string_view raw) {
    if (raw.empty()) return;
    if (const auto named = header(row)) {
      release();
      named_ = named;
      width_ = row.size();
      return;
    }
    const auto columns = named_ && fits(row, *named_) ? named_ : shape(row);
    if (columns) return begin(row, *columns);
    const bool is_row =
        named_ ? row.size() >= width_ && width_ > 0 : row.size() >= 6 && begins_with_date(row[0]);
    if (is_row || !held_) {
      release();
      tally_.fault("line " + std::to_string(line) +
                   ": should be a row with an event's number, is \"" + base::shortened(raw, 60) +
                   "\"");
      return;
    }
    if (description_.size() < kMostDescription) description_ += "\n" + std::string(raw);
  }

 private:
  void begin(const Row& row, const Columns& columns) {
    release();
    held_ = true;
    id_ = diagnose::event_number(*number(row[columns.event]));
    source_ = row[columns.source];
    time_ = columns.date < row.size() ? row[columns.date] : "";
    if (!columns.same_cell && columns.time < row.size()) time_ += " " + row[columns.time];
    description_.clear();
    for (std::size_t i = columns.description; i < row.size(); ++i)
      description_ += (description_.empty() ? "" : " ") + row[i];
  }

  void release() {
    if (held_) tally_.take({id_, source_, time_, description_});
    held_ = false;
  }

  Tally& tally_;
  std::optional<Columns> named_;
  std::size_t width_ = 0;
  bool held_ = false;
  std::uint32_t id_ = 0;
  std::string source_, time_, description_;
};

}  // namespace

char separator_of(std::string_view text) {
  constexpr int kLines = 50;  // a title may stand before the rows
  for (const char separator : {'\t', ',', ';'}) {
    Rows rows(text, separator);
    for (int i = 0; i < kLines && !rows.done(); ++i) {
      const Row row = rows.next();
      if (header(row) || shape(row)) return separator;
    }
  }
  return '\0';
}

void read_delimited(std::string_view text, char separator, Tally& tally) {
  Rows rows(text, separator);
  Reader reader(tally);
  while (!rows.done()) {
    const Row row = rows.next();
    reader.take(row, rows.line(), rows.raw());
  }
}

}  // namespace checker::events
