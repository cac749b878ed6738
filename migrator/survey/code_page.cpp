#include "migrator/survey/code_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace migrator::survey {
namespace {

constexpr unsigned kCandidates[] = {850, 437, 852, 932, 1252};
constexpr std::size_t kEnough = 4;  // bytes beyond ASCII that make a pattern

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The code point at `at`, which begins one, and the byte after it.
char32_t code_at(std::string_view utf8, std::size_t& at) {
  const auto first = static_cast<unsigned char>(utf8[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t code = first & (0x3Fu >> more);
  for (int i = 0; i < more && at < utf8.size(); ++i)
    code = (code << 6) | (static_cast<unsigned char>(utf8[at++]) & 0x3Fu);
  return code;
}

// A letter beyond ASCII, of any script; frames, arrows, fractions and signs are none.
bool is_letter(char32_t code) {
  if (code == 0xAA || code == 0xBA || code == 0xB5) return true;
  if (code >= 0xC0 && code <= 0x24F) return code != 0xD7 && code != 0xF7;
  return (code >= 0x370 && code <= 0x1FFF) || (code >= 0x3040 && code <= 0x9FFF) ||
         (code >= 0xFF66 && code <= 0xFF9D);
}

bool is_kana(char32_t code) { return code >= 0x3040 && code <= 0x30FF; }

// Signs that touch an ASCII letter: no word has them.
std::size_t unlikely_in(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t from = at;
    const char32_t code = code_at(utf8, at);
    if (code < 0x80 || is_letter(code) || code == 0x2019 || code == 0x2013) continue;
    const bool before = from > 0 && is_ascii_letter(utf8[from - 1]);
    const bool after = at < utf8.size() && is_ascii_letter(utf8[at]);
    if (code == 0xFFFD || (before && after) || (code < 0xA0)) ++count;
  }
  return count;
}

std::size_t kana_in(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < utf8.size();) count += is_kana(code_at(utf8, at)) ? 1u : 0u;
  return count;
}

const Trial& of(const std::vector<Trial>& trials, unsigned page) {
  return *std::ranges::find(trials, page, &Trial::page);
}

std::size_t doubts(const Trial& trial) { return trial.meaningless + trial.unlikely; }

std::string each(const std::vector<Trial>& trials) {
  std::string out;
  for (const Trial& trial : trials)
    out += fmt::format("{}{} {}/{}", out.empty() ? "" : ", ", trial.page, trial.meaningless,
                       trial.unlikely);
  return out;
}

// Pages that say no less of the text: only somebody who knows the names can tell them apart.
std::string rivals(const std::vector<Trial>& trials, const Trial& best) {
  std::string out;
  for (const Trial& trial : trials)
    if (trial.page != best.page && trial.page != 932 && doubts(trial) <= doubts(best))
      out += (out.empty() ? "" : ", ") + std::to_string(trial.page);
  return out.empty() ? "" : "; " + out + " would do as well: look at the names";
}

}  // namespace

void Sample::add(std::string_view text) {
  while (!text.empty() && text_.size() < kMost) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, std::min(end, kMost - text_.size()));
    const auto high = static_cast<std::size_t>(std::ranges::count_if(line, is_high));
    if (high > 0) text_.append(line).append("\n");
    high_ += high;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Sample::add(const Sample& other) { add(other.text_); }

CodePageGuess guess_code_page(const Sample& sample) {
  CodePageGuess out;
  if (sample.high_bytes() == 0) {
    out.why = "all text is ASCII, so any page would do";
    return out;
  }
  std::size_t kana = 0;
  for (unsigned number : kCandidates) {
    const auto page = base::CodePage::find(number);
    if (!page) continue;
    const auto decoded = page->decode(sample.text());
    if (number == 932) kana = kana_in(decoded.text);
    out.trials.push_back({number, decoded.replaced, unlikely_in(decoded.text)});
  }
  out.utf8 = sample.high_bytes() >= kEnough && base::is_utf8(sample.text());
  const Trial* best = &of(out.trials, 850);
  for (unsigned number : {852u, 1252u})  // 437 differs from 850 in signs, hardly in letters
    if (sample.high_bytes() >= kEnough && doubts(of(out.trials, number)) * 2 < doubts(*best))
      best = &of(out.trials, number);
  if (kana >= kEnough && kana * 4 >= sample.high_bytes() && of(out.trials, 932).meaningless == 0)
    best = &of(out.trials, 932);
  out.page = best->page;
  out.why = fmt::format("{} bytes beyond ASCII; meaningless/unlikely in {}{}", sample.high_bytes(),
                        each(out.trials), rivals(out.trials, *best));
  if (out.utf8)
    out.why += "; all of them are UTF-8, which no cc:Mail wrote: was the text converted since?";
  return out;
}

}  // namespace migrator::survey
