#include "migrator/mime/header.hpp"

#include <algorithm>

#include "migrator/mime/encode.hpp"

namespace migrator::mime {
namespace {

constexpr std::size_t kLine = 76;  // RFC 2047 §2, of lines that hold encoded words
constexpr std::size_t kWord = 75;  // the same, of one encoded word
constexpr std::string_view kOpenB = "=?utf-8?b?", kOpenQ = "=?utf-8?q?", kClose = "?=";

// What stands for itself in an encoded word wherever one may stand (RFC 2047 §5 (3)).
bool is_literal(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!*+-/").find(c) != std::string_view::npos;
}

bool is_atext(char c) {
  return is_literal(c) || std::string_view("#$%&'=?^_`{|}~").find(c) != std::string_view::npos;
}

std::size_t q_length(std::string_view text) {
  std::size_t length = 0;
  for (char c : text) length += is_literal(c) || c == ' ' ? 1u : 3u;
  return length;
}

std::size_t b_length(std::string_view text) { return (text.size() + 2) / 3 * 4; }

std::string q_encode(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (is_literal(c)) {
      out += c;
    } else if (c == ' ') {
      out += '_';
    } else {
      out += '=';
      out += hex_of(c);
    }
  }
  return out;
}

// Length in bytes of the character that begins `text` (valid UTF-8).
std::size_t character(std::string_view text) {
  std::size_t n = 1;
  while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) ++n;
  return n;
}

// A field value that grows line by line.
class Folded {
 public:
  explicit Folded(std::string_view field) : used_(field.size() + 1) {}

  std::size_t room() const { return used_ + 1 < kLine ? kLine - used_ - 1 : 0; }
  /// Puts a blank and `token`, on a new line when this one is too full.
  void token(std::string_view token) {
    if (token.size() > room()) fold();
    out_ += ' ';
    out_ += token;
    used_ += 1 + token.size();
  }
  void glue(char c) {
    out_ += c;
    ++used_;
  }
  void fold() {
    out_ += '\n';
    used_ = 0;
  }
  std::string take() && { return std::move(out_); }

 private:
  std::string out_;
  std::size_t used_;
};

// How many bytes of `text` make a word whose text takes at most `room`: whole characters, at least
// one.
std::size_t word_length(std::string_view text, bool q, std::size_t room) {
  std::size_t n = 0;
  while (n < text.size()) {
    const std::size_t next = n + character(text.substr(n));
    const auto piece = text.substr(0, next);
    if (n > 0 && (q ? q_length(piece) : b_length(piece)) > room) break;
    n = next;
  }
  return n;
}

// The same, cut where base64 needs no padding; 0 where there is no such place. GMime 3.2.13 takes
// padding for the end of all that follows.
std::size_t without_padding(std::string_view text, std::size_t length) {
  if (length == text.size()) return length;
  std::size_t best = 0;
  for (std::size_t n = 0; n <= length; n += character(text.substr(n)))
    if (n % 3 == 0) best = n;
  return best;
}

// Encoded words, cut between characters, each as long as its line allows.
void put_encoded(Folded& out, std::string_view text) {
  // Q stays readable in a raw mailbox, so it may cost half as much again.
  const bool all_q = q_length(text) * 2 <= b_length(text) * 3;
  const std::size_t shell = kOpenQ.size() + kClose.size();
  while (!text.empty()) {
    if (out.room() < shell + 12) out.fold();  // one character of four bytes is twelve in Q
    const std::size_t room = std::min(out.room(), kWord) - shell;
    std::size_t n = word_length(text, all_q, room);
    if (!all_q) n = without_padding(text, n);
    const bool q = all_q || n == 0;
    if (n == 0) n = character(text);
    std::string word(q ? kOpenQ : kOpenB);
    if (q)
      word += q_encode(text.substr(0, n));
    else
      append_base64(word, text.substr(0, n));
    word += kClose;
    out.token(word);
    text.remove_prefix(n);
  }
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0, current = 0;
  for (char c : text) {
    current = c == ' ' ? 0 : current + 1;
    longest = std::max(longest, current);
  }
  return longest;
}

// Text that can stand as it is: folding at its blanks, and nothing else, gives it back.
bool stands_plain(std::string_view text) {
  return base::is_ascii(text) && text.find("=?") == std::string_view::npos &&
         text.find("  ") == std::string_view::npos && !text.starts_with(' ') &&
         !text.ends_with(' ') && longest_word(text) < kLine;
}

void put_words(Folded& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    out.token(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void put_name(Folded& out, std::string_view name) {
  if (!stands_plain(name) || name.size() > kLine - 4) return put_encoded(out, name);
  if (std::ranges::all_of(name, [](char c) { return is_atext(c) || c == ' '; }))
    return put_words(out, name);
  const std::string text = quoted(name);
  if (text.size() < kLine) return out.token(text);
  put_encoded(out, name);
}

}  // namespace

std::string header_text(std::string_view text) {
  std::string out = base::to_utf8(text);
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

std::string unstructured(std::string_view field, std::string_view text) {
  Folded out(field);
  if (stands_plain(text))
    put_words(out, text);
  else
    put_encoded(out, text);
  return std::move(out).take();
}

std::string address_list(std::string_view field, const std::vector<Mailbox>& mailboxes) {
  Folded out(field);
  for (std::size_t i = 0; i < mailboxes.size(); ++i) {
    const Mailbox& mailbox = mailboxes[i];
    if (i > 0) out.glue(',');
    if (mailbox.name.empty()) {
      out.token(mailbox.address);
    } else {
      put_name(out, mailbox.name);
      out.token("<" + mailbox.address + ">");
    }
  }
  return std::move(out).take();
}

}  // namespace migrator::mime
