#include "checker/version/printed.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace checker::version {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

// Takes a '.' or ',' and the blanks around it, if a digit follows.
bool take_separator(std::string_view& text) {
  std::string_view rest = text;
  skip_blanks(rest);
  if (rest.empty() || (rest.front() != '.' && rest.front() != ',')) return false;
  rest.remove_prefix(1);
  skip_blanks(rest);
  if (rest.empty() || !is_digit(rest.front())) return false;
  text = rest;
  return true;
}

}  // namespace

bool string_differs(std::string_view text, const Version& version) {
  text = base::trim(text);
  if (text.empty()) return false;
  const std::array<std::uint64_t, 4> fixed = {version.major, version.minor, version.build,
                                              version.revision};
  for (std::size_t i = 0;; ++i) {
    std::uint64_t part = 0;
    const auto [next, failed] = std::from_chars(text.data(), text.data() + text.size(), part);
    if (failed != std::errc{}) return true;
    if (part != (i < fixed.size() ? fixed[i] : 0)) return true;
    text.remove_prefix(static_cast<std::size_t>(next - text.data()));
    if (!take_separator(text)) break;
  }
  return !text.empty() && text.front() != ' ';
}

}  // namespace checker::version
