#include "migrator/mime/encode.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace migrator::mime {
namespace {

constexpr auto kHexPairs = [] {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::array<char, 512> table{};
  for (std::size_t i = 0; i < 512; ++i) table[i] = kHex[i % 2 == 0 ? i / 32 : i / 2 % 16];
  return table;
}();

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

// What a byte is in quoted-printable: itself, or '=' and two digits.
struct Code {
  std::array<char, 4> text{};  // four, so that all are copied alike
  std::uint32_t size = 0;
};
constexpr auto kCodes = [] {
  std::array<Code, 256> codes{};
  for (std::size_t byte = 0; byte < codes.size(); ++byte) {
    const char c = static_cast<char>(byte);
    const bool literal = (c >= ' ' && c < 0x7F && c != '=') || c == '\t';
    codes[byte] =
        literal ? Code{{c}, 1} : Code{{'=', kHexPairs[2 * byte], kHexPairs[2 * byte + 1]}, 3};
  }
  return codes;
}();

char* code(char* to, std::string_view text) {
  for (const char c : text) {
    const Code& code = kCodes[static_cast<unsigned char>(c)];
    std::memcpy(to, code.text.data(), code.text.size());
    to += code.size;
  }
  return to;
}

}  // namespace

std::string_view hex_of(char c) {
  return std::string_view(kHexPairs.data(), kHexPairs.size())
      .substr(2 * std::size_t{static_cast<unsigned char>(c)}, 2);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

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

namespace {

// How much of `coded`, more than `room`, fits in it without a cut through an escape.
std::size_t fitting(std::string_view coded, std::size_t room) {
  for (std::size_t back = 1; back <= 2 && back <= room; ++back)
    if (coded[room - back] == '=') return room - back;
  return room;
}

}  // namespace

// Coded text of one line, with soft line breaks where it would become too long.
void QuotedPrintable::add(std::string& out, std::string_view coded) {
  while (used_ + coded.size() > kRoom) {
    const std::size_t part = fitting(coded, kRoom - used_);
    out += coded.substr(0, part);
    out += '=';
    out += line_end_;
    used_ = 0;
    coded.remove_prefix(part);
  }
  out += coded;
  used_ += coded.size();
}

// A blank at the end of a line is lost by some on the way (RFC 2045 §6.7 (3)).
void QuotedPrintable::blank(std::string& out, bool at_the_end) {
  if (blank_ == 0) return;
  const char held = std::exchange(blank_, '\0');
  const auto digits = hex_of(held);
  const char coded[] = {'=', digits[0], digits[1]};
  add(out, at_the_end ? std::string_view(coded, 3) : std::string_view(&held, 1));
}

void QuotedPrintable::put(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty()) blank(out, false);
    if (!line.empty() && is_blank(line.back())) {
      blank_ = line.back();
      line.remove_suffix(1);
    }
    if (coded_.size() < 3 * line.size() + 1) coded_.resize(3 * line.size() + 1);
    const char* const coded_end = code(coded_.data(), line);
    add(out, {coded_.data(), coded_end});
    if (end == std::string_view::npos) return;
    blank(out, true);
    out += line_end_;
    used_ = 0;
    text.remove_prefix(end + 1);
  }
}

void QuotedPrintable::finish(std::string& out) { blank(out, true); }

}  // namespace migrator::mime
