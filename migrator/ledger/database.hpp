#pragma once
// SQLite as we use it: handles that close themselves, errors as values.
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace migrator::ledger {

using Value = std::variant<std::int64_t, std::string_view>;

/// A prepared statement. Texts that it gives are valid until its next step.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  /// Starts again with these values for ?1, ?2, …; texts are borrowed until the last step().
  base::Result<void> bind(std::initializer_list<Value> values);
  /// Whether there is a row. At the end the statement is ready for another bind().
  base::Result<bool> step();
  /// bind() and step() to the end, for statements that give no rows.
  base::Result<void> run(std::initializer_list<Value> values);

  /// The first column of the first row, if there is one.
  base::Result<std::optional<std::int64_t>> first_number(std::initializer_list<Value> values);
  base::Result<std::optional<std::string>> first_text(std::initializer_list<Value> values);

  std::int64_t number(int column) const;
  std::string text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const noexcept;
  };
  base::Error failed() const;
  void reset();  // an open row would keep the log from being folded into the database
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Database {
 public:
  enum class Mode { read, write };
  static base::Result<Database> open(const std::filesystem::path& file, Mode mode);
  base::Result<Statement> prepare(std::string_view sql);
  /// Runs statements that need no values and give no rows.
  base::Result<void> execute(const char* sql);
  base::Result<std::int64_t> number(std::string_view sql);
  const std::filesystem::path& file() const { return file_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  Database(sqlite3* handle, std::filesystem::path file) : handle_(handle), file_(std::move(file)) {}
  base::Error failed(std::string_view doing) const;
  std::unique_ptr<sqlite3, Close> handle_;
  std::filesystem::path file_;
};

}  // namespace migrator::ledger
