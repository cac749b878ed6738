#pragma once
// What a command prints, and where.
#include <filesystem>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace checker::cli {

inline constexpr int kUnusable = 3;  // arguments or input that nothing can be done with

/// Writes `text` to `file`, or to standard output when it is empty or "-".
base::Result<void> print(std::string_view text, const std::filesystem::path& file);

/// "error: …" and its hint on standard error; with `json` also {"error": {…}} on standard output.
/// Gives kUnusable.
int fail(const base::Error& error, bool json);

}  // namespace checker::cli
