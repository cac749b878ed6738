#pragma once
// Text of the 1990s: code pages in and out (through iconv), case, UTF-16.
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/cursor.hpp"

namespace base {

/// The byte order mark of UTF-8, which editors and spreadsheets put before a text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// ASCII letters to lower case; other bytes stay.
std::string lower(std::string_view text);
bool equals_fold(std::string_view a, std::string_view b);
bool starts_with_fold(std::string_view text, std::string_view prefix);
/// Without blanks, tabs, CR and LF at both ends.
std::string_view trim(std::string_view text);
bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);
/// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string to_utf8(std::string_view text);
/// Little-endian UTF-16; lone surrogates and an odd last byte become U+FFFD.
std::string utf16le_to_utf8(Bytes bytes);
/// Appends one code point as UTF-8.
void append_utf8(std::string& out, char32_t code);
/// For XML and HTML, as text or in an attribute: & < > " ' become references.
std::string escape_markup(std::string_view text);
/// For messages: the first `most` bytes at most, in whole characters, and "…" for the rest.
std::string shortened(std::string_view text, std::size_t most);
/// For messages to people: what is not UTF-8 as U+FFFD, control characters as \xNN, and characters
/// that are invisible or turn the direction of writing as [U+202E], so that no file can write to a
/// terminal, or look like another.
std::string printable(std::string_view text);

struct Decoded {
  std::string text;          // UTF-8
  std::size_t replaced = 0;  // bytes without a meaning in the code page, now U+FFFD
};

/// A Windows or DOS code page by its number (437, 850, 932, 1252, …), converted by glibc's iconv.
/// Unicode "pages" (1200, 65001 …) are refused: migration files do not allow them (SDK
/// appendxa_48xf).
class CodePage {
 public:
  static Result<CodePage> find(unsigned number);
  unsigned number() const { return number_; }
  Decoded decode(std::string_view bytes) const;
  /// The bytes of a UTF-8 text; nullopt when a character has no place in the page.
  std::optional<std::string> encode(std::string_view utf8) const;

  /// What a byte means by itself, in UTF-8; "" in a page of several bytes a letter, and for a byte
  /// without a meaning.
  std::string_view letter(char byte) const;

 private:
  friend class TextDecoder;
  static Result<CodePage> load(unsigned number);
  struct Table;  // 256 UTF-8 strings; null for multi-byte pages
  CodePage(unsigned number, std::string name, std::shared_ptr<const Table> table)
      : number_(number), name_(std::move(name)), table_(std::move(table)) {}
  unsigned number_;
  std::string name_;  // iconv's
  std::shared_ptr<const Table> table_;
};

/// Loads every code page that find() knows: a process that may open no file any more still has them
/// all.
void warm_up_code_pages();

/// Decodes a stream in portions of any size.
class TextDecoder {
 public:
  explicit TextDecoder(const CodePage& page);
  ~TextDecoder();
  TextDecoder(const TextDecoder&) = delete;
  TextDecoder& operator=(const TextDecoder&) = delete;
  /// Appends the UTF-8 of `bytes` to `out`; `last` says that nothing follows.
  void feed(std::string_view bytes, bool last, std::string& out);
  std::size_t replaced() const { return replaced_; }

 private:
  CodePage page_;
  void* iconv_ = nullptr;
  std::string held_;  // the beginning of a character whose rest is still to come
  std::size_t replaced_ = 0;
};

}  // namespace base
