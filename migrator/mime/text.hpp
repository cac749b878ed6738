#pragma once
// Text items as mail text: from DOS text in a code page to UTF-8 lines that end in LF.
#include <cstdint>
#include <memory>
#include <string>

#include "base/blob.hpp"
#include "base/text.hpp"

namespace migrator::mime {

/// What was found in a text while it was read to its end.
struct TextFacts {
  bool ascii = true;
  std::size_t longest_line = 0;  // bytes of UTF-8, without the line end
  std::size_t replaced = 0;      // bytes without a meaning in the code page, now U+FFFD
  std::size_t controls = 0;      // control characters, now shown as U+2400 and so on
  std::size_t colours = 0;       // colour codes left out
  std::size_t printed = 0;       // of the three that are published in their printed form, "^b1e"
};

/// Reads a text item. Line ends (CR LF, CR, LF) become LF and the last line gets one; 0x1A at the
/// end, DOS's end of file, goes; so do colour codes, the byte 02 and two hexadecimal digits
/// (Q181130), and the printed form of the three that the article names: ^b1e, ^b1f, ^b70. TAB and
/// FF stay. Any other control character would be an order to a terminal or, as NUL, the end of the
/// mail for some servers: it becomes its picture, U+2400 to U+2421.
class TextReader : public base::ByteSource {
 public:
  TextReader(base::Blob content, const base::CodePage& page);
  base::Result<std::size_t> read(std::span<std::byte> room) override;
  /// Complete once read() has given 0.
  const TextFacts& facts() const { return facts_; }

 private:
  struct Page;
  base::Result<void> fill();
  void take(std::string_view raw);
  std::size_t copy_plain(std::string_view raw);
  void convert(std::string_view raw);
  void drop_colours(std::string_view raw, bool last);
  void drop_printed(std::string& utf8);
  void put(std::string_view utf8);
  void special(char c);
  void end_of_file_marks();
  void show(char control);
  void run_of(std::string_view utf8);
  void end_line();

  std::string raw_;  // a portion of the source
  base::BlobSource source_;
  const Page& page_;
  base::TextDecoder decoder_;
  TextFacts facts_;
  std::string code_;        // the beginning of what may be a colour code
  std::string caret_;       // the end of a portion that may be the beginning of a printed one
  std::string plain_;       // raw bytes without colour codes
  std::string utf8_;        // the same, decoded
  std::string ready_;       // what read() hands out
  std::size_t handed_ = 0;  // of ready_
  std::size_t marks_ = 0;   // 0x1A seen; dropped unless something follows
  std::size_t line_ = 0;    // bytes in the current line
  bool after_cr_ = false, ended_ = false, open_line_ = false;
};

/// True for the text of a Release 8 client in RTF (Q216473): "{\rtf" after nothing but blanks and
/// line ends.
base::Result<bool> is_rtf(const base::Blob& content);

}  // namespace migrator::mime
