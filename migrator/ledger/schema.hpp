#pragma once
// The tables of a ledger. People may read them with the sqlite3 program, so
// states and reasons are words and the counts are a view.

namespace migrator::ledger {

inline constexpr long long kApplication = 0x53'64'73'74;  // "Sdst": SQLite's application_id
inline constexpr long long kVersion = 2;

/// Made when a recovery set first asks for it: one more index would cost every item of every run.
inline constexpr const char* kPlaceIndex =
    "CREATE INDEX IF NOT EXISTS place ON item (file, offset)";

/// Checks of items are chains of OR: for IN, SQLite makes a table of the words with every row.
inline constexpr const char* kSchema = R"sql(
CREATE TABLE binding (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE owner (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('mailbox', 'board', 'directory')),
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  UNIQUE (kind, name));
CREATE TABLE item (
  owner INTEGER NOT NULL REFERENCES owner,
  kind TEXT NOT NULL CHECK (kind = 'message' OR kind = 'list' OR kind = 'directory-entry'),
  sequence INTEGER NOT NULL,
  file TEXT NOT NULL,
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'delivered' OR state = 'extracted' OR state = 'filtered'
                             OR state = 'rejected'),
  in_set INTEGER NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  target TEXT NOT NULL,
  target_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  programs INTEGER NOT NULL,
  macros INTEGER NOT NULL,
  same_as TEXT NOT NULL,
  settled TEXT NOT NULL,
  on_board INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, sequence)) WITHOUT ROWID;
CREATE INDEX board_copy ON item (hash, owner, sequence) WHERE on_board AND state = 'delivered';
CREATE INDEX rejected ON item (owner, kind, sequence) WHERE state = 'rejected';
CREATE TABLE warning (
  owner INTEGER NOT NULL REFERENCES owner,
  kind TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (owner, kind, sequence, number)) WITHOUT ROWID;
CREATE TABLE extent (file TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE done (step TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIEW tally AS
  SELECT owner.kind, owner.name, owner.position,
         COUNT(item.state) AS read,
         COALESCE(SUM(item.state = 'delivered'), 0) AS delivered,
         COALESCE(SUM(item.state = 'filtered'), 0) AS filtered,
         COALESCE(SUM(item.state = 'rejected'), 0) AS rejected,
         COALESCE(SUM(item.state = 'extracted'), 0) AS pending
    FROM owner LEFT JOIN item ON item.owner = owner.id
   GROUP BY owner.id
   ORDER BY owner.position, owner.id;
)sql";

}  // namespace migrator::ledger
