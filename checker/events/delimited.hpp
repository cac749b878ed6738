#pragma once
// Logs with a row for each event: what Event Viewers save as text or CSV, and
// what dumpel writes.
#include <string_view>

#include "checker/events/tally.hpp"

namespace checker::events {

/// The sign between the columns, if the first lines of a text are rows of a log; '\0': they are
/// not.
char separator_of(std::string_view text);

/// Reads the rows. Columns, where no header line names them: Date, Time, Source, Type, Category,
/// Event, User, Computer, Description (Event Viewer of NT 4.0 and 2000), or date, time, type,
/// category, event, source, user, computer, strings (dumpel of the Resource Kit). What follows a
/// row without being one belongs to its description.
void read_delimited(std::string_view text, char separator, Tally& tally);

}  // namespace checker::events
