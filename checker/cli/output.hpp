#pragma once
// What a command prints, and where.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "base/json.hpp"

namespace checker::cli {

inline constexpr int kUnusable = 3;  // arguments or input that nothing can be done with

/// Writes `text` to `file`, or to standard output when it is empty or "-".
base::Result<void> print(std::string_view text, const std::filesystem::path& file);

/// The same, piece by piece. A file is replaced when it is whole, by finish(); without, the old one
/// stays.
class Output : public base::ByteSink {
 public:
  static base::Result<Output> open(const std::filesystem::path& file);
  base::Result<void> write(base::Bytes bytes) override;
  base::Result<void> finish();

 private:
  explicit Output(std::optional<base::Replacement> file) : file_(std::move(file)) {}
  std::optional<base::Replacement> file_;  // nullopt: standard output
};

/// "error: …" and its hint on standard error; with `json` also {"error": {…}} on standard output.
/// Gives kUnusable.
int fail(const base::Error& error, bool json);

}  // namespace checker::cli
