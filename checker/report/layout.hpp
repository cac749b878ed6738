#pragma once
// Text for a terminal of 80 columns.
#include <string>
#include <string_view>

namespace checker::report {

inline constexpr std::size_t kColumns = 80;

/// Columns of UTF-8 text, one a character: enough for the names that occur here. What Paint adds
/// takes none.
std::size_t width(std::string_view text);

/// `text` broken at blanks so that no line is longer than 80 columns; the first line begins with
/// `first`, the others with blanks of the same width. Ends with a line end. Control characters in
/// the text are made visible.
std::string paragraph(std::string_view first, std::string_view text);

/// Colours of a terminal (ANSI), or none: words carry the meaning, colour only finds them faster.
class Paint {
 public:
  explicit Paint(bool on = false) : on_(on) {}
  std::string heading(std::string_view text) const { return in("1", text); }
  std::string bad(std::string_view text) const { return in("1;31", text); }
  std::string care(std::string_view text) const { return in("1;33", text); }
  std::string good(std::string_view text) const { return in("1;32", text); }

 private:
  std::string in(std::string_view code, std::string_view text) const {
    return on_ ? "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m"
               : std::string(text);
  }
  bool on_;
};

}  // namespace checker::report
