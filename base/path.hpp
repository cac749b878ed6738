#pragma once
// Names from strangers: relative paths that cannot climb out, and file names
// made from any text.
#include <compare>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// A relative path with '/' between its parts, that stays below where it starts: no part is empty,
/// "." or "..", none holds a NUL, a backslash or a colon.
class RelPath {
 public:
  static Result<RelPath> parse(std::string_view text);
  const std::string& text() const { return text_; }
  std::filesystem::path under(const std::filesystem::path& root) const { return root / text_; }
  auto operator<=>(const RelPath&) const = default;

 private:
  explicit RelPath(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// A file name for any UTF-8 text, the same every time and reversible by percent-decoding: letters,
/// digits and what is harmless on Unix and Windows stay, everything else and `also` becomes %XX.
/// Texts over 120 bytes are cut and end in "~" and twelve digits of their SHA-256.
std::string safe_name(std::string_view utf8, std::string_view also = "");

}  // namespace base
