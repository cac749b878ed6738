#include "checker/events/mentions.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "checker/symptoms/numbers.hpp"
#include "checker/symptoms/symptoms.hpp"

namespace checker::events {
namespace {

using symptoms::is_word;

constexpr std::size_t kMostBlanks = 8;    // inside the name of a source
constexpr std::size_t kFarther = 10'000;  // what a sign between an event and a source counts

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

/// Where a source stands in a line.
struct Place {
  std::size_t begin = 0, end = 0;
};

// The length of `source`, letters without case and blanks left out, at the front of `text`, as a
// word; 0: it is not there.
std::size_t source_at(std::string_view text, const std::string& source) {
  std::size_t at = 0, blanks = 0;
  for (const char c : source) {
    while (at > 0 && at < text.size() && text[at] == ' ' && ++blanks <= kMostBlanks) ++at;
    if (at >= text.size() || !base::equals_fold(text.substr(at, 1), std::string_view(&c, 1)))
      return 0;
    ++at;
  }
  return at < text.size() && is_word(text[at]) ? 0 : at;
}

// All sources that the line names, the longest at each place: MSExchangeMigDS is none of
// MSExchangeMig.
std::vector<Place> sources_in(std::string_view line, const std::set<std::string>& sources) {
  std::vector<Place> out;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t longest = 0;
    for (const std::string& source : sources)
      longest = std::max(longest, source_at(line.substr(at), source));
    if (longest > 0) out.push_back({at, at + longest});
    at += longest;
    while (at < line.size() && is_word(line[at])) ++at;
    while (at < line.size() && !is_word(line[at])) ++at;
  }
  return out;
}

/// The sources of a line, and which of them is nearest to an event.
class Sources {
 public:
  Sources(std::string_view line, const std::set<std::string>& sources)
      : line_(line), places_(sources_in(line, sources)) {
    if (places_.size() < 2) return;  // the only one is the nearest
    for (const char c : line)
      signs_.push_back((signs_.empty() ? 0 : signs_.back()) +
                       (c == ',' || c == ';' || c == '.' ? 1u : 0u));
  }

  /// The source that begins at `at`; null: none.
  const Place* at(std::size_t at) const {
    const auto found = std::ranges::lower_bound(places_, at, {}, &Place::begin);
    return found != places_.end() && found->begin == at ? &*found : nullptr;
  }

  /// The one nearest to what stands from `begin` to `end`.
  std::string nearest(std::size_t begin, std::size_t end) const {
    if (places_.empty()) return "";
    const auto behind = std::ranges::lower_bound(places_, end, {}, &Place::begin);
    if (behind == places_.begin()) return text(*behind);
    const Place& before = *(behind - 1);
    if (behind == places_.end()) return text(before);
    return way(before.end, begin) <= way(end, behind->begin) ? text(before) : text(*behind);
  }

  std::string text(const Place& place) const {
    return std::string(line_.substr(place.begin, place.end - place.begin));
  }

 private:
  std::size_t way(std::size_t from, std::size_t to) const {
    if (from >= to) return 0;
    return (to - from) + kFarther * (signs_[to - 1] - (from > 0 ? signs_[from - 1] : 0));
  }

  std::string_view line_;
  std::vector<Place> places_;
  std::vector<std::size_t> signs_;  // commas and the like up to a place, it included
};

// Behind "event" or a source: where its numbers begin.
void skip_to_number(std::string_view& text) {
  skip(text, " \t");
  if (take_word(text, "ids") || take_word(text, "id") || take_word(text, "number") ||
      take_word(text, "numbers") || take_word(text, "event"))
    skip(text, " \t");
  skip(text, " \t:#=(\"");
}

}  // namespace

Numbers leading_numbers(std::string_view text) {
  Numbers out;
  const std::size_t whole = text.size();
  for (;;) {
    skip(text, " \t(\"");
    std::uint32_t value = 0;
    if (!take_number(text, value)) break;
    if (out.all.size() < kMostNumbers)
      out.all.push_back(symptoms::event_number(value));
    else
      out.cut = true;
    out.size = whole - text.size();
    skip(text, " \t)\"");
    const std::size_t before = text.size();
    skip(text, ",/&+ \t");
    if (take_word(text, "and") || take_word(text, "or")) skip(text, " \t");
    if (text.size() == before) break;
  }
  return out;
}

Mentions mentions_in(std::string_view line, const std::set<std::string>& folded) {
  Mentions out;
  const Sources sources(line, folded);
  for (std::size_t at = 0; at < line.size();) {
    std::string_view rest = line.substr(at);
    const Place* const named = sources.at(at);
    if (named != nullptr) rest.remove_prefix(named->end - at);
    if (named != nullptr || take_word(rest, "events") || take_word(rest, "event") ||
        take_word(rest, "eventid")) {
      skip_to_number(rest);
      const Numbers numbers = leading_numbers(rest);
      const std::size_t end = line.size() - rest.size() + numbers.size;
      const std::string source = named != nullptr ? sources.text(*named) : sources.nearest(at, end);
      for (const std::uint32_t id : numbers.all) out.all.push_back({id, source});
      out.cut = out.cut || numbers.cut;
      if (!numbers.all.empty()) at = end;
    }
    while (at < line.size() && is_word(line[at])) ++at;
    while (at < line.size() && !is_word(line[at])) ++at;
  }
  return out;
}

}  // namespace checker::events
