#pragma once
// Logs with a row for each event: what Event Viewers save as text or CSV, and
// what dumpel writes.
#include <optional>
#include <string_view>

#include "checker/events/tally.hpp"

namespace checker::events {

/// Where the rows of a log begin in a text, and the sign between their columns.
struct Table {
  std::size_t begin = 0;
  char separator = ',';
};

/// The first line that is a header or a row of a log, in the first megabytes; nullopt: there is
/// none.
std::optional<Table> find_table(std::string_view text);

/// Reads the rows of the table. Columns, where no header line names them: Date, Time, Source, Type,
/// Category, Event, User, Computer, Description (Event Viewer of NT 4.0 and 2000), or date, time,
/// type, category, event, source, user, computer, strings (dumpel of the Resource Kit). What
/// follows a row without being one belongs to its description.
void read_delimited(std::string_view text, const Table& table, Tally& tally);

}  // namespace checker::events
