#pragma once
// The keywords of a Mailmig control file, as data (KB Q198957, Q263755).
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/control_file.hpp"

namespace contract {

struct Mode {
  std::string_view name;                   // "CCMAIL"
  std::string_view source;                 // value of migration.source
  std::vector<std::string_view> keywords;  // that mean something here, besides Mode
  bool can_create_mailboxes;
  /// Content that no keyword of this mode speaks of: in or out, the control file does not tell.
  std::vector<std::string_view> unsaid;

  bool has(std::string_view keyword) const;
};

struct Keyword {
  enum class Kind { flag, digits14, number, word, text };
  std::string_view name;
  Kind kind;
  std::vector<std::string_view> values{};  // of a word

  bool accepts(std::string_view value) const;
  std::string expected() const;  // "TRUE or FALSE", "14 digits …"
  bool belongs_to(const Mode& mode) const;
};

/// A keyword that a mode and function cannot do without.
struct Required {
  std::string_view keyword;
  ControlProblem::Kind kind;
  std::string why;
};

struct ContentKeyword {
  std::string_view keyword, member;
};

const Mode* find_mode(std::string_view name);        // case-blind; nullptr: none
const Keyword* find_keyword(std::string_view name);  // case-blind; nullptr: none
std::vector<std::string> keyword_names();
std::vector<Required> required_keywords(const Mode& mode, std::string_view function);
std::span<const ContentKeyword> content_keywords();

}  // namespace contract
