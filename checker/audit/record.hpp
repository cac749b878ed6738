#pragma once
// One line of an audit log.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace checker::audit {

inline constexpr std::string_view kSchema = "sidestep-audit/1";
/// A record of a check of ten thousand components is below 2 MiB.
inline constexpr std::size_t kMaxRecord = 4u << 20;
/// What the first record gives as the hash before it.
std::string no_hash();

struct Record {
  std::uint64_t seq = 0;
  std::string previous, hash, time;
  std::vector<std::string> torn;  // SHA-256 of the cut lines between the record before and this one
};

/// The line, with its line end, of a record with this content after `before`.
std::string line_of(base::Json content, const std::optional<Record>& before,
                    const std::vector<std::string>& torn, std::string& hash);

/// What a line holds. nullopt: it begins as a record does and is not whole, as a line that a crash
/// cut short. An error: it is no record of a log, or its hash does not fit.
base::Result<std::optional<Record>> read_record(std::string_view line, const std::string& where);

}  // namespace checker::audit
