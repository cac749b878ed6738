#pragma once
// The words of a profile as they stand in the files of one set: in its code
// page, and laid out so that a line that is none of them costs one look.
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "migrator/ccmail/profile.hpp"
#include "migrator/message/message.hpp"

namespace migrator::ccmail {

/// The first line of an item of a message: "Text item: Tide tables", "File item: rope.wk4 …".
struct ItemLine {
  Part::Kind kind = Part::Kind::text;
  std::string_view rest;  // of the line, trimmed: title, or name and stamp
};

/// The words that lines begin with are compared as bytes, in any case of ASCII letters (half of a
/// letter of two bytes is none); a word that the code page cannot hold does not occur. What is
/// asked of values takes UTF-8.
class Keywords {
 public:
  Keywords(const Profile& profile, const base::CodePage& page);

  /// Whether the line starts a message, or ends its headers: the word and nothing else but blanks.
  bool starts_message(std::string_view line) const { return block(line) == Slot::message; }
  bool ends_headers(std::string_view line) const { return block(line) == Slot::contents; }
  /// Slot::message, contents, text_item or file_item for a line that begins a block: one look for
  /// all of them.
  std::optional<Slot> block(std::string_view line) const;
  /// Slot::from … Slot::unread for what stands before the colon of a header line.
  std::optional<Slot> header(std::string_view keyword) const;
  /// `line` as the start of an item whose word the profile knows.
  std::optional<ItemLine> known_item(std::string_view line) const;
  /// The same, or any word before an item suffix, read as a file: for places where only an item can
  /// stand.
  std::optional<ItemLine> any_item(std::string_view line) const;
  /// Whether the line's word ends in an item suffix, so that it can be nothing but an item.
  bool says_item(std::string_view line) const;
  /// Slot::tag_name … Slot::tag_comments, and what stands after the tag of a directory's line.
  struct Tag {
    Slot slot;
    std::string_view rest;
  };
  std::optional<Tag> directory_tag(std::string_view line) const;

  std::optional<Priority> priority(std::string_view value) const;
  /// Whether the value of a status line says unread.
  std::optional<bool> unread(std::string_view value) const;
  /// "no", "none", "0": the value of a yes-or-no line that takes its keyword back.
  bool says_no(std::string_view value) const;
  bool is_inbox(std::string_view folder) const;
  /// The location code as ccmail.md §3 has it: "L", "l", "R" …; what is none of them stays.
  std::string location(std::string_view value) const;
  /// "Quill, Nora at HARBOR", split at the last separator in it (ccmail.md §2.5). "at HARBOR" has
  /// no name (Q249133), unless a blank follows ("At Last, Inc"); "Quill, Nora at" has no post
  /// office.
  Address address(std::string_view value) const;

 private:
  struct Word {
    std::string text;         // as bytes of the code page, whole ASCII letters in lower case
    std::vector<bool> exact;  // of each byte: belongs to another letter, has no case
    Slot slot;

    bool begins(std::string_view line) const;  // whether the line begins with it
  };
  static std::optional<Word> word_of(std::string_view utf8, Slot slot, const base::CodePage& page);
  // Words by their first byte, the longest first.
  class Table {
   public:
    void add(Word word);
    void settle();
    const Word* prefix_of(std::string_view line) const;
    const Word* equal_to(std::string_view text) const;

   private:
    std::vector<Word> words_;
    std::array<std::uint16_t, 257> first_{};  // of the words that begin with this byte
  };
  bool has(Slot slot, std::string_view value) const;

  std::shared_ptr<const Profile> profile_;
  Table blocks_;   // message, contents, items: with their colons
  Table headers_;  // without
  Table tags_;
  std::vector<Word> suffixes_;
};

}  // namespace migrator::ccmail
