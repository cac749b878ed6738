#include "migrator/ccmail/profile.hpp"

#include <algorithm>
#include <set>

#include "base/manifests.hpp"
#include "base/text.hpp"

namespace migrator::ccmail {
namespace {

using base::Errc;
using base::Error;
using base::Fields;
using base::Json;
using base::Result;
using Kind = SlotPlace::Kind;

constexpr std::string_view kSchema = "sidestep-profile/1";
constexpr const char* kHint = "docs/formats/profile.md shows what a profile holds";
constexpr std::size_t kMaxBytes = 60;         // of a word: a header line is looked at for 64
constexpr std::size_t kMaxSuffix = 38;        // bytes: the word before an item is within 40
constexpr std::size_t kMaxWords = 64;         // of a slot: more than cc:Mail had languages
constexpr std::ptrdiff_t kMostBlanks = 3;     // in a header's word: longer is a sentence
constexpr std::size_t kMaxCandidates = 1000;  // `profile --from` writes at most 200
constexpr base::JsonLimits kLimits = {1u << 20, 8, 1000};

bool ends_in_colon(Kind kind) {
  return kind == Kind::line || kind == Kind::tag || kind == Kind::suffix;
}

// A suffix makes an item of every line that ends so: ":" would make one of all headers.
std::string fault_of_suffix(std::string_view text) {
  if (text.size() > kMaxSuffix) return "should have at most 38 bytes";
  const auto letter = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
  };
  if (text.find(' ') == std::string_view::npos || std::ranges::none_of(text, letter))
    return "should have a blank and a letter";
  return "";
}

// What is wrong with a word; "" when nothing is.
std::string fault_of(const std::string& text, Kind kind) {
  if (base::trim(text).empty()) return "should not be blank";
  if (text.size() > kMaxBytes) return "should have at most 60 bytes";
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return "should have no control character";
  const auto colon = text.find(':');
  if (ends_in_colon(kind) && colon + 1 != text.size())
    return "should have a colon at its end, and no other";
  if (ends_in_colon(kind) && before_colon(text).empty())
    return "should have a word before its colon";
  if (kind == Kind::suffix)
    if (std::string fault = fault_of_suffix(text); !fault.empty()) return fault;
  if (kind != Kind::separator && kind != Kind::suffix && base::trim(text) != text)
    return "should not begin or end with a blank";
  if (kind == Kind::separator && (!text.starts_with(' ') || !text.ends_with(' ')))
    return "should begin and end with a blank";
  if (std::ranges::count(text, ' ') > kMostBlanks) return "should have at most four words";
  return "";
}

// Two words with the same key cannot be told apart.
std::string key_of(const std::string& text, const SlotPlace& place) {
  const std::string kind = std::to_string(static_cast<int>(place.kind));
  if (place.kind == Kind::location) return kind + text;
  if (is_header(place.slot)) return kind + base::lower(before_colon(text)) + ":";
  return kind + base::lower(text);
}

Result<Spelling> parse_spelling(const Json& json, const std::string& where, Kind kind) {
  auto fields = Fields::of(json, where);
  if (!fields) return std::move(fields).error();
  Spelling out;
  for (const auto& [key, field] :
       {std::pair{"spelling", &Spelling::text}, std::pair{"mark", &Spelling::mark}}) {
    auto text = fields->text(key);
    if (!text) return std::move(text).error();
    out.*field = std::move(*text);
  }
  for (const auto& [key, field] :
       {std::pair{"source", &Spelling::source}, std::pair{"note", &Spelling::note}}) {
    auto text = fields->text_or(key, "");
    if (!text) return std::move(text).error();
    out.*field = std::move(*text);
  }
  if (const std::string fault = fault_of(out.text, kind); !fault.empty())
    return fields->wrong("spelling", fault + ": \"" + base::printable(out.text) + "\"");
  static constexpr std::string_view kMarks[] = {"seen", "documented", "decided", "found"};
  if (std::ranges::count(kMarks, out.mark) == 0)
    return fields->wrong("mark", R"(should be one of "seen", "documented", "decided", "found")");
  if (auto done = fields->finish(); !done) return std::move(done).error();
  return out;
}

class Reader {
 public:
  Reader(const Json& json, const std::string& where, const Profile* standard)
      : json_(json), where_(where), standard_(standard) {}

  Result<Profile> read() {
    auto fields = Fields::of(json_, where_);
    if (!fields) return std::move(fields).error();
    if (auto done = head(*fields); !done) return std::move(done).error();
    for (std::size_t i = 0; i < kSlots;) {
      const std::string_view section = slot_places()[i].section;
      if (auto done = read_section(*fields, i); !done) return std::move(done).error();
      while (i < kSlots && section == slot_places()[i].section) ++i;
    }
    if (auto done = candidates(*fields); !done) return std::move(done).error();
    if (auto done = fields->finish(); !done) return std::move(done).error();
    if (extends_) add_standard();
    return std::move(profile_);
  }

 private:
  Result<void> head(Fields& fields) {
    auto schema = fields.text("schema");
    if (!schema) return std::move(schema).error();
    if (*schema != kSchema) return fields.wrong("schema", "should be " + std::string(kSchema));
    auto id = fields.text("id");
    if (!id) return std::move(id).error();
    if (base::trim(*id).empty()) return fields.wrong("id", "should be a name");
    profile_.id = std::move(*id);
    auto note = fields.text_or("note", "");
    if (!note) return std::move(note).error();
    extends_ = fields.has("extends");
    auto extends = fields.text_or("extends", "standard");
    if (!extends) return std::move(extends).error();
    if (*extends != "standard" || (extends_ && standard_ == nullptr))
      return fields.wrong("extends", R"(should be "standard", or not be there)");
    return {};
  }

  // All slots of the section that slot_places()[first] begins.
  Result<void> read_section(Fields& fields, std::size_t first) {
    const SlotPlace& place = slot_places()[first];
    if (extends_ && !fields.has(place.section)) return {};
    if (place.key == nullptr) return read_words(fields, place.section, place);
    auto object = fields.object(place.section);
    if (!object) return std::move(object).error();
    auto inner = Fields::of(**object, base::pointer(where_, place.section));
    if (!inner) return std::move(inner).error();
    for (std::size_t i = first;
         i < kSlots && slot_places()[i].section == std::string_view(place.section); ++i) {
      const SlotPlace& each = slot_places()[i];
      if (extends_ && !inner->has(each.key)) continue;
      if (auto done = read_words(*inner, each.key, each); !done) return done;
    }
    return inner->finish();
  }

  Result<void> read_words(Fields& fields, const char* key, const SlotPlace& place) {
    auto list = fields.array(key);
    if (!list) return std::move(list).error();
    if ((*list)->empty() && place.needed && !extends_)
      return fields.wrong(key, "should have a word: without it nothing can be read");
    if ((*list)->size() > kMaxWords)
      return fields.wrong(key, "has more than " + std::to_string(kMaxWords) + " words");
    for (std::size_t i = 0; i < (*list)->size(); ++i) {
      const std::string where = base::pointer(base::pointer(fields.where(), key), i);
      auto word = parse_spelling((**list)[i], where, place.kind);
      if (!word) return std::move(word).error();
      if (!seen_.insert(key_of(word->text, place)).second)
        return Error{Errc::malformed,
                     where + " \"" + base::printable(word->text) +
                         "\" stands there before: words of one kind must differ" +
                         (place.kind == Kind::location ? ""
                          : is_header(place.slot) ? " by more than case and blanks before the colon"
                                                  : " by more than case")};
      profile_.of(place.slot).push_back(std::move(*word));
    }
    return {};
  }

  // What `profile --from` found and could not place: for people.
  Result<void> candidates(Fields& fields) {
    if (!fields.has("candidates")) return {};
    auto list = fields.array("candidates");
    if (!list) return std::move(list).error();
    if ((*list)->size() > kMaxCandidates)
      return fields.wrong("candidates", "has more than " + std::to_string(kMaxCandidates));
    for (std::size_t i = 0; i < (*list)->size(); ++i) {
      auto one = Fields::of((**list)[i], base::pointer(base::pointer(where_, "candidates"), i));
      if (!one) return std::move(one).error();
      auto spelling = one->text("spelling");
      if (!spelling) return std::move(spelling).error();
      auto offset = one->number("offset", std::uint64_t{1} << 53);
      if (!offset) return std::move(offset).error();
      if (auto done = one->finish(); !done) return done;
    }
    return {};
  }

  // The words of the standard come first, without those that this profile takes for itself.
  void add_standard() {
    for (const SlotPlace& place : slot_places()) {
      std::vector<Spelling> all;
      for (const Spelling& word : standard_->of(place.slot))
        if (!seen_.contains(key_of(word.text, place))) all.push_back(word);
      std::ranges::move(profile_.of(place.slot), std::back_inserter(all));
      profile_.of(place.slot) = std::move(all);
    }
  }

  const Json& json_;
  const std::string& where_;
  const Profile* standard_;
  Profile profile_;
  bool extends_ = false;
  std::set<std::string> seen_;
};

Error with_hint(Error error) {
  if (error.hint.empty()) error.hint = kHint;
  return error;
}

Result<std::shared_ptr<const Profile>> read_standard() {
  const auto file = base::own_manifests() / "profiles/ccmail.json";
  const auto broken = [](Error error) {
    error = std::move(error).during("the standard profile");
    error.hint = "the installation is incomplete: install the program again, with its manifests";
    return error;
  };
  auto json = base::read_json(file, kLimits);
  if (!json) return broken(std::move(json).error());
  auto profile = parse_profile(*json, file.string(), nullptr);
  if (!profile) return broken(std::move(profile).error());
  return std::shared_ptr<const Profile>(std::make_shared<Profile>(std::move(*profile)));
}

}  // namespace

const std::array<SlotPlace, kSlots>& slot_places() {
  static constexpr std::array<SlotPlace, kSlots> kPlaces = {{
      {Slot::message, "message", nullptr, Kind::line, true},
      {Slot::contents, "contents", nullptr, Kind::line, true},
      {Slot::from, "headers", "from", Kind::line},
      {Slot::date, "headers", "date", Kind::line},
      {Slot::to, "headers", "to", Kind::line},
      {Slot::cc, "headers", "cc", Kind::line},
      {Slot::bcc, "headers", "bcc", Kind::line},
      {Slot::subject, "headers", "subject", Kind::line},
      {Slot::folder, "headers", "folder", Kind::line},
      {Slot::priority, "headers", "priority", Kind::line},
      {Slot::receipt, "headers", "receipt", Kind::line},
      {Slot::status, "headers", "status", Kind::line},
      {Slot::unread, "headers", "unread", Kind::line},
      {Slot::high, "priorities", "high", Kind::priority},
      {Slot::normal, "priorities", "normal", Kind::priority},
      {Slot::low, "priorities", "low", Kind::priority},
      {Slot::is_unread, "statuses", "unread", Kind::status},
      {Slot::is_read, "statuses", "read", Kind::status},
      {Slot::no, "no", nullptr, Kind::no},
      {Slot::text_item, "items", "text", Kind::line},
      {Slot::file_item, "items", "file", Kind::line},
      {Slot::item_suffix, "item_suffixes", nullptr, Kind::suffix},
      {Slot::inbox, "inboxes", nullptr, Kind::inbox},
      {Slot::separator, "separators", nullptr, Kind::separator, true},
      {Slot::tag_name, "directory", "name", Kind::tag},
      {Slot::tag_location, "directory", "location", Kind::tag},
      {Slot::tag_address, "directory", "address", Kind::tag},
      {Slot::tag_comments, "directory", "comments", Kind::tag},
      {Slot::local_user, "locations", "L", Kind::location},
      {Slot::local_elsewhere, "locations", "l", Kind::location},
      {Slot::remote_user, "locations", "R", Kind::location},
      {Slot::remote_elsewhere, "locations", "r", Kind::location},
      {Slot::local_alias, "locations", "A", Kind::location},
      {Slot::remote_alias, "locations", "a", Kind::location},
      {Slot::post_office, "locations", "P", Kind::location},
      {Slot::far_post_office, "locations", "p", Kind::location},
  }};
  return kPlaces;
}

std::string_view before_colon(std::string_view header) {
  return base::trim(header.substr(0, header.find(':')));
}

Result<Profile> parse_profile(const Json& json, const std::string& where, const Profile* standard) {
  auto profile = Reader(json, where, standard).read();
  if (!profile) return with_hint(std::move(profile).error());
  return profile;
}

Result<Profile> read_profile(const std::filesystem::path& file) {
  auto standard = standard_profile();
  if (!standard) return std::move(standard).error();
  auto json = base::read_json(file, kLimits);
  if (!json) return with_hint(std::move(json).error());
  return parse_profile(*json, file.string(), standard->get());
}

Result<std::shared_ptr<const Profile>> standard_profile() {
  static const auto kept = read_standard();
  return kept;
}

}  // namespace migrator::ccmail
