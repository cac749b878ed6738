#include "migrator/mime/encode.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "migrator/mime/text.hpp"

namespace migrator::mime {
namespace {

constexpr int kDraws = 2000;

std::string random_text(std::mt19937& random, std::string_view alphabet, std::size_t most) {
  std::string out(random() % most, '\0');
  for (char& c : out) c = alphabet[random() % alphabet.size()];
  return out;
}

std::string coded(std::string_view text, std::mt19937* cuts) {
  std::string out;
  QuotedPrintable writer("\r\n");
  while (!text.empty()) {
    const std::size_t portion = cuts == nullptr ? text.size() : 1 + (*cuts)() % text.size();
    writer.put(out, text.substr(0, portion));
    text.remove_prefix(portion);
  }
  writer.finish(out);
  return out;
}

// By RFC 2045 §6.7, byte after byte.
std::string decoded(std::string_view code) {
  std::string out;
  while (!code.empty()) {
    std::size_t taken = 1;
    if (code.starts_with("=\r\n")) {
      taken = 3;
    } else if (code.starts_with("\r\n")) {
      out += '\n';
      taken = 2;
    } else if (code.front() == '=') {
      out += static_cast<char>(std::stoi(std::string(code.substr(1, 2)), nullptr, 16));
      taken = 3;
    } else {
      out += code.front();
    }
    code.remove_prefix(taken);
  }
  return out;
}

void check_lines(std::string_view code) {
  while (!code.empty()) {
    const auto end = std::min(code.find("\r\n"), code.size());
    const auto line = code.substr(0, end);
    CHECK(line.size() <= 76);
    CHECK_FALSE(line.ends_with(' '));
    CHECK_FALSE(line.ends_with('\t'));
    for (const char c : line) CHECK(((c >= 0x20 && c < 0x7F) || c == '\t'));
    code.remove_prefix(std::min(end + 2, code.size()));
  }
}

}  // namespace

TEST_CASE("quoted-printable reads back, however it was handed over, and keeps its lines") {
  std::mt19937 random(7);
  for (int i = 0; i < kDraws; ++i) {
    const std::string text = random_text(random, "aaaaaaaaaaaaaa ~=\t\n\x7f\xc3\xa9", 400);
    const std::string code = coded(text, nullptr);
    REQUIRE(decoded(code) == text);
    REQUIRE(coded(text, &random) == code);
    check_lines(code);
  }
}

TEST_CASE("text of a page with one byte a letter is what its decoder and its line ends say") {
  const auto page = base::CodePage::find(850);
  REQUIRE(page);
  std::mt19937 random(11);
  for (int i = 0; i < kDraws; ++i) {
    // A few draws are longer than a portion.
    const std::string raw = random_text(random, "abcdefghijklm \t\f^\r\n\x82\x84\xb3\x01",
                                        i % 100 == 0 ? 100'000 : 300);
    std::string expected;
    std::size_t longest = 0, line = 0, controls = 0;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      const char c = raw[at];
      if (c == '\n' && at > 0 && raw[at - 1] == '\r') continue;
      if (c == '\r' || c == '\n') {
        expected += '\n';
        line = 0;
        continue;
      }
      const std::string letter = c == '\x01' ? "\u2401" : page->decode({&c, 1}).text;
      controls += c == '\x01' ? 1 : 0;
      expected += letter;
      longest = std::max(longest, line += letter.size());
    }
    if (!expected.empty() && !expected.ends_with('\n')) expected += '\n';
    TextReader reader(base::Blob::of(raw), *page);
    std::string text(expected.size() + 10, '\0');
    std::size_t size = 0;
    for (std::size_t got = 1; got > 0; size += got) {
      const auto read = reader.read(std::as_writable_bytes(std::span(text).subspan(size)));
      REQUIRE(read);
      got = *read;
    }
    text.resize(size);
    REQUIRE(text == expected);
    CHECK(reader.facts().longest_line == longest);
    CHECK(reader.facts().ascii == base::is_ascii(expected));
    CHECK(reader.facts().controls == controls);
  }
}

}  // namespace migrator::mime
