#include "base/path.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace base {
namespace {

// Windows opens these as devices, whatever extension follows.
bool is_device_name(std::string_view name) {
  const std::string stem = lower(name.substr(0, name.find('.')));
  if (stem == "con" || stem == "prn" || stem == "aux" || stem == "nul") return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
         stem[3] >= '0' && stem[3] <= '9';
}

}  // namespace

Result<RelPath> RelPath::parse(std::string_view text) {
  const Error refused{Errc::malformed,
                      "\"" + printable(text) + "\" is not a relative path inside its folder"};
  if (text.find_first_of(std::string_view("\0\\:", 3)) != std::string_view::npos) return refused;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find('/', from), text.size());
    const auto part = text.substr(from, to - from);
    if (part.empty() || part == "." || part == "..") return refused;
    from = to + 1;
  }
  return RelPath(std::string(text));
}

std::string safe_name(std::string_view utf8, std::string_view also) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  static constexpr std::string_view kUnsafe = "/\\:*?\"<>|%";
  std::string out;
  const bool device = is_device_name(utf8);
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    const auto byte = static_cast<unsigned char>(c);
    const bool edge = (i == 0 && (c == '.' || c == ' ' || c == '~' || device)) ||
                      (i + 1 == utf8.size() && (c == '.' || c == ' '));
    if (byte < 0x20 || byte == 0x7F || edge || kUnsafe.find(c) != std::string_view::npos ||
        also.find(c) != std::string_view::npos) {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  if (out.empty()) return "%";
  if (out.size() <= 120) return out;
  std::size_t cut = 100;
  while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
  return out.substr(0, cut) + "~" + sha256(utf8).substr(0, 12);
}

}  // namespace base
