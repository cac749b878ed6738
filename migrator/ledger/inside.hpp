#pragma once
// What a Ledger holds; only for the files of this room.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "migrator/ledger/database.hpp"
#include "migrator/ledger/ledger.hpp"

namespace migrator::ledger {

struct Ledger::Inside {
  explicit Inside(Database opened) : database(std::move(opened)) {}
  base::Result<void> prepare();

  /// What is remembered of an owner, so that an item above its last needs no look.
  struct Known {
    std::optional<bool> board;
    std::array<std::optional<std::uint64_t>, 3> highest;  // by ItemKind; 0: no row
  };
  /// Keeps in mind that this row was put, of an item that stood at `before`.
  void remember(std::int64_t owner, const Row& row, std::optional<State> before);
  /// Forgets what a rollback may have undone.
  void forget();

  Database database;  // before its statements, so that it closes after them
  Clock clock;
  bool in_batch = false;
  std::string time;  // of the open batch
  std::unordered_map<std::int64_t, Known> known;
  std::optional<std::uint64_t> rejected;
  /// The item that was put last, if it had no row before: it has no warnings to remove.
  std::int64_t fresh_owner = 0;
  ItemKind fresh_kind = ItemKind::message;
  std::uint64_t fresh_sequence = 0;
  Sizes sizes;  // as the ledger has them

  Statement find_owner, add_owner, owner_kind, highest, state, insert, update, next_extracted,
      board_copy, rejected_count, unwarn, warn, warnings, mark, marked, next_offset, extent;
  Statement one;  // prepared when it is first asked for
  bool one_ready = false;
  bool place_index = false;
};

// SQLite's whole numbers are signed. Nothing real is near the edge; what is beyond becomes it.
inline std::int64_t stored(std::uint64_t value) {
  constexpr auto kMost = static_cast<std::uint64_t>(INT64_MAX);
  return static_cast<std::int64_t>(std::min(value, kMost));
}

inline std::uint64_t loaded(std::int64_t value) {
  return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

}  // namespace migrator::ledger
