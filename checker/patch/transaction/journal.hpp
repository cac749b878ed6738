#pragma once
// The journal: what was begun, prepared, committed, taken back. A file of fixed
// size whose room was taken before, so that recording cannot meet a full disk.
//
//   0021 f2a1c04be5d1907a PREPARED kb42
//
// Length of the text, first 16 digits of SHA-256 over the entry's offset and
// text, text, line end; zeros behind the last. An entry that a crash cut short
// can only be the last one, and counts as not written.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"

namespace checker::patch::transaction {

enum class Stage {
  begin,        // planned; the target is untouched
  prepared,     // files are being put in place; recovery goes back
  commit,       // all are in place; recovery goes forward
  done,         // and the record is written
  aborted,      // given up before the target was touched
  rolled_back,  // all old files are back
  undo,         // being taken back; recovery goes on with it
  undone,
};

std::string_view word(Stage stage);

struct Entry {
  Stage stage = Stage::begin;
  std::string id;
  std::string digest{};  // of the plan, for begin and undo
  bool operator==(const Entry&) const = default;
};

/// What the bytes of a journal say.
struct JournalText {
  std::vector<Entry> entries;
  std::size_t end = 0;  // where the next entry goes
  bool torn = false;    // something behind it is neither an entry nor zeros
};

/// Errc::malformed when a whole entry follows one that is damaged: that is no crash.
base::Result<JournalText> parse_journal(std::string_view bytes);

/// The bytes of an entry that stands at `offset`.
std::string text_of(const Entry& entry, std::size_t offset);

inline constexpr std::size_t kJournalSize = 64u << 10;
inline constexpr std::size_t kLongestEntry = 256;  // a stage, an id, a digest

/// Whether a transaction needs nothing more after this.
bool is_final(Stage stage);

class Journal {
 public:
  /// The one at `path`; empty where there is none. Writes nothing.
  static base::Result<Journal> read(std::filesystem::path path);

  const std::vector<Entry>& entries() const { return text_.entries; }
  bool torn() const { return text_.torn; }
  /// The last entry of this transaction.
  std::optional<Entry> last(const std::string& id) const;
  /// The ids, in the order of their last entries.
  std::vector<std::string> ids() const;

  /// Makes the file where there is none, and a new one when this one has little room left; of
  /// finished transactions only those in `keep` stay in it.
  base::Result<void> make_ready(base::Files& files, const std::vector<std::string>& keep);
  /// Durable when it returns. After an error the entry may be on the disk, or not.
  base::Result<void> add(base::Files& files, Entry entry);
  /// Writes all entries again in their places, and zeros over what is torn: what was read may have
  /// been in memory only, and a second sync of what once failed to sync proves nothing.
  base::Result<void> make_durable(base::Files& files);

 private:
  explicit Journal(std::filesystem::path path) : path_(std::move(path)) {}
  base::Result<void> write(base::Files& files, std::size_t offset, std::string_view bytes);
  std::filesystem::path path_;
  std::string bytes_;  // as on the disk
  JournalText text_;
};

}  // namespace checker::patch::transaction
