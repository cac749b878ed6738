#include "checker/events/codes.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "checker/symptoms/numbers.hpp"

namespace checker::events {
namespace {

using symptoms::is_word;
using symptoms::whole;

constexpr std::size_t kReach = 32;  // bytes before a number in which a word can call it an error

// Behind 0x. HRESULTs of errors have the upper bit, and their facility is small.
bool is_like_error(std::uint32_t code) {
  return (code & 0xF0000000) == 0x80000000 || (code & 0xFFF00000) == 0xC0000000;
}

// Without 0x a number of eight digits may as well be a date or a serial number.
bool is_surely_like_error(std::uint32_t code) {
  return (code >> 16) == 0x8004 || (code >> 16) == 0x8007 || (code & 0xFFF00000) == 0xC0000000;
}

bool is_called_error(std::string_view before) {
  constexpr std::string_view kWords[] = {"error",  "code",   "status",    "hresult",
                                         "result", "fehler", "exception", "failed"};
  const std::string folded =
      base::lower(before.substr(before.size() - std::min(before.size(), kReach)));
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

/// A word of letters and figures, and what stands around it.
struct Word {
  std::string_view text, before, behind;

  char last() const { return before.empty() ? '\0' : before.back(); }
  // 00000003.PRI and \\00000003 are names of files.
  bool is_name() const {
    return (behind.size() > 1 && behind[0] == '.' && is_word(behind[1])) || last() == '\\' ||
           last() == '/';
  }
  // "-1018", but not the end of "12-1018".
  bool has_minus() const {
    return last() == '-' && (before.size() < 2 || !is_word(before[before.size() - 2]));
  }
  // The first group of a GUID: four figures follow between hyphens.
  bool begins_guid() const {
    return behind.size() > 5 && behind[0] == '-' && behind[5] == '-' &&
           std::ranges::all_of(behind.substr(1, 4), is_word);
  }
};

std::optional<std::uint32_t> code_in(const Word& word, const std::set<std::uint32_t>& known) {
  const auto if_known = [&](std::uint32_t code) {
    return known.contains(code) ? std::optional(code) : std::nullopt;
  };
  if (word.is_name() || word.begins_guid()) return {};
  if (word.has_minus()) {
    const auto value = whole<std::uint32_t>(word.text);
    return value ? if_known(0u - *value) : std::nullopt;
  }
  if (base::starts_with_fold(word.text, "0x")) {
    const auto value = whole<std::uint32_t>(word.text.substr(2), 16);
    if (!value) return {};
    return word.text.size() == 10 && is_like_error(*value) ? value : if_known(*value);
  }
  const auto value =
      word.text.size() == 8 ? whole<std::uint32_t>(word.text, 16) : std::optional<std::uint32_t>();
  if (!value) return {};
  return is_surely_like_error(*value) && is_called_error(word.before) ? value : if_known(*value);
}

}  // namespace

FoundCodes find_codes(std::string_view text, const std::set<std::uint32_t>& known) {
  FoundCodes out;
  std::set<std::uint32_t> seen;
  std::size_t strangers = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    const auto code =
        code_in({text.substr(at, end - at), text.substr(0, at), text.substr(end)}, known);
    at = end;
    if (!code || seen.contains(*code)) continue;
    if (!known.contains(*code) && ++strangers > kMostCodes) {
      out.cut = true;
      continue;
    }
    seen.insert(*code);
    out.codes.push_back(*code);
  }
  return out;
}

}  // namespace checker::events
