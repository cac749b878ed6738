#pragma once
// Text for a terminal of 80 columns.
#include <string>
#include <string_view>

namespace checker::report {

inline constexpr std::size_t kColumns = 80;

/// `text` broken at blanks so that no line is longer than 80 columns; the first line begins with
/// `first`, the others with blanks of the same width. Ends with a line end. Control characters in
/// the text are made visible.
std::string paragraph(std::string_view first, std::string_view text);

}  // namespace checker::report
