#pragma once
// A profile: how the words of EXPORT's files are spelled, as data. Much of the
// grammar is public only in part (ccmail.md §2.4), and other languages have
// other words: whoever has the real ones can put them right without a compiler.
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace migrator::ccmail {

/// What a word stands for. The order is that of the profile's file.
enum class Slot {
  message,
  contents,
  from,
  date,
  to,
  cc,
  bcc,
  subject,
  folder,
  priority,
  receipt,
  status,
  unread,
  high,
  normal,
  low,
  is_unread,
  is_read,
  no,
  text_item,
  file_item,
  item_suffix,
  inbox,
  separator,
  tag_name,
  tag_location,
  tag_address,
  tag_comments,
  local_user,
  local_elsewhere,
  remote_user,
  remote_elsewhere,
  local_alias,
  remote_alias,
  post_office,
  far_post_office,
};
inline constexpr std::size_t kSlots = static_cast<std::size_t>(Slot::far_post_office) + 1;

/// How a word is written, and how that is known.
struct Spelling {
  std::string text;  // UTF-8
  /// "seen" in a real file, "documented" in a public text, "decided" by us, "found" in a program
  std::string mark;
  std::string source, note;  // may be empty
};

struct Profile {
  std::string id;
  std::array<std::vector<Spelling>, kSlots> words;

  const std::vector<Spelling>& of(Slot slot) const { return words[static_cast<std::size_t>(slot)]; }
  std::vector<Spelling>& of(Slot slot) { return words[static_cast<std::size_t>(slot)]; }
};

/// Where the words of a slot stand in the file: "headers/from"; and which of them must differ.
struct SlotPlace {
  /// Words of one kind stand in one place, so that no two may be alike there.
  enum class Kind { line, priority, status, no, suffix, inbox, separator, tag, location };
  Slot slot;
  const char* section;
  const char* key;  // nullptr: the section itself is the list
  Kind kind;
  bool needed = false;  // a profile without any such word can read nothing
  std::string name() const { return key == nullptr ? section : std::string(section) + "/" + key; }
};
/// Whether the slot is of "headers".
constexpr bool is_header(Slot slot) { return slot >= Slot::from && slot <= Slot::unread; }
/// The word of a header without its colon, and the blanks that may stand before that.
std::string_view before_colon(std::string_view header);
const std::array<SlotPlace, kSlots>& slot_places();

/// A profile as JSON, `where` its place in messages. Errors: keys that are not known, words of no
/// or of more than 60 bytes, with control characters or without what their place asks for (a colon
/// at the end; a blank and a letter in an item suffix, which has at most 38), two words of one kind
/// that differ by case alone, or by blanks before a header's colon (a location counts case). A
/// profile that `"extends": "standard"` adds to `standard`, and takes a word that stands there for
/// something else; every other profile is whole.
base::Result<Profile> parse_profile(const base::Json& json, const std::string& where,
                                    const Profile* standard);
base::Result<Profile> read_profile(const std::filesystem::path& file);

/// The profile that came with the program (manifests/profiles/ccmail.json), read once.
base::Result<std::shared_ptr<const Profile>> standard_profile();

}  // namespace migrator::ccmail
