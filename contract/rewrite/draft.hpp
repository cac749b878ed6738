#pragma once
// A control file being rewritten: what is changed stays above as a comment, and
// the top of the file says which rule asked for it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/control_document.hpp"

namespace contract::rewrite {

/// One line that became another.
struct Change {
  std::string was, now;   // "Function,FULL"; was is "" where there was no line
  std::string why;        // a rule's id; "" where none asked for it
  std::string because{};  // then: why it is so; "" where the operator asked for it
};

/// "Function,FULL became Function,EXTRACT: Q214836", in ASCII
std::string to_string(const Change& change);

class Draft {
 public:
  explicit Draft(contract::ControlDocument original) : document_(std::move(original)) {}

  /// KEYWORD,VALUE in the place of the line that there is, else as a new line.
  void set(std::string_view keyword, std::string_view value, const std::string& why,
           const std::string& because = "");
  /// The same of a flag, unless it says so already: an absent one is TRUE (KB Q198957).
  void set_flag(std::string_view keyword, bool value, const std::string& why);
  /// The line of this keyword becomes a comment: it means nothing any more.
  void put_aside(std::string_view keyword);
  /// The File line becomes the mark of a set that is not there yet.
  void mark();

  bool changed() const { return changed_; }
  const std::vector<Change>& changes() const { return changes_; }
  const contract::ControlDocument& document() const { return document_; }
  /// The whole text, with `notes`, `always` and the changes as comments at the top; as it was when
  /// nothing has changed and `always` is empty.
  std::string text(const std::vector<std::string>& notes,
                   const std::vector<std::string>& always = {}) const;

 private:
  /// Writes `text` in the place of line `index`, which stays above as a comment.
  void replace(std::size_t index, std::string_view text);
  contract::ControlDocument document_;
  std::vector<Change> changes_;
  bool changed_ = false;
};

/// What stands in front of a line that was replaced or put aside.
inline constexpr std::string_view kWas = "! was: ", kAside = "! not in this step: ";

}  // namespace contract::rewrite
