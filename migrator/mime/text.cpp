#include "migrator/mime/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <string_view>

namespace migrator::mime {
namespace {

constexpr std::size_t kPortion = 32 * 1024;
constexpr char kColour = '\x02', kEndOfFile = '\x1A', kDelete = '\x7F';

// White on blue, yellow on blue, black on grey: what is left of them where nobody strips them.
constexpr std::string_view kPrinted[] = {"^b1e", "^b1f", "^b70"};

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What cannot simply be copied: line ends and control characters but TAB and FF.
bool is_special(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\f') || c == kDelete;
}

// True for a page where ASCII is ASCII whatever stands beside it: one byte is one character, none
// combines with another, and none of 0x20 to 0x7E is something else (as '%' is in page 864).
bool stands_alone(const base::CodePage& page) {
  std::string ascii;
  for (char c = 0x20; c < 0x7F; ++c) ascii += c;
  if (page.decode(ascii).text != ascii) return false;
  for (unsigned byte = 0x80; byte < 0x100; ++byte) {
    const std::string one(1, static_cast<char>(byte));
    const std::string text = page.decode(one).text;
    if (page.decode("A" + one + "A").text != "A" + text + "A") return false;
  }
  return true;
}

}  // namespace

// What can be known of a page before any text is read.
struct TextReader::Page {
  struct Letter {
    char text[4] = {};       // UTF-8
    std::uint32_t size = 0;  // 0: means nothing by itself
  };
  explicit Page(const base::CodePage& page) : keeps_ascii(stands_alone(page)) {
    for (unsigned byte = 0x20; keeps_ascii && byte < 0x100; ++byte) {
      const std::string_view text = page.letter(static_cast<char>(byte));
      Letter& letter = letters[byte];
      if (text.size() > sizeof letter.text) continue;
      std::ranges::copy(text, letter.text);
      letter.size = static_cast<std::uint32_t>(text.size());
    }
  }
  static const Page& of(const base::CodePage& page) {
    thread_local std::map<unsigned, Page> known;
    return known.try_emplace(page.number(), page).first->second;
  }
  bool keeps_ascii;
  std::array<Letter, 256> letters{};
};

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;

// The first eight bytes.
std::uint64_t word_of(std::string_view text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), kWord);
  return word;
}

// How many of the next eight bytes, or of what is left, come before a control character and before
// '^', which may begin a colour code.
std::size_t letters_ahead(std::string_view text) {
  if (text.size() >= kWord && std::endian::native == std::endian::little) {
    const auto below = [](std::uint64_t x, std::uint64_t limit) { return (x - limit) & ~x; };
    const std::uint64_t x = word_of(text);
    // A bit above a set one may be wrong, the lowest never is; it is all that is used.
    const std::uint64_t odd = (below(x, kOnes * 0x20) | below(x ^ (kOnes * 0x7F), kOnes) |
                               below(x ^ (kOnes * '^'), kOnes)) &
                              kHigh;
    return static_cast<std::size_t>(std::countr_zero(odd)) / 8;
  }
  const auto stops = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == kDelete || c == '^';
  };
  const std::string_view next = text.substr(0, kWord);
  return static_cast<std::size_t>(std::ranges::find_if(next, stops) - next.begin());
}

char32_t picture(char control) {
  return control == kDelete ? 0x2421 : 0x2400 + char32_t{static_cast<unsigned char>(control)};
}

}  // namespace

TextReader::TextReader(base::Blob content, const base::CodePage& page)
    : raw_(std::min<std::uint64_t>(kPortion, content.size() + 1), '\0'),
      source_(std::move(content)),
      page_(Page::of(page)),
      decoder_(page) {}

base::Result<std::size_t> TextReader::read(std::span<std::byte> room) {
  while (handed_ == ready_.size() && !ended_)
    if (auto filled = fill(); !filled) return std::move(filled).error();
  const std::size_t n = std::min(room.size(), ready_.size() - handed_);
  if (n > 0) std::memcpy(room.data(), ready_.data() + handed_, n);
  handed_ += n;
  return n;
}

base::Result<void> TextReader::fill() {
  ready_.clear();
  handed_ = 0;
  auto got = source_.read(std::as_writable_bytes(std::span(raw_)));
  if (!got) return std::move(got).error();
  ended_ = *got == 0;
  take(std::string_view(raw_).substr(0, *got));
  if (ended_) convert({});
  if (ended_ && open_line_) end_line();
  facts_.replaced = decoder_.replaced();
  return {};
}

// Line by line, so that a line with something in it that has to be looked at costs its neighbours
// nothing. After a line end nothing is held back anywhere.
void TextReader::take(std::string_view raw) {
  while (!raw.empty()) {
    if (page_.keeps_ascii && code_.empty() && caret_.empty() && marks_ == 0)
      raw.remove_prefix(copy_plain(raw));
    const auto end = page_.keeps_ascii ? raw.find('\n') : std::string_view::npos;
    const auto line = end == std::string_view::npos ? raw : raw.substr(0, end + 1);
    if (!line.empty()) convert(line);
    raw.remove_prefix(line.size());
  }
}

// What means itself or one letter, and line ends. Gives the number of bytes taken. Letters are
// written eight at a time without a look at what they are; and the state is in variables of its own
// meanwhile: a member would be read again after every byte that is written.
std::size_t TextReader::copy_plain(std::string_view raw) {
  const std::size_t before = ready_.size();
  ready_.resize(before + (raw.size() + 1) * sizeof Page::Letter::text);
  char* to = ready_.data() + before;
  const char* begin = to;  // of the line, as far as it is written here
  const auto& letters = page_.letters;
  bool after_cr = after_cr_, open_line = open_line_;
  std::size_t line = line_, longest = facts_.longest_line, at = 0, letter_bytes = 0, taken = 0;
  while (at < raw.size()) {
    if (const std::size_t n = letters_ahead(raw.substr(at)); n > 0) {
      char* const start = to;
      std::size_t unknown = 0;
      const auto copy = [&](char c) {
        const Page::Letter& letter = letters[static_cast<unsigned char>(c)];
        std::memcpy(to, letter.text, sizeof letter.text);
        to += letter.size;
        unknown += letter.size == 0 ? 1 : 0;
      };
      const std::string_view next = raw.substr(at, n);
      if (n == kWord && (word_of(next) & kHigh) == 0) {
        std::memcpy(to, next.data(), kWord);
        to += kWord;
      } else {
        for (const char c : next) copy(c);
      }
      if (unknown > 0) {
        to = start;
        break;
      }
      letter_bytes += static_cast<std::size_t>(to - start);
      taken += n;
      at += n;
      open_line = true;
      after_cr = false;
      continue;
    }
    const char c = raw[at];
    if (c == '\t' || c == '\f') {
      *to++ = c;
      open_line = true;
      after_cr = false;
    } else if (c == '\n' && after_cr) {
      after_cr = false;
    } else if (c == '\r' || c == '\n') {
      longest = std::max(longest, line + static_cast<std::size_t>(to - begin));
      *to++ = '\n';
      begin = to;
      line = 0;
      open_line = false;
      after_cr = c == '\r';
    } else {
      break;
    }
    ++at;
  }
  line_ = line + static_cast<std::size_t>(to - begin);
  facts_.longest_line = std::max(longest, line_);
  facts_.ascii = facts_.ascii && letter_bytes == taken;  // a letter beyond it is longer
  open_line_ = open_line;
  after_cr_ = after_cr;
  ready_.resize(static_cast<std::size_t>(to - ready_.data()));
  return at;
}

void TextReader::convert(std::string_view raw) {
  plain_.clear();
  drop_colours(raw, ended_);
  utf8_.clear();
  decoder_.feed(plain_, ended_, utf8_);
  drop_printed(utf8_);
  put(utf8_);
}

// On bytes, before decoding: no code page has 02 as the second byte of a character.
void TextReader::drop_colours(std::string_view raw, bool last) {
  while (!raw.empty()) {
    if (code_.empty()) {
      const auto run = std::min(raw.find(kColour), raw.size());
      plain_ += raw.substr(0, run);
      raw.remove_prefix(run);
      if (raw.empty()) break;
      code_ = kColour;
      raw.remove_prefix(1);
    } else if (is_hex(raw.front())) {
      code_ += raw.front();
      raw.remove_prefix(1);
    } else {
      plain_ += code_;
      code_.clear();
    }
    if (code_.size() == 3) {
      ++facts_.colours;
      code_.clear();
    }
  }
  if (last) plain_ += code_;
}

// On text, after decoding: '^' is half of a letter in code pages of East Asia. Other ^bhh stay, as
// a person may have written them.
void TextReader::drop_printed(std::string& utf8) {
  utf8.insert(0, std::exchange(caret_, {}));
  for (auto at = utf8.find('^'); at != std::string::npos; at = utf8.find('^', at)) {
    const auto code = std::string_view(utf8).substr(at, 4);
    if (std::ranges::count(kPrinted, code) > 0) {
      utf8.erase(at, code.size());
      ++facts_.printed;
    } else if (!ended_ && code.size() < 4 &&
               std::ranges::any_of(kPrinted, [&](auto one) { return one.starts_with(code); })) {
      caret_ = code;
      utf8.erase(at);
    } else {
      ++at;
    }
  }
}

void TextReader::put(std::string_view utf8) {
  while (!utf8.empty()) {
    const auto run =
        static_cast<std::size_t>(std::ranges::find_if(utf8, is_special) - utf8.begin());
    if (run > 0) {
      end_of_file_marks();
      run_of(utf8.substr(0, run));
      after_cr_ = false;
    } else {
      special(utf8.front());
    }
    utf8.remove_prefix(std::max<std::size_t>(run, 1));
  }
}

void TextReader::special(char c) {
  if (c == kEndOfFile) {
    ++marks_;
    return;
  }
  end_of_file_marks();
  if (c == '\r' || (c == '\n' && !after_cr_)) {
    end_line();
  } else if (c != '\n') {
    show(c);
  }
  after_cr_ = c == '\r';
}

// They were not at the end after all.
void TextReader::end_of_file_marks() {
  if (marks_ > 0) after_cr_ = false;
  for (; marks_ > 0; --marks_) show(kEndOfFile);
}

void TextReader::show(char control) {
  std::string text;
  base::append_utf8(text, picture(control));
  ++facts_.controls;
  run_of(text);
}

void TextReader::run_of(std::string_view utf8) {
  ready_ += utf8;
  facts_.ascii = facts_.ascii && base::is_ascii(utf8);
  line_ += utf8.size();
  facts_.longest_line = std::max(facts_.longest_line, line_);
  open_line_ = true;
}

void TextReader::end_line() {
  ready_ += '\n';
  line_ = 0;
  open_line_ = false;
}

base::Result<bool> is_rtf(const base::Blob& content) {
  std::string head(256, '\0');
  auto got = content.read_at(0, std::as_writable_bytes(std::span(head)));
  if (!got) return std::move(got).error();
  head.resize(*got);
  return base::trim(head).starts_with("{\\rtf");
}

}  // namespace migrator::mime
