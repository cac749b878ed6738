#include "migrator/ccmail/keywords.hpp"

#include <algorithm>

namespace migrator::ccmail {
namespace {

unsigned char folded(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte | 0x20u) : byte;
}

Part::Kind kind_of(Slot slot) {
  return slot == Slot::text_item ? Part::Kind::text : Part::Kind::file;
}

// How many bytes at the start are ASCII, or are not.
std::size_t run_of(std::string_view text) {
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  std::size_t n = 1;
  while (n < text.size() && ascii(text[n]) == ascii(text[0])) ++n;
  return n;
}

}  // namespace

bool Keywords::Word::begins(std::string_view line) const {
  if (line.size() < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (line[i] != text[i] && (exact[i] || folded(line[i]) != static_cast<unsigned char>(text[i])))
      return false;
  return true;
}

// In 932 … 950 the second byte of a letter may look like an ASCII one: only what is ASCII in the
// word itself has a case.
std::optional<Keywords::Word> Keywords::word_of(std::string_view utf8, Slot slot,
                                                const base::CodePage& page) {
  Word out{"", {}, slot};
  while (!utf8.empty()) {
    const auto run = utf8.substr(0, run_of(utf8));
    utf8.remove_prefix(run.size());
    const auto bytes = page.encode(run);
    if (!bytes) return std::nullopt;
    const bool ascii = base::is_ascii(run);
    out.text += ascii ? base::lower(*bytes) : *bytes;
    out.exact.resize(out.text.size(), !ascii);
  }
  if (out.text.empty()) return std::nullopt;
  return out;
}

void Keywords::Table::add(Word word) { words_.push_back(std::move(word)); }

void Keywords::Table::settle() {
  std::ranges::sort(words_, [](const Word& a, const Word& b) {
    const auto first = [](const Word& word) { return static_cast<unsigned char>(word.text[0]); };
    if (first(a) != first(b)) return first(a) < first(b);
    return a.text.size() > b.text.size();
  });
  for (const Word& word : words_) ++first_[static_cast<unsigned char>(word.text[0]) + 1u];
  for (std::size_t i = 1; i < first_.size(); ++i)
    first_[i] = static_cast<std::uint16_t>(first_[i] + first_[i - 1]);
}

const Keywords::Word* Keywords::Table::prefix_of(std::string_view line) const {
  if (line.empty()) return nullptr;
  const unsigned char c = folded(line[0]);
  for (std::size_t i = first_[c]; i < first_[c + 1u]; ++i)
    if (words_[i].begins(line)) return &words_[i];
  return nullptr;
}

const Keywords::Word* Keywords::Table::equal_to(std::string_view text) const {
  if (text.empty()) return nullptr;
  const unsigned char c = folded(text[0]);
  for (std::size_t i = first_[c]; i < first_[c + 1u]; ++i)
    if (text.size() == words_[i].text.size() && words_[i].begins(text)) return &words_[i];
  return nullptr;
}

Keywords::Keywords(const Profile& profile, const base::CodePage& page)
    : profile_(std::make_shared<Profile>(profile)) {
  for (const SlotPlace& place : slot_places()) {
    for (const Spelling& word : profile_->of(place.slot)) {
      const bool header = is_header(place.slot);
      auto entry = word_of(header ? before_colon(word.text) : word.text, place.slot, page);
      if (!entry) continue;
      if (header)
        headers_.add(std::move(*entry));
      else if (place.kind == SlotPlace::Kind::line)
        blocks_.add(std::move(*entry));
      else if (place.kind == SlotPlace::Kind::tag)
        tags_.add(std::move(*entry));
      else if (place.kind == SlotPlace::Kind::suffix)
        suffixes_.push_back(std::move(*entry));
    }
  }
  for (Table* table : {&blocks_, &headers_, &tags_}) table->settle();
}

std::optional<Slot> Keywords::block(std::string_view line) const {
  const Word* word = blocks_.prefix_of(line);
  if (word == nullptr) return std::nullopt;
  const bool item = word->slot == Slot::text_item || word->slot == Slot::file_item;
  if (!item && !base::trim(line.substr(word->text.size())).empty()) return std::nullopt;
  return word->slot;
}

std::optional<Slot> Keywords::header(std::string_view keyword) const {
  const Word* word = headers_.equal_to(keyword);
  return word == nullptr ? std::nullopt : std::optional(word->slot);
}

std::optional<ItemLine> Keywords::known_item(std::string_view line) const {
  const Word* word = blocks_.prefix_of(line);
  if (word == nullptr || (word->slot != Slot::text_item && word->slot != Slot::file_item))
    return std::nullopt;
  return ItemLine{kind_of(word->slot), base::trim(line.substr(word->text.size()))};
}

std::optional<ItemLine> Keywords::any_item(std::string_view line) const {
  if (auto known = known_item(line)) return known;
  if (!says_item(line)) return std::nullopt;
  return ItemLine{Part::Kind::file, base::trim(line.substr(line.find(':') + 1))};
}

bool Keywords::says_item(std::string_view line) const {
  static constexpr std::size_t kLongestWord = 40;  // "Graphics item" has 13: room for other tongues
  const auto colon = line.substr(0, kLongestWord).find(':');
  if (colon == std::string_view::npos) return false;
  const auto word = line.substr(0, colon + 1);
  const bool ends_so = std::ranges::any_of(suffixes_, [&](const Word& suffix) {
    return word.size() > suffix.text.size() &&
           suffix.begins(word.substr(word.size() - suffix.text.size()));
  });
  return ends_so &&
         std::ranges::none_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

std::optional<Keywords::Tag> Keywords::directory_tag(std::string_view line) const {
  const Word* word = tags_.prefix_of(line);
  if (word == nullptr) return std::nullopt;
  return Tag{word->slot, base::trim(line.substr(word->text.size()))};
}

bool Keywords::has(Slot slot, std::string_view value) const {
  return std::ranges::any_of(profile_->of(slot), [&](const Spelling& word) {
    return base::equals_fold(word.text, value);
  });
}

std::optional<Priority> Keywords::priority(std::string_view value) const {
  if (has(Slot::high, value)) return Priority::high;
  if (has(Slot::normal, value)) return Priority::normal;
  if (has(Slot::low, value)) return Priority::low;
  return std::nullopt;
}

std::optional<bool> Keywords::unread(std::string_view value) const {
  if (has(Slot::is_unread, value)) return true;
  if (has(Slot::is_read, value)) return false;
  return std::nullopt;
}

bool Keywords::says_no(std::string_view value) const { return has(Slot::no, value); }
bool Keywords::is_inbox(std::string_view folder) const { return has(Slot::inbox, folder); }

std::string Keywords::location(std::string_view value) const {
  for (const SlotPlace& place : slot_places()) {
    if (place.kind != SlotPlace::Kind::location) continue;
    for (const Spelling& word : profile_->of(place.slot))
      if (word.text == value) return place.key;
  }
  return std::string(value);
}

Address Keywords::address(std::string_view value) const {
  value = base::trim(value);
  const std::string lower = base::lower(value);
  std::size_t at = std::string::npos, length = 0;
  const auto later = [&](std::size_t found, std::size_t bytes) {
    if (found == std::string::npos || (at != std::string::npos && found < at)) return;
    at = found;
    length = bytes;
  };
  for (const Spelling& word : profile_->of(Slot::separator)) {
    const std::string separator = base::lower(word.text);
    const std::string_view inner(separator);
    // "at PO": EXPORT 8.3 lost the name before it (Q249133). Decided: a post office is one word.
    if (lower.starts_with(inner.substr(1)) &&
        lower.find(' ', inner.size() - 1) == std::string::npos)
      later(0, separator.size() - 1);
    later(lower.rfind(separator), separator.size());
    if (lower.ends_with(inner.substr(0, inner.size() - 1)))  // and nothing after it
      later(lower.size() - (inner.size() - 1), separator.size() - 1);
  }
  if (at == std::string::npos) return {std::string(value), "", ""};
  return {std::string(base::trim(value.substr(0, at))),
          std::string(base::trim(value.substr(at + length))), ""};
}

}  // namespace migrator::ccmail
