#include "base/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace base {
namespace {

// How many bytes at the beginning are ASCII, eight at a time.
std::size_t ascii_run(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080u;
  std::size_t n = 0;
  for (std::uint64_t x = 0; n + 8 <= text.size(); n += 8) {
    std::memcpy(&x, text.data() + n, 8);
    if ((x & kHigh) != 0) break;
  }
  while (n < text.size() && static_cast<unsigned char>(text[n]) < 0x80) ++n;
  return n;
}

constexpr char32_t kReplacement = 0xFFFD;
const iconv_t kNoIconv = reinterpret_cast<iconv_t>(static_cast<std::intptr_t>(-1));

char low(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Length of the valid UTF-8 sequence at the start of `text`; 0 when there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || n > text.size()) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (first == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (first == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
  return n;
}

// The code point of a valid sequence, which is all of `character`.
char32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(character[i]));
  };
  if (character.size() == 1) return byte(0);
  char32_t code = byte(0) & (0x7Fu >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6) | (byte(i) & 0x3F);
  return code;
}

struct Span {
  char32_t first, last;
};
// Unicode 15: controls of C1, and what is invisible or turns the direction of writing. A file name
// may look like another with them.
constexpr Span kHidden[] = {{0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
                            {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
                            {0x2060, 0x206F}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
                            {0xFFF9, 0xFFFB}, {0xE000, 0xF8FF}, {0xE0000, 0x10FFFF}};

bool is_hidden(char32_t code) {
  // The last two of every plane are no characters at all.
  return (code & 0xFFFE) == 0xFFFE || std::ranges::any_of(kHidden, [&](const Span& span) {
           return code >= span.first && code <= span.last;
         });
}

// "1b", "202E": at least `least` figures.
std::string in_hex(char32_t code, std::size_t least, const char* figures) {
  std::string out;
  for (; code != 0 || out.size() < least; code >>= 4) out.insert(out.begin(), figures[code & 15]);
  return out;
}

constexpr unsigned kPages[] = {437,  737,  775,  850,  852,  855,  857,  858,  860,   861,   862,
                               863,  864,  865,  866,  869,  874,  932,  936,  949,   950,   1250,
                               1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 10000, 20127, 28591};

// How many units of UTF-16 at the start are ASCII.
std::size_t ascii_units(Bytes bytes) {
  std::size_t n = 0;
  while (bytes.size() - 2 * n >= 2 && bytes[2 * n + 1] == std::byte{0} &&
         (bytes[2 * n] & std::byte{0x80}) == std::byte{0})
    ++n;
  return n;
}

// iconv's name of a code page, or "" when we do not offer it.
std::string iconv_name(unsigned number) {
  if (number == 10000) return "MACINTOSH";
  if (number == 874) return "CP874";
  if (number == 20127) return "US-ASCII";
  if (number == 28591) return "ISO-8859-1";
  return std::ranges::find(kPages, number) == std::end(kPages) ? "" : "CP" + std::to_string(number);
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), low);
  return out;
}

bool equals_fold(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, low, low);
}

bool starts_with_fold(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equals_fold(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_ascii(std::string_view text) { return ascii_run(text) == text.size(); }

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::string to_utf8(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    if (n == 0) append_utf8(out, kReplacement);
    out += text.substr(0, n);
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

std::string utf16le_to_utf8(Bytes bytes) {
  // Nearly all of what we meet is ASCII, and all of it begins so.
  std::string out(ascii_units(bytes), '\0');
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::to_integer<char>(bytes[2 * i]);
  Cursor in(bytes);
  in.skip(2 * out.size());
  while (in.remaining() >= 2) {
    const auto unit = in.le<std::uint16_t>();
    if (unit < 0xD800 || unit > 0xDFFF) {
      append_utf8(out, unit);
      continue;
    }
    Cursor ahead = in;
    const auto next = ahead.le<std::uint16_t>();
    if (unit < 0xDC00 && ahead.ok() && next >= 0xDC00 && next <= 0xDFFF) {
      append_utf8(out, 0x10000 + ((char32_t{unit} - 0xD800) << 10) + (char32_t{next} - 0xDC00));
      in = ahead;
    } else {
      append_utf8(out, kReplacement);
    }
  }
  if (in.remaining() > 0) append_utf8(out, kReplacement);
  return out;
}

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

std::string printable(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; }))
    return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(n, 1));
    text.remove_prefix(character.size());
    const char32_t code = n == 0 ? kReplacement : code_point(character);
    if (code < 0x20 || code == 0x7F)
      out += "\\x" + in_hex(code, 2, "0123456789abcdef");
    else if (is_hidden(code))
      out += "[U+" + in_hex(code, 4, "0123456789ABCDEF") + "]";
    else
      append_utf8(out, code);
  }
  return out;
}

struct CodePage::Table {
  std::array<std::string, 256> text;  // "" : the byte has no meaning
  bool ascii = true;                  // the bytes of ASCII are ASCII (not so '%' of page 864)
};

Result<CodePage> CodePage::find(unsigned number) {
  // Asking iconv for 256 bytes costs more than reading an image does.
  static std::mutex mutex;
  static std::map<unsigned, CodePage> known;
  const std::scoped_lock lock(mutex);
  if (const auto found = known.find(number); found != known.end()) return found->second;
  auto page = load(number);
  if (page) known.emplace(number, *page);
  return page;
}

Result<CodePage> CodePage::load(unsigned number) {
  const std::string name = iconv_name(number);
  if (name.empty())
    return Error{Errc::unsupported, "code page " + std::to_string(number) + " is not known here",
                 "DOS and Windows code pages such as 437, 850, 852, 932 or 1252 are"};
  const iconv_t converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == kNoIconv)
    return Error{Errc::unsupported, "code page " + std::to_string(number) +
                                        ": this system's iconv does not offer " + name};
  auto table = std::make_shared<Table>();
  bool single = true;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char in_byte = static_cast<char>(byte);
    char in = in_byte;
    char room[8];
    char* from = &in;
    char* to = room;
    std::size_t in_left = 1, out_left = sizeof room;
    ::iconv(converter, nullptr, nullptr, nullptr, nullptr);
    if (::iconv(converter, &from, &in_left, &to, &out_left) != static_cast<std::size_t>(-1))
      table->text[byte].assign(room, sizeof room - out_left);
    else if (errno == EINVAL)
      single = false;
    table->ascii = table->ascii && (byte >= 0x80 || table->text[byte] == std::string(1, in_byte));
  }
  // 1255 and 1258 combine characters and 932 … 950 have lead bytes: those go through iconv whole.
  if (number == 1255 || number == 1258) single = false;
  ::iconv_close(converter);
  return CodePage(number, name, single ? std::move(table) : nullptr);
}

void warm_up_code_pages() {
  for (const unsigned number : kPages) {
    const auto page = CodePage::find(number);
    // Held open for good: what iconv has loaded for a page goes with its last converter.
    if (page) (void)::iconv_open("UTF-8", iconv_name(number).c_str());
  }
}

Decoded CodePage::decode(std::string_view bytes) const {
  TextDecoder decoder(*this);
  Decoded out;
  decoder.feed(bytes, true, out.text);
  out.replaced = decoder.replaced();
  return out;
}

std::string_view CodePage::letter(char byte) const {
  return table_ ? std::string_view(table_->text[static_cast<unsigned char>(byte)])
                : std::string_view();
}

std::optional<std::string> CodePage::encode(std::string_view utf8) const {
  if (is_ascii(utf8)) return std::string(utf8);
  const iconv_t converter = ::iconv_open(name_.c_str(), "UTF-8");
  if (converter == kNoIconv) return std::nullopt;
  std::string in(utf8);
  std::string out(utf8.size() * 2 + 16, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t in_left = in.size(), out_left = out.size();
  // A non-zero count means iconv wrote a look-alike: not the same text any more.
  const bool exact = ::iconv(converter, &from, &in_left, &to, &out_left) == 0 &&
                     ::iconv(converter, nullptr, nullptr, &to, &out_left) == 0;
  ::iconv_close(converter);
  if (!exact) return std::nullopt;
  out.resize(out.size() - out_left);
  return out;
}

TextDecoder::TextDecoder(const CodePage& page) : page_(page) {
  if (page_.table_) return;
  iconv_ = ::iconv_open("UTF-8", page_.name_.c_str());
  if (iconv_ == kNoIconv) throw std::bad_alloc();  // find() has opened the same pair before
}

TextDecoder::~TextDecoder() {
  if (iconv_ != nullptr) ::iconv_close(iconv_);
}

void TextDecoder::feed(std::string_view bytes, bool last, std::string& out) {
  if (page_.table_) {
    out.reserve(out.size() + bytes.size() + bytes.size() / 4);
    while (!bytes.empty()) {
      const std::size_t run = page_.table_->ascii ? ascii_run(bytes) : 0;
      out += bytes.substr(0, run);
      bytes.remove_prefix(run);
      if (bytes.empty()) break;
      const std::string& text = page_.table_->text[static_cast<unsigned char>(bytes.front())];
      out += text;
      if (text.empty()) {
        append_utf8(out, kReplacement);
        ++replaced_;
      }
      bytes.remove_prefix(1);
    }
    return;
  }
  held_ += bytes;
  char* from = held_.data();
  std::size_t left = held_.size();
  std::vector<char> room(held_.size() * 4 + 16);
  const auto convert = [&](char** in, std::size_t* in_left) {
    char* to = room.data();
    std::size_t room_left = room.size();
    const auto done = ::iconv(iconv_, in, in_left, &to, &room_left);
    const int why = errno;
    out.append(room.data(), room.size() - room_left);
    errno = why;
    return done != static_cast<std::size_t>(-1);
  };
  while (left > 0 && !convert(&from, &left)) {
    if (errno == E2BIG) continue;
    if (errno == EINVAL && !last) break;
    append_utf8(out, kReplacement);
    ++replaced_;
    ++from;
    --left;
  }
  held_.erase(0, held_.size() - left);
  if (last) convert(nullptr, nullptr);  // 1255, 1258: a character may still wait for its accent
}

}  // namespace base
