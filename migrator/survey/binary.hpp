#pragma once
// Formats that begin with a mark of their own, and what plain text looks like.
#include <optional>
#include <string>
#include <string_view>

#include "migrator/survey/kind.hpp"

namespace migrator::survey {

struct Marked {
  Kind kind;
  std::string_view says;
};

/// The format whose mark stands at the start of `head`.
std::optional<Marked> marked(std::string_view head);

/// Whether `head` could be text of a DOS or Windows machine: no control characters but tabs, line
/// ends, form feeds and colour codes, and lines.
bool looks_like_text(std::string_view head);

/// The first bytes in hexadecimal: "4d 5a 90 00 …".
std::string first_bytes(std::string_view head);

}  // namespace migrator::survey
