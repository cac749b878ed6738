#include "base/shell.hpp"

#include "base/text.hpp"

namespace base {

std::string shell_word(std::string_view text) {
  std::string out = text.starts_with('-') ? "'./" : "'";
  for (char c : printable(text)) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace base
