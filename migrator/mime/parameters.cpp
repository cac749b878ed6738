#include "migrator/mime/parameters.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "migrator/mime/encode.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kLine = 76;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

// RFC 2045 §5.1, less '*', '\'' and '%', which RFC 2231 gave a meaning.
bool is_token(char c) {
  return is_plain(c) || std::string_view("!#$&+^`{|}~").find(c) != std::string_view::npos;
}

// One character of UTF-8, or what stands at the place of one, as RFC 2231 §4 writes it.
std::string encoded(std::string_view character) {
  std::string out;
  for (char c : character) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += '%';
      out += hex_of(c);
    }
  }
  return out;
}

// The pieces of a value: name*=UTF-8''…, or name*0*=UTF-8''…, name*1*=… (RFC 2231 §4.1).
std::vector<std::string> extended(std::string_view name, std::string_view value) {
  const std::size_t most = kLine - std::min<std::size_t>(name.size() + 8, 40);
  std::vector<std::string> pieces{"UTF-8''"};
  while (!value.empty()) {
    std::size_t n = 1;
    while (n < value.size() && n < 4 && (static_cast<unsigned char>(value[n]) & 0xC0) == 0x80) ++n;
    const std::string text = encoded(value.substr(0, n));
    if (pieces.back().size() + text.size() > most) pieces.emplace_back();
    pieces.back() += text;
    value.remove_prefix(n);
  }
  const bool one = pieces.size() == 1;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    pieces[i].insert(0, std::string(name) + (one ? "*=" : "*" + std::to_string(i) + "*="));
  return pieces;
}

std::vector<std::string> pieces_of(std::string_view name, std::string_view value) {
  const std::string begin = std::string(name) + "=";
  const bool prints = std::ranges::all_of(value, [](char c) { return c >= ' ' && c < 0x7F; });
  if (prints && begin.size() + value.size() < kLine - 4) {
    if (!value.empty() && std::ranges::all_of(value, is_token)) return {begin + std::string(value)};
    // A quoted "=?" is read as an encoded word by many.
    const std::string text = quoted(value);
    if (begin.size() + text.size() < kLine - 2 && value.find("=?") == std::string_view::npos)
      return {begin + text};
  }
  return extended(name, value);
}

}  // namespace

std::string with_parameters(std::string_view field, std::string_view value,
                            const Parameters& parameters) {
  std::string out = " " + std::string(value);
  std::size_t used = field.size() + 1 + out.size();
  for (const auto& [name, text] : parameters) {
    for (const std::string& piece : pieces_of(name, text)) {
      const bool fits = used + 3 + piece.size() <= kLine;  // "; " and the next ';'
      out += fits ? "; " : ";\n\t";
      out += piece;
      used = fits ? used + 2 + piece.size() : 1 + piece.size();
    }
  }
  return out;
}

}  // namespace migrator::mime
