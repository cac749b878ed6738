#include "checker/events/mentions.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "checker/diagnose/symptoms.hpp"

namespace checker::events {
namespace {

constexpr std::size_t kMostNumbers = 32;  // of one list

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void skip(std::string_view& text, std::string_view signs) {
  text.remove_prefix(std::min(text.find_first_not_of(signs), text.size()));
}

// Takes `word` off the front, letters without case, if it stands there by itself.
bool take_word(std::string_view& text, std::string_view word) {
  if (!base::starts_with_fold(text, word)) return false;
  if (text.size() > word.size() && is_word(text[word.size()])) return false;
  text.remove_prefix(word.size());
  return true;
}

// "8092", but not "8.30", "0x80040108" or "12:00".
bool take_number(std::string_view& text, std::uint32_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || length == 0) return false;
  const std::string_view rest = text.substr(length);
  if (!rest.empty() && is_word(rest[0])) return false;
  if (rest.size() > 1 && (rest[0] == '.' || rest[0] == ':') && is_word(rest[1])) return false;
  text.remove_prefix(length);
  return true;
}

// The longest of the sources that the line names as a word: MSExchangeMigDS is none of
// MSExchangeMig.
std::string source_in(std::string_view line, const std::set<std::string>& sources) {
  std::string best;
  const std::string folded = base::lower(line);
  for (const std::string& source : sources) {
    const auto at = folded.find(source);
    if (at == std::string::npos || source.size() <= best.size()) continue;
    const std::size_t end = at + source.size();
    if ((at == 0 || !is_word(folded[at - 1])) && (end == folded.size() || !is_word(folded[end])))
      best = source;
  }
  return best;
}

// Behind "event" or a source: where its numbers begin.
void skip_to_number(std::string_view& text) {
  skip(text, " \t");
  if (take_word(text, "ids") || take_word(text, "id") || take_word(text, "number") ||
      take_word(text, "numbers") || take_word(text, "event"))
    skip(text, " \t");
  skip(text, " \t:#=(\"");
}

}  // namespace

std::vector<std::uint32_t> leading_numbers(std::string_view text) {
  std::vector<std::uint32_t> out;
  while (out.size() < kMostNumbers) {
    skip(text, " \t(\"");
    std::uint32_t value = 0;
    if (!take_number(text, value)) break;
    out.push_back(diagnose::event_number(value));
    skip(text, " \t)\"");
    const std::size_t before = text.size();
    skip(text, ",/&+ \t");
    if (take_word(text, "and") || take_word(text, "or")) skip(text, " \t");
    if (text.size() == before) break;
  }
  return out;
}

std::vector<Mention> mentions_in(std::string_view line, const std::set<std::string>& sources) {
  std::vector<Mention> out;
  const std::string source = source_in(line, sources);
  for (std::size_t at = 0; at < line.size();) {
    std::string_view rest = line.substr(at);
    const bool found = take_word(rest, "events") || take_word(rest, "event") ||
                       take_word(rest, "eventid") || (!source.empty() && take_word(rest, source));
    if (found) {
      skip_to_number(rest);
      for (const std::uint32_t id : leading_numbers(rest)) out.push_back({id, source});
    }
    while (at < line.size() && is_word(line[at])) ++at;
    while (at < line.size() && !is_word(line[at])) ++at;
  }
  return out;
}

}  // namespace checker::events
