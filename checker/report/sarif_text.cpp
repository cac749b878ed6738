#include "base/text.hpp"
#include "checker/report/sarif.hpp"

namespace checker::report {

std::string file_uri(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=@";
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string sarif_text(std::string_view text) {
  const std::string clean = base::printable(text);
  const bool has_link = clean.find("](") != std::string::npos;
  std::string out;
  for (const char c : clean) {
    if (c == '{' || c == '}') out += c;
    if (has_link && (c == '[' || c == ']')) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace checker::report
