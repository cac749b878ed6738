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
  /// Whether the article says that the keyword cannot be used here, and not only that it is
  /// ignored.
  bool refuses(std::string_view keyword) const;
};

struct Keyword {
  enum class Kind { flag, digits14, port, word, text, path };
  std::string_view name;
  Kind kind;
  std::vector<std::string_view> values{};  // of a word

  bool accepts(std::string_view value) const;
  std::string expected() const;  // "TRUE or FALSE", "14 digits …"
  std::string example() const;   // "write Email,TRUE or Email,FALSE"
  bool belongs_to(const Mode& mode) const;
};

/// A keyword that a mode and function cannot do without.
struct Required {
  std::string_view keyword;
  ControlProblem::Kind kind;
  std::string why;
  std::string_view or_else{};  // another keyword that will do instead
};

struct ContentKeyword {
  std::string_view keyword, member;
};

/// Whether Windows could have a file or folder of this name: not empty, and without any of " * < >
/// ?
/// |, which the wizard would take for a part of the name.
bool is_path(std::string_view value);

const Mode* find_mode(std::string_view name);        // case-blind; nullptr: none
const Keyword* find_keyword(std::string_view name);  // case-blind; nullptr: none
std::vector<std::string> keyword_names();
std::vector<Required> required_keywords(const Mode& mode, std::string_view function);
std::span<const ContentKeyword> content_keywords();

/// The keywords that say how and where an import delivers; an extraction reads none of them.
/// Mailbox is not among them: an extractor has a use for it, too (SDK dsignapp_5alv).
std::span<const std::string_view> import_keywords();

}  // namespace contract
