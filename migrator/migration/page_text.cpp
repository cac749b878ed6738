#include "migrator/migration/page_text.hpp"

namespace migrator::migration {
namespace {

// Halves until the characters that do not fit stand alone.
void encode_pieces(const base::CodePage& page, std::string_view utf8, std::string& out) {
  if (auto bytes = page.encode(utf8)) {
    out += *bytes;
    return;
  }
  std::size_t half = utf8.size() / 2;
  const auto inside = [&](std::size_t at) {
    return at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0) == 0x80;
  };
  while (half > 0 && inside(half)) --half;
  if (half == 0) {
    half = 1;
    while (inside(half)) ++half;
  }
  if (half >= utf8.size()) {
    out += '?';
    return;
  }
  encode_pieces(page, utf8.substr(0, half), out);
  encode_pieces(page, utf8.substr(half), out);
}

}  // namespace

bool is_lead_byte(const base::CodePage& page, char byte) {
  const auto c = static_cast<unsigned char>(byte);
  switch (page.number()) {
    case 932:  // 0xA1 … 0xDF are letters of one byte
      return (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC);
    case 936:
    case 949:
    case 950:
      return c >= 0x81 && c <= 0xFE;
    default:
      return false;
  }
}

bool ends_in_two_backslashes(const base::CodePage& page, std::string_view bytes) {
  if (!bytes.ends_with("\\\\")) return false;
  std::size_t at = 0;
  while (at + 2 < bytes.size()) at += is_lead_byte(page, bytes[at]) ? 2u : 1u;
  return at + 2 == bytes.size();
}

std::string encode_lossy(const base::CodePage& page, std::string_view utf8, LineEnds ends) {
  std::string out;
  encode_pieces(page, base::to_utf8(utf8), out);
  for (char& c : out) {
    if (c == '\r' || c == '\n') {
      if (ends == LineEnds::replace) c = ' ';
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
      c = '?';
    }
  }
  return out;
}

}  // namespace migrator::migration
