#pragma once
// The transfer encodings of MIME (RFC 2045 §6.7, §6.8), written in large pieces.
#include <cstddef>
#include <string>
#include <string_view>

namespace migrator::mime {

/// A byte as two hexadecimal digits, upper-case; a view of a table.
std::string_view hex_of(char c);

/// A quoted string (RFC 5322 §3.2.4): '"' and '\' escaped. For text that can be printed.
std::string quoted(std::string_view text);

/// Bytes that fill a base64 line of 76 (RFC 2045 §6.8).
inline constexpr std::size_t kBase64Line = 57;

/// Appends base64 with its padding, without line ends.
void append_base64(std::string& out, std::string_view bytes);

/// Appends base64 in lines of 76, each ending in `line_end`. All but the last piece of a content
/// must be a multiple of kBase64Line long.
void append_base64_lines(std::string& out, std::string_view bytes, std::string_view line_end);

/// Text in lines that end in LF, as quoted-printable; no line is over 76 bytes.
class QuotedPrintable {
 public:
  explicit QuotedPrintable(std::string_view line_end) : line_end_(line_end) {}
  /// Appends the next portion of the text.
  void put(std::string& out, std::string_view text);
  /// What is left when nothing follows.
  void finish(std::string& out);

 private:
  void add(std::string& out, std::string_view coded);
  void blank(std::string& out, bool at_the_end);

  std::string_view line_end_;
  std::size_t used_ = 0;  // of the line being written
  char blank_ = 0;        // a blank or TAB that may be the last of its line
  std::string coded_;     // room for a line
};

}  // namespace migrator::mime
