#include "migrator/destination/imap/names.hpp"

#include <cstdint>
#include <optional>

#include "base/text.hpp"
#include "migrator/destination/layout.hpp"

namespace migrator::imap {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xE0 | code >> 12);
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
    }
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

// The UTF-16 units of a run of Base64, as UTF-8; nullopt when it is none.
std::optional<std::string> run_text(std::string_view digits) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out;
  std::uint32_t held = 0, high = 0;
  int bits = 0;
  for (const char c : digits) {
    const auto value = kDigits.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFF;
    bits += 6;
    if (bits < 16) continue;
    bits -= 16;
    const std::uint32_t unit = held >> bits & 0xFFFF;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      if (high == 0) return std::nullopt;
      append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
      high = 0;
    } else {
      append_utf8(out, unit);
    }
  }
  if (high != 0) return std::nullopt;
  return out;
}

}  // namespace

std::string from_modified_utf7(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto begin = text.find('&');
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) break;
    const auto end = text.find('-', begin);
    if (end == std::string_view::npos) return out.append(text.substr(begin));
    const std::string_view digits = text.substr(begin + 1, end - begin - 1);
    if (digits.empty())
      out += '&';
    else if (const auto decoded = run_text(digits))
      out += *decoded;
    else
      out += text.substr(begin, end - begin + 1);
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string folder_name(std::string_view folder, std::string_view separator) {
  std::string out;
  for (const std::string& level : destination::named_levels(folder, std::string(separator) + ".")) {
    if (!out.empty()) out += separator.empty() ? "-" : separator;
    out += level;
  }
  return out;
}

std::string_view special_use(std::string_view folder) {
  constexpr std::pair<std::string_view, std::string_view> kUses[] = {
      {"Sent", "\\Sent"},     {"Sent Items", "\\Sent"}, {"Message Log", "\\Sent"},
      {"Drafts", "\\Drafts"}, {"Trash", "\\Trash"},     {"Deleted Items", "\\Trash"}};
  for (const auto& [name, use] : kUses)
    if (base::equals_fold(folder, name)) return use;
  return {};
}

}  // namespace migrator::imap
