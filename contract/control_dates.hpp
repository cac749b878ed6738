#pragma once
// The dates of a control file: 14 digits, YYYYMMDDhhmmss (KB Q198957).
#include <optional>
#include <string>
#include <string_view>

namespace contract {

/// What no calendar or clock has in these 14 digits: "month 13", "30 February", "hour 24"; nullopt
/// where there is such a moment. What is not 14 digits is not judged.
std::optional<std::string> impossible_part(std::string_view digits);

}  // namespace contract
