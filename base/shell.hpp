#pragma once
// Words of commands that messages propose.
#include <string>
#include <string_view>

namespace base {

/// `text` as one word of a shell, in single quotes; a path that begins with a dash, which a program
/// would take for an option, gets "./" before it. What cannot be printed is shown as printable()
/// does.
std::string shell_word(std::string_view text);

}  // namespace base
