#pragma once
// Numbers that stand alone in a text.
#include <charconv>
#include <optional>
#include <string_view>

namespace checker::symptoms {

/// The number that `text` is, all of it; nullopt when it is none or does not fit into T.
template <class T>
std::optional<T> whole(std::string_view text, int base = 10) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

/// Letters, figures and '_' of ASCII: what a word is made of.
constexpr bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace checker::symptoms
