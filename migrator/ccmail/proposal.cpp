#include "migrator/ccmail/proposal.hpp"

#include <algorithm>
#include <set>

#include "migrator/ccmail/program_strings.hpp"

namespace migrator::ccmail {
namespace {

using Kind = SlotPlace::Kind;

constexpr std::uint64_t kNear = 4096;        // the keywords of one table stand together
constexpr std::uint64_t kApart = 1024;       // keywords nearer than this are one place
constexpr std::size_t kMaxForms = 20'000;    // words with a colon that are remembered
constexpr std::size_t kMaxCandidates = 200;  // more than a person would read
constexpr std::size_t kLongestForm = 40;

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// "File item: %s %s" without what printf puts there.
std::string_view without_format(std::string_view text) {
  text = base::trim(text);
  for (auto blank = text.rfind(' '); blank != std::string_view::npos; blank = text.rfind(' ')) {
    if (text[blank + 1] != '%' || text.size() - blank > 5) break;
    text = base::trim(text.substr(0, blank));
  }
  const auto percent = text.rfind('%');
  if (percent != std::string_view::npos && percent > 0 && text.size() - percent <= 4)
    text = base::trim(text.substr(0, percent));
  return text;
}

// "Word:", "Two words:": letters, blanks and hyphens, and one colon at the end.
bool is_form(std::string_view text) {
  if (text.size() < 3 || text.size() > kLongestForm || !text.ends_with(':')) return false;
  const auto word = base::trim(text.substr(0, text.size() - 1));
  return !word.empty() && is_letter(word[0]) && std::ranges::count(word, ' ') <= 3 &&
         std::ranges::all_of(word, [](char c) { return is_letter(c) || c == ' ' || c == '-'; }) &&
         std::ranges::count_if(word, is_letter) >= 2;
}

bool is_looked_for(const SlotPlace& place, const Spelling& word) {
  if (place.kind == Kind::no || place.kind == Kind::location || place.kind == Kind::suffix)
    return false;
  return std::ranges::count_if(word.text, is_letter) >= (place.kind == Kind::separator ? 2 : 3) ||
         word.text.ends_with(':');
}

class Search {
 public:
  explicit Search(const Profile& standard) : standard_(standard) {
    for (const SlotPlace& place : slot_places())
      for (const Spelling& word : standard.of(place.slot))
        if (is_looked_for(place, word)) wanted_.push_back({place.slot, place.kind, word.text, {}});
  }

  void take(const std::string& text, std::uint64_t offset) {
    const auto word = without_format(text);
    bool known = false;
    for (Wanted& each : wanted_) {
      if (!base::equals_fold(each.kind == Kind::separator ? std::string_view(text) : word,
                             each.word))
        continue;
      known = true;
      if (!each.found)
        each.found = {std::string(each.kind == Kind::separator ? text : word), offset, each.slot};
      if ((each.kind == Kind::line || each.kind == Kind::tag) && !is_near(offset, kApart))
        places_.insert(offset);
    }
    if (known || !is_form(word)) return;
    if (forms_.size() < kMaxForms && named_.insert(base::lower(word)).second)
      forms_.push_back({std::string(word), offset});
  }

  Proposal result(const std::string& name) {
    Proposal out;
    out.file = name;
    for (Wanted& each : wanted_)
      if (each.found)
        out.found.push_back(std::move(*each.found));
      else
        out.kept.push_back(each.word);
    std::ranges::sort(forms_, {}, &Proposal::Candidate::offset);
    for (Proposal::Candidate& form : forms_) {
      if (!is_item(form.spelling) && !is_near(form.offset, kNear)) continue;
      if (out.candidates.size() < kMaxCandidates)
        out.candidates.push_back(std::move(form));
      else
        ++out.candidates_left_out;
    }
    return out;
  }

 private:
  struct Wanted {
    Slot slot;
    Kind kind;
    std::string word;
    std::optional<Proposal::Found> found;
  };

  bool is_near(std::uint64_t offset, std::uint64_t distance) const {
    const auto next = places_.lower_bound(offset < distance ? 0 : offset - distance);
    return next != places_.end() && *next <= offset + distance;
  }
  bool is_item(const std::string& form) const {
    return std::ranges::any_of(standard_.of(Slot::item_suffix), [&](const Spelling& suffix) {
      return form.size() > suffix.text.size() &&
             base::equals_fold(std::string_view(form).substr(form.size() - suffix.text.size()),
                               suffix.text);
    });
  }

  const Profile& standard_;
  std::vector<Wanted> wanted_;
  std::set<std::uint64_t> places_;  // of keywords, at least kApart from each other
  std::vector<Proposal::Candidate> forms_;
  std::set<std::string> named_;  // of forms_, in lower case
};

}  // namespace

base::Result<Proposal> propose(const base::RandomAccess& file, const std::string& name,
                               const Profile& standard, const base::CodePage& page) {
  Search search(standard);
  auto done = each_string(file, page, [&](const std::string& text, std::uint64_t offset) {
    search.take(text, offset);
  });
  if (!done) return std::move(done).error().during(name);
  return search.result(name);
}

base::Json to_json(const Proposal& proposal) {
  base::Json out;
  out["schema"] = "sidestep-profile/1";
  out["id"] = proposal.file;
  out["note"] = "Proposed from the strings of " + proposal.file +
                ": move a candidate to the list that it belongs to, and delete the others.";
  out["extends"] = "standard";
  for (const Proposal::Found& found : proposal.found) {
    const SlotPlace& place = slot_places()[static_cast<std::size_t>(found.slot)];
    base::Json& section = out[place.section];
    base::Json& list = place.key == nullptr ? section : section[place.key];
    list.push_back({{"spelling", found.spelling},
                    {"mark", "found"},
                    {"source", proposal.file + ": byte " + std::to_string(found.offset)}});
  }
  out["candidates"] = base::Json::array();
  for (const Proposal::Candidate& each : proposal.candidates)
    out["candidates"].push_back({{"spelling", each.spelling}, {"offset", each.offset}});
  return out;
}

}  // namespace migrator::ccmail
