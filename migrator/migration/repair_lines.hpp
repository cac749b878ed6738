#pragma once
// Mends of single lines of a primary file: each gives the new line (without its end), or nothing
// when there is no one way to mend it. Lines are in the code page of the set.
#include <optional>
#include <string>
#include <string_view>

#include "migrator/migration/csv_line.hpp"
#include "migrator/migration/primary.hpp"

namespace migrator::migration {

/// A PAB or MAILMESSAGE title whose address was not quoted (Q214822), or whose quotes are broken:
/// two fields again. The address must have a type, "CCMAIL:…".
std::optional<std::string> mend_title(std::string_view line);
/// A title whose word is misspelt or stands behind blanks; `kind` is what the header below it says.
std::optional<std::string> mend_title_word(std::string_view line, SectionKind kind);
/// A column header with misspelt names, in the documented order; columns of its own stay.
std::optional<std::string> mend_header(SectionKind kind, std::string_view line);
/// Whether all names of a header are documented ones, or nearly, and in the documented order: some
/// may be missing.
bool header_in_order(SectionKind kind, std::string_view line);
/// The documented column header.
std::string documented_header(SectionKind kind);
/// Which section a header line begins: as documented, or nearly.
SectionKind kind_of_header(std::string_view line);

/// Whether a row fits the documented columns of its section: types of values, number of fields.
bool fits(SectionKind kind, const std::vector<Field>& fields);

/// A row whose quotes cannot be read (event 27, Q154099): the one reading that fits its section.
/// `columns`: how many a DIRECTORY header names.
std::optional<std::string> mend_quotes(SectionKind kind, std::string_view line,
                                       std::size_t columns);
/// A message row with too few fields (up to four), its pointer last: blanks where dates, numbers
/// and truth values prove that they are missing. Nothing where more than one place fits.
std::optional<std::string> mend_short_row(std::string_view line);
/// A DIRECTORY row with more fields than columns: without the empty ones at its end.
std::optional<std::string> mend_long_row(std::string_view line, std::size_t columns);

/// The line with its unquoted field number `field` replaced as it stands.
std::string with_field(std::string_view line, std::size_t field, std::string_view text);

}  // namespace migrator::migration
