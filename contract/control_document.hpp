#pragma once
// A control file as its lines, so that what is written back keeps every byte
// that nobody meant to change.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/control_keywords.hpp"

namespace contract {

struct ControlLine {
  enum class Kind { nothing, comment, pair, other };  // other: no comma, so no keyword,value

  std::string text;  // its bytes, without the line end
  std::string end;   // "\r\n" or "\n"; "" only of a last line
  Kind kind = Kind::nothing;
  std::string word, value;           // of a pair, without blanks around them; bytes as they stand
  const Keyword* keyword = nullptr;  // of a pair; nullptr: none that the wizard knows

  bool is(std::string_view name) const { return keyword != nullptr && keyword->name == name; }
};

/// The line of the file that stands for "File" until step one has made the set
/// (docs/control-files): no keyword of the wizard's, so that it finds the required File missing.
/// Its value is the folder that step one's File names.
inline constexpr std::string_view kMark = "File-after-step-one";

class ControlDocument {
 public:
  /// Takes any bytes. Lines end in LF or CRLF, the last one perhaps in a DOS end mark (^Z); what
  /// follows that is kept and is no line. `text()` of what was parsed is those bytes.
  static ControlDocument parse(std::string_view text);

  std::string text() const;
  const std::vector<ControlLine>& lines() const { return lines_; }
  /// Whether something but blanks follows the DOS end mark (^Z), which nobody reads.
  bool has_text_after_end() const;
  /// CRLF where any line ends so, or where there is no line; else LF.
  std::string_view line_end() const;

  /// The index of the first line of this keyword, spelled as in the table of keywords.
  std::optional<std::size_t> find(std::string_view keyword) const;
  /// The index of the first marked line.
  std::optional<std::size_t> find_mark() const;
  /// The value of this keyword; "" when it is absent.
  std::string_view value(std::string_view keyword) const;

  /// Writes other bytes in the place of a line; its line end stays.
  void replace(std::size_t index, std::string_view text);
  /// A new line in front of line `index`, or after the last one.
  void insert(std::size_t index, std::string_view text);
  void erase(std::size_t index);
  /// After the last line that is a pair; the end of a file may hold comments.
  void append(std::string_view text);

 private:
  bool byte_order_mark_ = false;
  std::vector<ControlLine> lines_;
  std::string tail_;  // from the DOS end mark on
};

}  // namespace contract
