#include "checker/events/codes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace checker::events {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

template <class T>
std::optional<T> whole(std::string_view text, int base) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

// An HRESULT or NTSTATUS of an error, and no date or phone number: HRESULTs of errors have the
// upper bit, their facility is small.
bool is_like_error(std::uint32_t code) {
  return (code & 0xF0000000) == 0x80000000 || (code & 0xFFF00000) == 0xC0000000;
}

std::optional<std::uint32_t> code_in(std::string_view word, bool minus,
                                     const std::set<std::uint32_t>& known) {
  const auto if_known = [&](std::uint32_t code) {
    return known.contains(code) ? std::optional(code) : std::nullopt;
  };
  if (minus) {
    const auto value = whole<std::uint32_t>(word, 10);
    return value ? if_known(0u - *value) : std::nullopt;
  }
  const bool prefixed = base::starts_with_fold(word, "0x");
  if (prefixed) word.remove_prefix(2);
  if (!prefixed && word.size() != 8) return {};
  const auto value = whole<std::uint32_t>(word, 16);
  if (!value) return {};
  return word.size() == 8 && is_like_error(*value) ? value : if_known(*value);
}

}  // namespace

std::vector<std::uint32_t> find_codes(std::string_view text, const std::set<std::uint32_t>& known) {
  std::vector<std::uint32_t> out;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    // 00000003.PRI and \\00000003 are names of files.
    const bool is_name = (end + 1 < text.size() && text[end] == '.' && is_word(text[end + 1])) ||
                         (at > 0 && (text[at - 1] == '\\' || text[at - 1] == '/'));
    // "-1018", but not the end of "12-1018".
    const bool minus = at > 0 && text[at - 1] == '-' && (at < 2 || !is_word(text[at - 2]));
    if (const auto code = code_in(text.substr(at, end - at), minus, known);
        code && !is_name && std::ranges::find(out, *code) == out.end())
      out.push_back(*code);
    at = end;
  }
  return out;
}

}  // namespace checker::events
