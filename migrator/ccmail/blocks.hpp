#pragma once
// Where the blocks of a message file begin and end: size lines, line ends
// between blocks, and the search for the next block where no size helps.
#include <optional>

#include "base/lines.hpp"
#include "migrator/ccmail/keywords.hpp"

namespace migrator::ccmail {

/// The line under Message:, Contents: or an item in a file written with /ITEMSIZE: a decimal number
/// padded with blanks, or only blanks (Q287056).
struct SizeLine {
  std::optional<std::uint64_t> value;  // too large a number is the largest one
  std::uint64_t next = 0;              // of the first byte after the line
  bool padded = false;                 // blanks stand in it, as /ITEMSIZE writes them
};
/// nullopt when the line at `offset` is none (or there is no line).
base::Result<std::optional<SizeLine>> read_size(base::Lines& lines, std::uint64_t offset);

/// The beginning of the line at `offset`: enough to know any keyword, never far into binary data.
/// Empty at the end of the file. Good until the next call to `lines`.
base::Result<std::string_view> peek_line(base::Lines& lines, std::uint64_t offset);

/// How many bytes at the beginning of `line` are end-of-file marks (0x1A) of a file that stood
/// before in what somebody has joined.
std::size_t end_marks(std::string_view line);

/// Whether the line at `offset` is exactly "Message:", perhaps followed by blanks.
base::Result<bool> message_at(base::Lines& lines, const Keywords& words, std::uint64_t offset);

/// Whether a block can end at `offset`: at most two line ends follow (Q184391: none, one or two
/// do), then an item, a message, or the end of the file.
base::Result<bool> block_ends_at(base::Lines& lines, const Keywords& words, std::uint64_t offset);
/// The same for the last block of a message: only a message or the end of the file may follow.
base::Result<bool> message_ends_at(base::Lines& lines, const Keywords& words, std::uint64_t offset);

/// The next line at or after `from` that is exactly "Message:"; size() when there is none.
base::Result<std::uint64_t> find_message(base::Lines& lines, const Keywords& words,
                                         std::uint64_t from);
/// What find_block takes for the beginning of a block.
struct Wanted {
  bool messages = true;
  bool sized = false;  // an item only when a size line follows: other keywords are somebody's bytes
};
/// The next line from `from` on that starts an item or, if wanted, a message; `limit` when there is
/// none before it.
base::Result<std::uint64_t> find_block(base::Lines& lines, const Keywords& words,
                                       std::uint64_t from, std::uint64_t limit, Wanted wanted);

/// Past the line ends that can follow the last item of a message: at most four.
base::Result<std::uint64_t> skip_line_ends(base::Lines& lines, std::uint64_t offset);

}  // namespace migrator::ccmail
