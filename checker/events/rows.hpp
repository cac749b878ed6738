#pragma once
// Rows of a delimited text, and by what they are known.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checker::events {

using Row = std::vector<std::string>;

/// Where in a row things stand.
struct Columns {
  std::size_t date = 0, time = 0, source = 0, event = 0;
  std::size_t description = 0;       // the first cell of it
  std::size_t description_ends = 0;  // behind its last
  bool same_cell = false;            // date and time
};

/// The columns that a header line names ("Type,Date,Time,Source,Category,Event,User,Computer" and
/// its younger brothers); nullopt: it is none.
std::optional<Columns> header(const Row& row);
/// The columns of a row that tells by its shape what it is, without a header.
std::optional<Columns> shape(const Row& row);
/// Whether a row has an event's number where a header says so.
bool fits(const Row& row, const Columns& columns);
/// The cells of a line, without regard to quotation marks that hold separators; for a first look.
Row plain_cells(std::string_view line, char separator);

/// Takes rows off a text, quoted cells with line ends in them too.
class Rows {
 public:
  /// `line`: the number of the first.
  Rows(std::string_view text, char separator, std::size_t line)
      : rest_(text), separator_(separator), next_line_(line) {}

  bool done() const { return rest_.empty(); }
  Row next();
  std::size_t line() const { return line_; }  // of the row that next() gave last
  std::string_view raw() const { return raw_; }
  /// Rows to come have these columns.
  void expect(const Columns& columns) { named_ = columns; }
  /// The first line with a quotation mark that nothing closed; 0: none.
  std::size_t open_quote() const { return open_quote_; }

 private:
  std::string cell(bool last);
  std::optional<std::string> quoted(bool last);
  bool begins_row(std::string_view text) const;
  void finish(std::size_t end);

  std::string_view rest_, raw_;
  char separator_;
  std::optional<Columns> named_;
  std::size_t line_ = 0, next_line_ = 1, open_quote_ = 0;
  bool more_ = false;
};

}  // namespace checker::events
