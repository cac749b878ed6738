// Making, recognising and opening a ledger.
#include "migrator/ledger/inside.hpp"
#include "migrator/ledger/schema.hpp"

namespace migrator::ledger {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::string_view kAnother =
    "give --state another folder, or remove this one and the destination to begin again";
// Of a run that adds to what another has delivered: that is not to be removed.
constexpr std::string_view kAddsAnother =
    "give --state another folder; leave the destination as it is, another run has made it";

// WAL and FULL: a commit is on the disk when it returns, and costs one write (mail.md §2.4).
constexpr const char* kDurable = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

Result<void> create(Database& database, const Binding& binding) {
  // All in one transaction: a ledger is whole or empty, never half made.
  if (auto done = database.execute("BEGIN IMMEDIATE"); !done) return done;
  if (auto done = database.execute(kSchema); !done) return done;
  const std::string identity = "PRAGMA application_id = " + std::to_string(kApplication) +
                               "; PRAGMA user_version = " + std::to_string(kVersion) + ";";
  if (auto done = database.execute(identity.c_str()); !done) return done;
  auto insert = database.prepare("INSERT INTO binding VALUES (?1, ?2)");
  if (!insert) return std::move(insert).error();
  const std::pair<std::string_view, std::string_view> values[] = {
      {"source", binding.source},
      {"fingerprint", binding.fingerprint},
      {"destination", binding.destination},
      {"job", binding.job},
      {"orders", binding.orders}};
  for (const auto& [name, value] : values)
    if (auto done = insert->run({name, value}); !done) return done;
  return database.execute("COMMIT");
}

Result<Binding> bound(Database& database) {
  auto select = database.prepare("SELECT name, value FROM binding");
  if (!select) return std::move(select).error();
  Binding out;
  for (;;) {
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (!*row) return out;
    const std::string name = select->text(0);
    if (name == "source") out.source = select->text(1);
    if (name == "fingerprint") out.fingerprint = select->text(1);
    if (name == "destination") out.destination = select->text(1);
    if (name == "job") out.job = select->text(1);
    if (name == "orders") out.orders = select->text(1);
  }
}

// The content decides, not the path: a source that was moved whole is still the same.
Result<void> compare(const std::string& file, const Binding& has, const Binding& wanted) {
  const std::string another(wanted.adds ? kAddsAnother : kAnother);
  const auto refused = [&](const std::string& message, std::string hint) {
    return Error{Errc::conflict, file + ": " + message, std::move(hint)};
  };
  if (has.fingerprint != wanted.fingerprint && has.source == wanted.source)
    return refused("the source " + wanted.source +
                       " is not what it was when this run began: files were changed",
                   wanted.adds ? "put its files back as they were, or " + another
                               : "put its files back as they were, or begin again with an empty "
                                 "--state and destination");
  if (has.fingerprint != wanted.fingerprint)
    return refused("belongs to the source " + has.source + ", not to " + wanted.source, another);
  if (has.destination != wanted.destination)
    return refused(
        "belongs to the destination " + has.destination + ", not to " + wanted.destination,
        another);
  if (has.job != wanted.job)
    return refused(
        "the run that it belongs to was told \"" + has.job + "\", not \"" + wanted.job + "\"",
        "finish it with the plan and options it began with, or " + another);
  return {};
}

// Whether there is a ledger in the file; false for an empty database, which a run that was killed
// in its first moment leaves behind.
Result<bool> recognise(Database& database) {
  const std::string file = database.file().string();
  auto application = database.number("PRAGMA application_id");
  if (!application && application.error().code == Errc::malformed)
    return Error{Errc::conflict, file + ": is not a ledger of sidestep-migrator",
                 std::string(kAnother)};
  if (!application) return std::move(application).error();
  auto version = database.number("PRAGMA user_version");
  if (!version) return std::move(version).error();
  if (*application == kApplication && *version == kVersion) return true;
  auto tables = database.number("SELECT COUNT(*) FROM sqlite_master");
  if (!tables) return std::move(tables).error();
  if (*application == 0 && *version == 0 && *tables == 0) return false;
  if (*application == kApplication)
    return Error{Errc::conflict,
                 file + ": is a ledger of version " + std::to_string(*version) +
                     "; this program knows version " + std::to_string(kVersion),
                 "finish the run with the program that began it"};
  return Error{Errc::conflict, file + ": is not a ledger of sidestep-migrator",
               std::string(kAnother)};
}

// For a ledger that another run may be writing to: nothing is made, and a missing file is an error.
Result<Database> open_to_read(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored))
    return Error{Errc::io, file.string() + ": there is no ledger here",
                 "give the --state folder of a run; by default it is .sidestep in its destination"};
  auto database = Database::open(file, Database::Mode::read);
  if (!database) return database;
  auto there = recognise(*database);
  if (!there) return std::move(there).error();
  if (!*there) return Error{Errc::malformed, file.string() + ": the ledger is still empty"};
  return database;
}

constexpr std::string_view kInsert =
    "INSERT INTO item (owner, kind, sequence, file, offset, length, state, in_set, reason, "
    "message, target, target_id, message_id, hash, bytes, programs, macros, settled, same_as, "
    "on_board) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7 = 'extracted', ?8, ?9, ?10, ?11, ?12, ?13, "
    "?14, ?15, ?16, ?17, ?18, ?19)";

}  // namespace

void Ledger::Inside::forget() {
  known.clear();
  rejected.reset();
  fresh_sequence = 0;
  sizes.clear();
}

Result<void> Ledger::Inside::prepare() {
  const std::pair<Statement*, std::string_view> statements[] = {
      {&find_owner, "SELECT id FROM owner WHERE kind = ?1 AND name = ?2"},
      {&add_owner, "INSERT INTO owner (kind, name, position) VALUES (?1, ?2, ?3)"},
      {&state, "SELECT state FROM item WHERE owner = ?1 AND kind = ?2 AND sequence = ?3"},
      {&owner_kind, "SELECT kind FROM owner WHERE id = ?1"},
      {&highest, "SELECT MAX(sequence) FROM item WHERE owner = ?1 AND kind = ?2"},
      {&insert, kInsert},
      // An item that keeps its state was settled when it came to it.
      {&update,
       "UPDATE item SET settled = CASE WHEN state = ?7 AND settled <> '' THEN settled ELSE ?17 END,"
       " state = ?7, in_set = MAX(in_set, ?7 = 'extracted'), reason = ?8, message = ?9, target = "
       "?10, target_id = ?11, message_id = ?12, hash = ?13, bytes = ?14, programs = ?15, macros = "
       "?16, same_as = ?18, on_board = ?19 WHERE owner = ?1 AND kind = ?2 AND sequence = ?3"},
      {&board_copy,
       "SELECT target FROM item WHERE on_board AND state = 'delivered' AND hash = ?1 AND owner <> "
       "?2 ORDER BY owner, sequence LIMIT 1"},
      {&rejected_count, "SELECT COUNT(*) FROM item WHERE state = 'rejected'"},
      {&extent,
       "INSERT INTO extent VALUES (?1, ?2) ON CONFLICT DO UPDATE SET size = excluded.size"},
      {&next_extracted,
       "SELECT sequence FROM item WHERE owner = ?1 AND kind = ?2 AND sequence > ?3 AND in_set "
       "ORDER BY sequence LIMIT 1"},
      {&unwarn, "DELETE FROM warning WHERE owner = ?1 AND kind = ?2 AND sequence = ?3"},
      {&warn, "INSERT INTO warning VALUES (?1, ?2, ?3, ?4, ?5)"},
      {&warnings,
       "SELECT text FROM warning WHERE owner = ?1 AND kind = ?2 AND sequence = ?3 ORDER BY number"},
      {&mark, "INSERT OR IGNORE INTO done VALUES (?1)"},
      {&marked, "SELECT 1 FROM done WHERE step = ?1"},
      {&next_offset,
       "SELECT offset FROM item WHERE file = ?1 AND offset > ?2 ORDER BY offset LIMIT 1"}};
  for (const auto& [statement, sql] : statements) {
    auto prepared = database.prepare(sql);
    if (!prepared) return std::move(prepared).error();
    *statement = std::move(*prepared);
  }
  return {};
}

Ledger::Ledger(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const std::filesystem::path& file, const Binding& binding,
                            Clock clock) {
  auto database = Database::open(file, Database::Mode::write);
  if (!database) return std::move(database).error();
  auto there = recognise(*database);
  if (!there) return std::move(there).error();
  if (auto done = database->execute(kDurable); !done) return std::move(done).error();
  if (!*there) {
    if (auto made = create(*database, binding); !made) return std::move(made).error();
  }
  auto has = bound(*database);
  if (!has) return std::move(has).error();
  if (auto same = compare(file.string(), *has, binding); !same) return std::move(same).error();
  auto inside = std::make_unique<Inside>(std::move(*database));
  inside->clock = std::move(clock);
  if (auto done = inside->prepare(); !done) return std::move(done).error();
  return Ledger(std::move(inside));
}

Result<void> Ledger::check(const std::filesystem::path& file, const Binding& binding) {
  auto database = Database::open(file, Database::Mode::read);
  if (!database) return std::move(database).error();
  auto there = recognise(*database);
  if (!there) return std::move(there).error();
  if (!*there) return {};
  auto has = bound(*database);
  if (!has) return std::move(has).error();
  return compare(file.string(), *has, binding);
}

Result<Binding> Ledger::binding() { return bound(inside_->database); }

Result<Ledger> Ledger::read(const std::filesystem::path& file) {
  auto database = open_to_read(file);
  if (!database) return std::move(database).error();
  auto inside = std::make_unique<Inside>(std::move(*database));
  if (auto done = inside->prepare(); !done) return std::move(done).error();
  return Ledger(std::move(inside));
}

}  // namespace migrator::ledger
