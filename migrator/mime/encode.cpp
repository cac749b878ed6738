#include "migrator/mime/encode.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "migrator/mime/printable.hpp"

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

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

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

// A soft line break where `size` bytes more would make the line too long.
char* QuotedPrintable::make_room(char* to, std::size_t size) {
  if (used_ + size > kRoom) {
    *to++ = '=';
    to = std::ranges::copy(line_end_, to).out;
    used_ = 0;
  }
  return to;
}

// Bytes that mean themselves.
char* QuotedPrintable::literal(char* to, std::string_view run) {
  while (!run.empty()) {
    to = make_room(to, 1);
    const std::string_view part = run.substr(0, kRoom - used_);
    to = std::ranges::copy(part, to).out;
    used_ += part.size();
    run.remove_prefix(part.size());
  }
  return to;
}

char* QuotedPrintable::escape(char* to, char c) {
  to = make_room(to, 3);
  used_ += 3;
  *to++ = '=';
  return std::ranges::copy(hex_of(c), to).out;
}

// A blank at the end of a line is lost by some on the way (RFC 2045 §6.7 (3)).
char* QuotedPrintable::blank(char* to, bool at_the_end) {
  if (blank_ == 0) return to;
  const char held = std::exchange(blank_, '\0');
  return at_the_end ? escape(to, held) : literal(to, {&held, 1});
}

// At the worst every byte is escaped, after a soft break every 25th.
std::size_t QuotedPrintable::most(std::size_t size) const {
  return (size + 1) * 3 + (size / 24 + 2) * (1 + line_end_.size()) + kPrintableSlack;
}

void QuotedPrintable::put(std::string& out, std::string_view text) {
  const std::size_t at = out.size();
  out.resize(at + most(text.size()));
  char* to = out.data() + at;
  while (!text.empty()) {
    const char c = text.front();
    if (blank_ != 0) to = blank(to, c == '\n');
    std::size_t taken = 1;
    if (c == '\n') {
      to = std::ranges::copy(line_end_, to).out;
      used_ = 0;
    } else if (c == '\t') {
      blank_ = c;
    } else if (is_high(c)) {  // seldom alone: a letter has two or three of them
      for (taken = 0; taken < text.size() && is_high(text[taken]); ++taken)
        to = escape(to, text[taken]);
    } else if (const std::size_t run = copy_printable(text, '=', to); run > 0) {
      taken = run;
      const char last = text[run - 1];
      const std::size_t sure = last == ' ' ? run - 1 : run;
      if (last == ' ') blank_ = last;
      if (used_ + sure > kRoom) {
        to = literal(to, text.substr(0, sure));
      } else {
        to += sure;
        used_ += sure;
      }
    } else {
      to = escape(to, c);
    }
    text.remove_prefix(taken);
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

void QuotedPrintable::finish(std::string& out) {
  const std::size_t at = out.size();
  out.resize(at + most(0));
  out.resize(static_cast<std::size_t>(blank(out.data() + at, true) - out.data()));
}

}  // namespace migrator::mime
