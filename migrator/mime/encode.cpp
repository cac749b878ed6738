#include "migrator/mime/encode.hpp"

#include <algorithm>
#include <array>

namespace migrator::mime {
namespace {

constexpr std::size_t kRoom = 75;  // of a quoted-printable line of 76, whose last byte may be '='

// Two base64 digits for each twelve bits: half the look-ups, and 8 KiB stay in the nearest cache.
constexpr auto kPairs = [] {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kDigits[i >> 6], kDigits[i & 63]};
  return pairs;
}();

// Writes four digits for each three bytes of `bytes`, whose length three divides.
char* encode_groups(std::string_view bytes, char* to) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return unsigned{static_cast<unsigned char>(bytes[i + k])};
    };
    const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    to = std::ranges::copy(kPairs[group >> 12], to).out;
    to = std::ranges::copy(kPairs[group & 4095], to).out;
  }
  return to;
}

char* encode(std::string_view bytes, char* to) {
  const std::size_t whole = bytes.size() / 3 * 3;
  to = encode_groups(bytes.substr(0, whole), to);
  const std::string_view rest = bytes.substr(whole);
  if (rest.empty()) return to;
  char padded[3] = {};
  std::ranges::copy(rest, padded);
  to = encode_groups({padded, 3}, to);
  std::fill(to - (3 - static_cast<std::ptrdiff_t>(rest.size())), to, '=');
  return to;
}

std::size_t digits(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

bool is_blank(char c) { return c == ' ' || c == '\t'; }

constexpr auto kLiteral = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = ' '; c < 0x7F; ++c) table[c] = c != '=';
  table['\t'] = true;
  return table;
}();
bool is_literal(char c) { return kLiteral[static_cast<unsigned char>(c)]; }

std::string_view escaped(char c, std::array<char, 3>& room) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  room = {'=', kHex[byte >> 4], kHex[byte & 15]};
  return {room.data(), room.size()};
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  const std::size_t at = out.size();
  out.resize(at + digits(bytes.size()));
  encode(bytes, out.data() + at);
}

void append_base64_lines(std::string& out, std::string_view bytes, std::string_view line_end) {
  const std::size_t at = out.size();
  const std::size_t lines = (bytes.size() + kBase64Line - 1) / kBase64Line;
  out.resize(at + digits(bytes.size()) + lines * line_end.size());
  char* to = out.data() + at;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kBase64Line))) {
    to = encode(bytes.substr(0, kBase64Line), to);
    to = std::ranges::copy(line_end, to).out;
  }
}

void QuotedPrintable::token(std::string& out, std::string_view token) {
  if (used_ + token.size() > kRoom) {
    out += '=';
    out += line_end_;
    used_ = 0;
  }
  out += token;
  used_ += token.size();
}

// A blank at the end of a line is lost by some on the way (RFC 2045 §6.7 (3)).
void QuotedPrintable::blank(std::string& out, bool at_the_end) {
  if (blank_ == 0) return;
  std::array<char, 3> room{};
  token(out, at_the_end ? escaped(blank_, room) : std::string_view(&blank_, 1));
  blank_ = 0;
}

void QuotedPrintable::put(std::string& out, std::string_view text) {
  while (!text.empty()) {
    auto run = static_cast<std::size_t>(
        std::ranges::find_if_not(text.substr(0, kRoom), is_literal) - text.begin());
    if (run > 0 && is_blank(text[run - 1])) --run;  // it may be the last of its line
    const char c = text.front();
    blank(out, c == '\n');
    if (run > 0) {
      const std::size_t fits = used_ < kRoom ? std::min(run, kRoom - used_) : run;
      token(out, text.substr(0, fits));
      text.remove_prefix(fits);
      continue;
    }
    std::array<char, 3> room{};
    if (c == '\n') {
      out += line_end_;
      used_ = 0;
    } else if (is_blank(c)) {
      blank_ = c;
    } else {
      token(out, escaped(c, room));
    }
    text.remove_prefix(1);
  }
}

void QuotedPrintable::finish(std::string& out) { blank(out, true); }

}  // namespace migrator::mime
