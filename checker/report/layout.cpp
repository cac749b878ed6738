#include "checker/report/layout.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace checker::report {

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  bool painting = false;
  for (const char c : text) {
    if (c == '\x1b') painting = true;
    if (!painting && (static_cast<unsigned char>(c) & 0xC0) != 0x80) ++columns;
    if (c == 'm') painting = false;
  }
  return columns;
}

std::string paragraph(std::string_view first, std::string_view text) {
  const std::string clean = base::printable(text);
  std::string_view rest = clean;
  const std::string indent(width(first), ' ');
  std::string out(first);
  std::size_t column = width(first);
  bool start = true;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!start && column + 1 + width(word) > kColumns) {
      out.erase(out.find_last_not_of(' ') + 1);
      out += "\n" + indent;
      column = indent.size();
      start = true;
    }
    if (!start) out += ' ';
    out += word;
    column += width(word) + (start ? 0 : 1);
    start = false;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + "\n";
}

}  // namespace checker::report
