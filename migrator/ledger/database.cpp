#include "migrator/ledger/database.hpp"

#include <sqlite3.h>
#include <unistd.h>

namespace migrator::ledger {
namespace {

// What is broken for good, and what a person may mend (a full disk, a lock).
base::Errc code_of(int sqlite) {
  switch (sqlite & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return base::Errc::malformed;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return base::Errc::conflict;
    default:
      return base::Errc::io;
  }
}

// What `sqlite` says of the database in `file`, and what a person can do about it.
base::Error error_of(sqlite3* sqlite, std::string file, std::string_view doing) {
  const base::Errc code = code_of(sqlite3_errcode(sqlite));
  std::string hint;
  if (code == base::Errc::malformed)
    hint =
        "the ledger is damaged: put a copy of it back, or begin again with an empty --state and "
        "destination";
  if (code == base::Errc::io)
    hint = "is its disk full? Once there is room, the same command goes on where this stopped";
  if (code == base::Errc::conflict) hint = "wait until the run that uses it has ended, or end it";
  return {code, std::move(file) + ": " + std::string(doing) + sqlite3_errmsg(sqlite),
          std::move(hint)};
}

// How a reader opens a database so that it leaves no file beside it. The last connection that may
// write removes the log and its index; where nothing may be written there must be none.
struct Way {
  std::string name;
  int flags = SQLITE_OPEN_READONLY;
};

Way to_read(const std::filesystem::path& file) {
  namespace fs = std::filesystem;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (::access(file.c_str(), W_OK) == 0 && ::access(folder.c_str(), W_OK) == 0)
    return {file.string(), SQLITE_OPEN_READWRITE};
  fs::path log = file;
  log += "-wal";
  std::error_code absent;
  if (fs::exists(log, absent) && fs::file_size(log, absent) > 0) return {file.string()};
  std::string uri = "file:";
  constexpr std::string_view kSpecial = "%?#";
  for (const char c : fs::absolute(file, absent).string())
    uri += kSpecial.find(c) == std::string_view::npos ? std::string(1, c)
           : c == '%'                                 ? "%25"
           : c == '?'                                 ? "%3f"
                                                      : "%23";
  return {uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* handle) const noexcept {
  sqlite3_finalize(handle);
}

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

base::Error Statement::failed() const {
  sqlite3* database = sqlite3_db_handle(handle_.get());
  const char* file = sqlite3_db_filename(database, "main");
  return error_of(database, file == nullptr ? "the ledger" : file, "");
}

base::Result<void> Statement::bind(std::initializer_list<Value> values) {
  reset();
  int at = 0;
  for (const Value& value : values) {
    ++at;
    int done = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&value))
      done = sqlite3_bind_int64(handle_.get(), at, *number);
    else if (const auto text = std::get<std::string_view>(value); text.empty())
      done = sqlite3_bind_text(handle_.get(), at, "", 0, nullptr);
    else
      done = sqlite3_bind_text64(handle_.get(), at, text.data(), text.size(), nullptr, SQLITE_UTF8);
    if (done != SQLITE_OK) return failed();
  }
  return {};
}

base::Result<bool> Statement::step() {
  switch (sqlite3_step(handle_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      reset();
      return false;
    default: {
      base::Error error = failed();
      reset();
      return error;
    }
  }
}

base::Result<void> Statement::run(std::initializer_list<Value> values) {
  if (auto bound = bind(values); !bound) return bound;
  for (;;) {
    auto row = step();
    if (!row) return std::move(row).error();
    if (!*row) return {};
  }
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

base::Result<std::optional<std::int64_t>> Statement::first_number(
    std::initializer_list<Value> values) {
  if (auto bound = bind(values); !bound) return std::move(bound).error();
  auto row = step();
  if (!row) return std::move(row).error();
  const auto out = *row ? std::optional(number(0)) : std::nullopt;
  reset();
  return out;
}

base::Result<std::optional<std::string>> Statement::first_text(
    std::initializer_list<Value> values) {
  if (auto bound = bind(values); !bound) return std::move(bound).error();
  auto row = step();
  if (!row) return std::move(row).error();
  auto out = *row ? std::optional(text(0)) : std::nullopt;
  reset();
  return out;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text = sqlite3_column_text(handle_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return text == nullptr ? "" : std::string(reinterpret_cast<const char*>(text), size);
}

base::Error Database::failed(std::string_view doing) const {
  return error_of(handle_.get(), file_.string(), std::string(doing) + ": ");
}

base::Result<Database> Database::open(const std::filesystem::path& file, Mode mode) {
  sqlite3* handle = nullptr;
  const Way way = mode == Mode::read
                      ? to_read(file)
                      : Way{file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
  const int opened = sqlite3_open_v2(way.name.c_str(), &handle, way.flags, nullptr);
  Database database(handle, file);
  if (opened != SQLITE_OK) return database.failed("opening");
  sqlite3_extended_result_codes(handle, 1);
  // Only a reader, such as `status`, can be in the way, and only for a moment.
  sqlite3_busy_timeout(handle, 5000);
  if (mode == Mode::read)
    if (auto done = database.execute("PRAGMA query_only = ON"); !done)
      return std::move(done).error();
  return database;
}

base::Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &handle, nullptr) != SQLITE_OK)
    return failed("preparing a statement");
  return Statement(handle);
}

base::Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return failed("running a statement");
  return {};
}

base::Result<std::int64_t> Database::number(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return std::move(statement).error();
  auto row = statement->step();
  if (!row) return std::move(row).error();
  return *row ? statement->number(0) : std::int64_t{0};
}

}  // namespace migrator::ledger
