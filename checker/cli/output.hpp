#pragma once
// What a command prints, and where.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "base/json.hpp"

namespace checker::cli {

inline constexpr int kUnusable = 3;  // arguments or input that nothing can be done with

/// Writes `text` to `file`, or to standard output when it is empty or "-".
base::Result<void> print(std::string_view text, const std::filesystem::path& file);

/// The same, piece by piece. A regular file is replaced when it is whole, by finish(), and keeps
/// its permissions; without finish() the old one stays. What a link leads to is replaced, not the
/// link; a pipe or a device is written to.
class Output : public base::ByteSink {
 public:
  static base::Result<Output> open(const std::filesystem::path& file);
  base::Result<void> write(base::Bytes bytes) override;
  /// Whether write_over_start() can be done.
  bool is_replacement() const { return file_.has_value(); }
  base::Result<void> write_over_start(base::Bytes bytes) { return file_->write_over_start(bytes); }
  /// The file that is being written; empty: it is none that a scan could find.
  std::filesystem::path draft() const { return file_ ? file_->draft() : std::filesystem::path(); }
  base::Result<void> finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  Output() = default;
  std::optional<base::Replacement> file_;
  std::optional<std::filesystem::perms> permissions_;
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> device_;  // neither: standard output
};

/// An option's value must not be empty: an unset variable in a script is no wish for nothing.
CLI::Validator not_empty();

/// Whether standard output is a terminal that shows colours: not with NO_COLOR (what people set who
/// want none), not on a dumb one.
bool wants_colour();

/// "error: …" and its hint on standard error; with `json` also {"error": {…}} on standard output.
/// Gives kUnusable.
int fail(const base::Error& error, bool json);

}  // namespace checker::cli
