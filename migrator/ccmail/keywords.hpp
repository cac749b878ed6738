#pragma once
// The words of EXPORT's text files, in one table. What a public text or a real
// file shows is marked [S]; every other spelling is a decision of ours
// (ccmail.md §2.4: the feature exists, its spelling is unknown), wide on
// purpose: a word that is not here is kept as an extra header, never lost.
#include <cstdint>
#include <optional>
#include <string_view>

#include "migrator/message/message.hpp"

namespace migrator::ccmail {

inline constexpr std::string_view kMessage = "message:";  // [S] starts a message, alone on its line
inline constexpr std::string_view kContents =
    "contents:";                                     // [S] ends the headers, alone on its line
inline constexpr std::string_view kInbox = "inbox";  // a Folder of this name is the Inbox

/// What a header keyword stands for.
enum class Field { from, date, to, cc, bcc, subject, folder, priority, receipt, status, unread };

/// The meaning of a header keyword, in any case; nullopt for one that the table does not know.
std::optional<Field> field_of(std::string_view keyword);
/// "Urgent", "low", "1" … "5"; nullopt for another word.
std::optional<Priority> priority_of(std::string_view value);
/// Whether the value of a Status line says unread; nullopt for another word.
std::optional<bool> unread_of(std::string_view value);
/// "no", "none", "0": the value of a yes-or-no line that takes its keyword back.
bool says_no(std::string_view value);

/// The first line of an item of a message: "Text item: Tide tables", "File item: rope.wk4 …".
struct ItemLine {
  Part::Kind kind = Part::Kind::text;
  std::string_view rest;  // of the line, trimmed: title, or name and stamp
};

/// `line` as the start of an item whose word the table knows.
std::optional<ItemLine> known_item(std::string_view line);
/// The same, or any "<words> item:", read as a file: for places where only an item can stand.
std::optional<ItemLine> any_item(std::string_view line);

/// Whether the line is `keyword` and nothing else but blanks.
bool stands_alone(std::string_view line, std::string_view keyword);

}  // namespace migrator::ccmail
