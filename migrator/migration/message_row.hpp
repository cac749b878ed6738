#pragma once
// A message and the twelve columns that stand for it, both ways, as text; and what a note must add
// so that nothing is lost between the two.
#include <string>
#include <vector>

#include "base/json.hpp"
#include "migrator/migration/secondary.hpp"

namespace migrator::migration {

/// The columns before Body as UTF-8, quotes and pointers already undone.
struct MessageText {
  std::string folder, sender, to, cc, bcc, subject, sent, received, priority, unread, unsent;
};

/// The columns of a message. `home` is the set's post office; `folder` is what stands in the Folder
/// column: of a board's message, the board.
MessageText to_text(const Message& message, std::string_view home, std::string folder);

/// Reads them. A value that its column does not allow (a date that no calendar has, a priority of
/// 7) is kept in `extra` under the column's name, and `odd` says so. In a public section the Folder
/// column names the board, and the message stands at its top.
Message to_message(const MessageText& text, bool is_public, std::vector<std::string>& odd);

/// One part of a message, and the block of its chain that holds it.
struct PartHead {
  Part::Kind kind = Part::Kind::text;
  Part::Format format = Part::Format::plain;
  std::string name;
  std::size_t block = 0;
  bool operator==(const PartHead&) const = default;
};

/// How a chain reads without a note: its Body, unless empty, is a text, Schedule and Document
/// blocks are what they are called; everything else is a file. Names are in `page`.
std::vector<PartHead> default_heads(const std::vector<Descriptor>& chain,
                                    const base::CodePage& page);

/// Everything about `put` that `seen`, the same message read back from its columns, lacks.
base::Json message_note(const Message& put, const Message& seen, std::uint64_t sequence);
/// The same for parts; nothing is added when they are equal.
void add_parts(base::Json& note, const std::vector<PartHead>& put,
               const std::vector<PartHead>& seen);

struct Noted {
  Message message;
  std::optional<std::uint64_t> sequence;
  std::optional<std::vector<PartHead>> parts;
};
/// Reads a message's note back onto it. Parts that do not name every block of `chain` with content
/// exactly once are refused: a note must not hide anything.
base::Result<Noted> apply_message_note(const base::Json& note, Message seen,
                                       const std::vector<Descriptor>& chain);

}  // namespace migrator::migration
