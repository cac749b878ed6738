#pragma once
// UTF-8 to the code page of a set. What the page cannot hold becomes '?' here; the writer notices
// and keeps the exact text in a note.
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace migrator::migration {

enum class LineEnds { keep, replace };  // replace: CR and LF become blanks

/// The bytes of `utf8`. '?' stands for what the page lacks and for control characters other than
/// TAB, CR and LF: a null once made the importer hang (Q166543), and 0x1A ends a DOS text.
std::string encode_lossy(const base::CodePage& page, std::string_view utf8, LineEnds ends);

/// What somebody who reads those bytes will see.
inline std::string seen(const base::CodePage& page, std::string_view bytes) {
  return page.decode(bytes).text;
}

/// Whether a character of two bytes may begin with this byte: in 932, 936, 949 and 950 the second
/// byte can look like `\`, `[`, `]`, `|` or a letter.
bool is_lead_byte(const base::CodePage& page, char byte);
/// Whether a text in this page ends in two backslashes, as lines do that go on: second bytes of
/// characters are none.
bool ends_in_two_backslashes(const base::CodePage& page, std::string_view bytes);

}  // namespace migrator::migration
