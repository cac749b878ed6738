#pragma once
// The ledger: one row for every item that was read, and what became of it. It
// is what a broken run is resumed from, and what every report is counted from.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "migrator/ledger/words.hpp"
#include "migrator/message/message.hpp"

namespace migrator::ledger {

/// What a ledger belongs to; a run with another binding is refused.
struct Binding {
  std::string source;       // its path, for people
  std::string fingerprint;  // digest of what the source holds
  std::string destination;  // its path, or the folder of a set
  std::string job;          // what is done: steps, phase, content, options; readable
  std::string orders;       // the same as data; not compared, since `job` is
  bool adds = false;        // to a destination that another run made; not kept, for advice alone
};

struct Row {
  ItemKind kind = ItemKind::message;
  std::uint64_t sequence = 0;  // from 1, within owner and kind
  Place place;                 // of the source; a later row for the same item does not change it
  State state = State::extracted;
  Reason reason = Reason::none;
  std::string message;                // why, for people
  std::string target;                 // relative to the destination
  std::string target_id;              // what names it in there, where the file is not the item
  std::string message_id;             // the beginning of `hash`, at a domain
  std::string hash;                   // SHA-256, hex, of the content (destination::Delivered)
  std::uint64_t bytes = 0;            // as written
  unsigned programs = 0, macros = 0;  // attachments that can be run, that hold macros
  std::string same_as;  // the target of the same message on another board: one item, two places
  std::string settled = {};  // given by the ledger: when the batch began that gave it this state,
                             // "1998-06-02T08:15:00Z"; "" while it is extracted, and in a rehearsal
};

/// read = delivered + filtered + rejected + pending.
struct Tally {
  Owner owner = Owner::mailbox;
  std::string name;
  std::uint64_t read = 0, delivered = 0, filtered = 0, rejected = 0, pending = 0;
  bool closes() const { return read == delivered + filtered + rejected + pending; }
  bool operator==(const Tally&) const = default;
};

/// A row, and whose it is.
struct Entry {
  Owner owner = Owner::mailbox;
  std::string name;
  Row row;
};
using Rejected = Entry;

/// What delivered items are beside their numbers.
struct Extras {
  std::uint64_t programs = 0, macros = 0;  // attachments
  std::uint64_t placements = 0;            // messages that another board has too (same_as)
  std::uint64_t bytes = 0;                 // as written
};

/// How many items of a kind are in a state, for a reason.
struct Count {
  ItemKind kind = ItemKind::message;
  State state = State::extracted;
  Reason reason = Reason::none;
  std::uint64_t items = 0;
};

struct Sums {
  Tally total;
  Extras extras;
  std::vector<Count> counts;  // by kind, state and reason; what there is none of is not listed
};

/// How far files that grow were delivered: path, relative to the destination, and size.
using Sizes = std::map<std::string, std::uint64_t>;

/// The time that a batch is given, in Unix seconds; nullopt in a rehearsal, which settles nothing.
using Clock = std::function<std::optional<std::int64_t>()>;
/// The clock of this computer.
std::optional<std::int64_t> system_clock();

struct Warning {
  Owner owner = Owner::mailbox;
  std::string name;
  ItemKind kind = ItemKind::message;
  std::uint64_t sequence = 0;  // 0: of the owner as a whole
  Place place;                 // of the item; empty when sequence is 0
  std::string text;
};

/// Changes belong to an open batch: commit() makes them durable, all or none; without it they are
/// gone when the process ends. Every change may be made again with the same result.
class Ledger {
 public:
  using OwnerId = std::int64_t;
  /// Opens the ledger, or makes it. Errc::conflict when it belongs to another source, destination
  /// or job, or is of another version.
  static base::Result<Ledger> open(const std::filesystem::path& file, const Binding& binding,
                                   Clock clock = system_clock);
  /// Refuses what open() would refuse of a ledger that is there, and leaves it as it is.
  static base::Result<void> check(const std::filesystem::path& file, const Binding& binding);
  /// Opens a ledger to read from; a run may be writing to it. Leaves no file beside it that was not
  /// there, also where nothing may be written.
  static base::Result<Ledger> read(const std::filesystem::path& file);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  /// The owner of this name, made when it is new; `position` orders reports.
  base::Result<OwnerId> owner(Owner owner, const std::string& name, std::uint64_t position);
  base::Result<std::optional<State>> state(OwnerId owner, ItemKind kind, std::uint64_t sequence);
  /// Writes the row of an item; of an item that has one, everything but its place.
  base::Result<void> put(OwnerId owner, const Row& row);
  /// The owner of this name, if the ledger has it, and an item's row; for those who only read.
  base::Result<std::optional<OwnerId>> find_owner(Owner owner, const std::string& name);
  base::Result<std::optional<Row>> find(OwnerId owner, ItemKind kind, std::uint64_t sequence);
  /// How many items of a kind an owner has.
  base::Result<std::uint64_t> rows(OwnerId owner, ItemKind kind);
  /// The target of a delivered message with this content on another board, the first of them;
  /// nullopt without one.
  base::Result<std::optional<std::string>> board_copy(OwnerId board, const std::string& hash);
  /// How many items stand as rejected, with those of the open batch.
  base::Result<std::uint64_t> rejected();
  /// The first item after `after` that was extracted into the set, whatever became of it since.
  base::Result<std::optional<std::uint64_t>> next_extracted(OwnerId owner, ItemKind kind,
                                                            std::uint64_t after);
  /// Replaces the warnings of an item, or with sequence 0 those of its owner.
  base::Result<void> warn(OwnerId owner, ItemKind kind, std::uint64_t sequence,
                          const std::vector<std::string>& texts);
  base::Result<std::vector<std::string>> warnings_of(OwnerId owner, ItemKind kind,
                                                     std::uint64_t sequence);
  /// Steps that are done, by any name.
  base::Result<void> mark(const std::string& step);
  base::Result<bool> marked(const std::string& step);

  /// Remembers how long these files are; others stay as they were.
  base::Result<void> set_extents(const Sizes& sizes);
  base::Result<Sizes> extents();

  base::Result<void> commit();
  base::Result<void> rollback();

  /// Every owner, also those without items: mailboxes, boards, the directory.
  base::Result<std::vector<Tally>> tallies();
  /// All rows together, counted apart from the tallies.
  base::Result<Sums> sums();
  /// Every row in the order of reports: by owner, kind of item, number. One is held at a time.
  base::Result<void> each_item(const std::function<base::Result<void>(const Entry&)>& take);
  base::Result<void> each_rejected(const std::function<base::Result<void>(const Rejected&)>& take);
  base::Result<void> each_warning(const std::function<base::Result<void>(const Warning&)>& take);
  base::Result<std::uint64_t> warnings();
  /// What the ledger belongs to.
  base::Result<Binding> binding();
  /// How many delivered messages, each a file of its own, lie in each folder: "quill/cur" → 12.
  base::Result<Sizes> files_by_folder();
  /// The files that delivered items are part of, such as an mbox or a list of cards, each once;
  /// without `messages` those of other items.
  base::Result<std::vector<std::string>> shared_files(bool messages);
  /// The highest number that a message of this account has; 0 without any.
  base::Result<std::uint64_t> last_message(Owner owner, const std::string& name);
  /// Where the next item after `place` begins in the same file: the end of one of unknown length.
  base::Result<std::optional<std::uint64_t>> next_offset(const Place& place);

 private:
  struct Inside;
  explicit Ledger(std::unique_ptr<Inside> inside);
  base::Result<void> begin();
  base::Result<bool> is_board(OwnerId owner);
  base::Result<bool> is_new(OwnerId owner, ItemKind kind, std::uint64_t sequence);
  std::unique_ptr<Inside> inside_;
};

}  // namespace migrator::ledger
