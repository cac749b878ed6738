#pragma once
// What follows Contents: in a message: text items, file items, and what else
// there is. Bytes of a sized item are opaque and never looked at.
#include "migrator/ccmail/blocks.hpp"
#include "migrator/ccmail/header.hpp"

namespace migrator::ccmail {

/// The byte counts of a message, as written by /ITEMSIZE, and where each began to count.
struct Counts {
  bool sized = false;    // the message has size lines; without, blocks end where the next begins
  bool bare_lf = false;  // its lines end in LF: the counts are those of a file that had CRLF
  std::optional<std::uint64_t> message, contents;
  std::uint64_t message_data = 0, contents_data = 0;

  /// Both counts are there, and the headers between them have just the length that they imply:
  /// message = headers + contents, and up to four bytes of line ends (ccmail.md §2.2).
  bool agree() const;
  bool contradict() const { return message && contents && !agree(); }
};

class ContentsReader {
 public:
  ContentsReader(base::Lines& lines, const Rules& rules, const Counts& counts, Message& message,
                 Warnings& warnings)
      : lines_(lines), rules_(rules), counts_(counts), message_(message), warnings_(warnings) {}

  struct End {
    std::uint64_t at = 0;          // of the first byte that does not belong to the message
    std::optional<Damage> damage;  // then the message cannot be had
  };
  /// Reads items from `from`, the first byte after Contents: and its size line, to the end of the
  /// message, adding parts to it.
  base::Result<End> read(std::uint64_t from);

 private:
  struct Extent {
    std::uint64_t from = 0, to = 0;
    bool truncated = false;  // the size runs past the end of the file
  };
  base::Result<void> find_limit();
  base::Result<Extent> sized_extent(const SizeLine& size, Part::Kind kind);
  base::Result<Extent> near_miss(std::uint64_t from, std::uint64_t size, Part::Kind kind);
  base::Result<Extent> unsized_extent(std::uint64_t from, Part::Kind kind);
  base::Result<Extent> extent(std::uint64_t from, Part::Kind kind);
  base::Result<std::optional<std::uint64_t>> macbinary_end(std::uint64_t from);
  base::Result<std::uint64_t> read_item(std::uint64_t at);
  base::Result<std::uint64_t> read_bare_text(std::uint64_t at);
  base::Result<void> add_file(std::string_view rest, std::uint64_t at, const Extent& extent);
  base::Result<End> finish(std::uint64_t at);
  base::Result<End> truncated();
  base::Result<End> too_many(std::uint64_t at);

  base::Lines& lines_;
  const Rules& rules_;
  const Counts& counts_;
  Message& message_;
  Warnings& warnings_;
  std::uint64_t limit_ = 0;     // nothing of the message lies at or after it
  bool limit_is_sure_ = false;  // the message's own count says so, and the file agrees
  std::optional<std::string> truncation_;
  int nameless_ = 0;
};

}  // namespace migrator::ccmail
