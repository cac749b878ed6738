#include "checker/events/delimited.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "checker/events/rows.hpp"
#include "checker/symptoms/numbers.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostBefore = 4u << 20;  // bytes before the first row

/// Rows into events: one is held until it is sure that nothing more belongs to it.
class Reader {
 public:
  explicit Reader(Tally& tally) : tally_(tally) {}
  ~Reader() { release(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// The columns, if the row is a header.
  std::optional<Columns> take(const Row& row, std::size_t line, std::string_view raw) {
    if (raw.empty()) return {};
    if (const auto named = header(row)) {
      release();
      named_ = named;
      width_ = row.size();
      return named;
    }
    event(row, line, raw);
    return {};
  }

 private:
  void event(const Row& row, std::size_t line, std::string_view raw) {
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
    add("\n", raw);
  }

  void begin(const Row& row, const Columns& columns) {
    release();
    held_ = true;
    id_ = symptoms::event_number(*symptoms::whole<std::uint32_t>(row[columns.event]));
    source_ = row[columns.source];
    time_ = columns.date < row.size() ? row[columns.date] : "";
    if (!columns.same_cell && columns.time < row.size()) time_ += " " + row[columns.time];
    description_.clear();
    for (std::size_t i = columns.description; i < std::min(row.size(), columns.description_ends);
         ++i)
      add(description_.empty() ? "" : " ", row[i]);
  }

  // The tally cuts what is longer than a description can be, and says so.
  void add(std::string_view before, std::string_view text) {
    if (description_.size() <= kMostDescription)
      description_ += std::string(before) + std::string(text.substr(0, kMostDescription + 1));
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

std::optional<Table> find_table(std::string_view text) {
  for (std::size_t at = 0; at < std::min(text.size(), kMostBefore);) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    for (const char separator : {'\t', ',', ';'}) {
      const Row row = plain_cells(text.substr(at, end - at), separator);
      if (header(row) || shape(row)) return Table{at, separator};
    }
    at = end + 1;
  }
  return {};
}

void read_delimited(std::string_view text, const Table& table, Tally& tally) {
  const auto before = std::ranges::count(text.substr(0, table.begin), '\n');
  Rows rows(text.substr(table.begin), table.separator, static_cast<std::size_t>(before) + 1);
  {
    Reader reader(tally);
    while (!rows.done()) {
      const Row row = rows.next();
      if (const auto named = reader.take(row, rows.line(), rows.raw())) rows.expect(*named);
    }
  }
  if (rows.open_quote() > 0)
    tally.note("line " + std::to_string(rows.open_quote()) +
               ": a quotation mark that nothing closes was read as a letter");
}

}  // namespace checker::events
