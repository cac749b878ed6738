#pragma once
// Times in a package manifest: UTC, to the second.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace checker::patch::package {

/// "1999-09-30T00:00:00Z", of the years 1970 to 9999, and nothing else.
std::optional<std::chrono::sys_seconds> parse_utc(std::string_view text);
std::string to_utc(std::chrono::sys_seconds time);

}  // namespace checker::patch::package
