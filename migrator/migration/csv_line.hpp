#pragma once
// One line of comma-separated fields, lists inside a field, and pointers (SDK appendxa_48xf).
// Works on bytes in any of the allowed code pages: none has a comma, quote or semicolon as the
// second byte of a character. A backslash, bracket or bar may be one (932, 936, 949, 950).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace migrator::migration {

struct Field {
  std::string text;     // quotes taken off; of a list by rule A: the same list by rule B
  bool quoted = false;  // a quoted field is never a pointer
  bool rule_a = false;  // "ann";"bo": each value quoted for itself, the semicolon outside
};

/// Splits a line. Both published ways of quoting lists are read (§1.6). An error names the column
/// (1-based byte) and is what event 27 complains of: a quote that never closes, or text after it.
base::Result<std::vector<Field>> parse_fields(std::string_view line);

/// Quotes the whole field when it holds one of # ! , \ " % . (SDK appendxa_48xf) or begins or
/// ends with a blank, which must stay data.
std::string quoted_if_needed(std::string_view text);
/// Always in quotes, as names in descriptors are written.
std::string in_quotes(std::string_view text);

/// The values of a list field, after CSV: split at semicolons outside quotes (rule B). Empty
/// values are dropped: nobody is nobody.
std::vector<std::string> split_list(std::string_view text);
/// Rule B: only values holding a semicolon or a quote are quoted for themselves; with `alone` (a
/// list in an Other block, which no CSV quotes surround) also those with a comma.
std::string join_list(const std::vector<std::string>& values, bool alone);

/// "#00000001.sec(50)": a block of a secondary file in the same folder.
struct Pointer {
  std::string file;
  std::uint64_t offset = 0;
  bool operator==(const Pointer&) const = default;
};
std::optional<Pointer> parse_pointer(const Field& field);
/// The same in a code page: the file's name comes as UTF-8. A `\` or `|` may be the second byte of
/// a character there, and is then no forbidden one.
std::optional<Pointer> parse_pointer(const Field& field, const base::CodePage& page);
std::string to_text(const Pointer& pointer);
/// A bare file name that a pointer or a packing list may carry: none of # ( ) ; , \ / : * ? " < > |
/// or control characters, and not "." or "..".
bool is_file_name(std::string_view name);

}  // namespace migrator::migration
