#include "migrator/ccmail/directory.hpp"

#include <algorithm>

#include "base/lines.hpp"

namespace migrator::ccmail {
namespace {

constexpr std::size_t kMaxLine = 64 * 1024;   // a name has 126 letters at most, a comment fewer
constexpr std::size_t kMaxOther = 64 * 1024;  // of an entry, under tags that are not known
constexpr std::size_t kMinTag = 2,
                      kMaxTag = 8;  // letters of a tag that is not known; all known have 4

class DirectoryReader {
 public:
  DirectoryReader(std::shared_ptr<const base::RandomAccess> file, const std::string& name,
                  const Rules& rules, const TakeEntry& take, const TakeDamage& damaged)
      : lines_(std::move(file)), name_(name), rules_(rules), take_(take), damaged_(damaged) {}

  base::Result<void> run() {
    for (std::uint64_t at = 0; at < lines_.size();) {
      auto next = lines_.skip_filler(at);
      if (!next) return std::move(next).error();
      if (*next >= lines_.size()) break;
      auto line = lines_.at(*next, kMaxLine);
      if (!line) return std::move(line).error();
      if (auto done = take_line(*line); !done) return done;
      at = line->next;
    }
    if (auto done = end_damage(); !done) return done;
    return end_record();
  }

 private:
  // A word that stands where a tag could, known to nobody: "FAN:", "Last:".
  static bool is_other_tag(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const auto colon = text.substr(0, kMaxTag + 1).find(':');
    if (colon == std::string_view::npos || colon < kMinTag) return false;
    return std::ranges::all_of(base::lower(text.substr(0, colon)), letter);
  }

  base::Result<void> take_line(const base::Line& line) {
    const auto tag = line.whole ? rules_.words->directory_tag(line.text) : std::nullopt;
    if (tag && tag->slot == Slot::tag_name) {
      if (auto done = end_damage(); !done) return done;
      if (auto done = end_record(); !done) return done;
      entry_ = DirectoryEntry{};
      other_tags_.clear();
      entry_->place = {name_, line.offset, 0};
    }
    const bool other = !tag && line.whole && is_other_tag(line.text);
    if (!entry_ || (!tag && !other) || (tag && !set(*tag))) return stray(line);
    if (other) {  // /FORMAT/FAN writes foreign alias names under a tag nobody published
      const std::string text = "\n" + rules_.page.decode(base::trim(line.text)).text;
      if (other_tags_.size() + text.size() > kMaxOther) {
        too_many_ = true;
        return stray(line);
      }
      other_tags_ += text;
    }
    entry_->place.length = line.next - entry_->place.offset;
    return end_damage();
  }

  // False for a tag that this record has already: its text must not vanish.
  bool set(const Keywords::Tag& tag) {
    std::string& field = tag.slot == Slot::tag_name       ? entry_->name
                         : tag.slot == Slot::tag_location ? entry_->location
                         : tag.slot == Slot::tag_address  ? entry_->address
                                                          : entry_->comments;
    if (!field.empty()) return tag.rest.empty();
    field = rules_.page.decode(tag.rest).text;
    if (tag.slot == Slot::tag_location) field = rules_.words->location(field);
    return true;
  }

  base::Result<void> stray(const base::Line& line) {
    if (!stray_) {
      stray_ = Place{name_, line.offset, 0};
      too_long_ = false;
    }
    too_long_ = too_long_ || !line.whole;
    stray_->length = line.next - stray_->offset;
    return {};
  }

  base::Result<void> end_damage() {
    if (!stray_) return {};
    const Place place = *std::exchange(stray_, std::nullopt);
    const std::string where = name_ + ": byte " + std::to_string(place.offset) + ": ";
    if (std::exchange(too_many_, false))
      return damaged_(place,
                      {"bad-row", where + "an entry has more than 65536 bytes of lines under "
                                          "unknown tags, expected Name:"});
    if (too_long_)
      return damaged_(place,
                      {"too-large", where + "a line of more than 65536 bytes, expected a tag"});
    return damaged_(place, {"bad-row", where + (entry_ ? "expected Locn:, Addr:, Cmts: or Name:"
                                                       : "expected Name:")});
  }

  base::Result<void> end_record() {
    if (!entry_) return {};
    DirectoryEntry entry = *std::exchange(entry_, std::nullopt);
    entry.comments = base::trim(entry.comments + other_tags_);
    if (!entry.name.empty()) return take_(entry);
    return damaged_(entry.place,
                    {"bad-row", name_ + ": byte " + std::to_string(entry.place.offset) +
                                    ": expected a name after Name:"});
  }

  base::Lines lines_;
  const std::string& name_;
  const Rules& rules_;
  const TakeEntry& take_;
  const TakeDamage& damaged_;
  std::optional<DirectoryEntry> entry_;
  std::string other_tags_;  // lines under tags that we do not know: kept with the comments
  std::optional<Place> stray_;
  bool too_long_ = false;
  bool too_many_ = false;  // of the lines in stray_ some are more than an entry keeps
};

}  // namespace

base::Result<void> read_directory(std::shared_ptr<const base::RandomAccess> file,
                                  const std::string& name, const Rules& rules,
                                  const TakeEntry& take, const TakeDamage& damaged) {
  return DirectoryReader(std::move(file), name, rules, take, damaged).run();
}

}  // namespace migrator::ccmail
