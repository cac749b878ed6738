#pragma once
// What a Ledger holds; only for the files of this room.
#include <algorithm>

#include "migrator/ledger/database.hpp"
#include "migrator/ledger/ledger.hpp"

namespace migrator::ledger {

struct Ledger::Inside {
  explicit Inside(Database opened) : database(std::move(opened)) {}
  base::Result<void> prepare();

  Database database;  // before its statements, so that it closes after them
  bool in_batch = false;
  Statement find_owner, add_owner, state, put, next_extracted, unwarn, warn, warnings, mark, marked,
      next_offset;
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
