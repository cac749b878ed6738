#pragma once
// What is refused before anything is looked at.
#include <string_view>

#include "checker/patch/transaction/transaction.hpp"

namespace checker::patch::transaction {

/// More files than any service pack has (Exchange 5.5 SP4: about 3,000).
inline constexpr std::size_t kMostChanges = 100'000;

bool is_id(std::string_view text);
bool is_sha256(std::string_view text);
/// A path that a patch may write to: relative, inside, UTF-8, and not in .sidestep.
base::Result<void> check_path(const std::string& path);
/// Paths that are one file on Windows, or of which one is the folder of another.
base::Result<void> check_distinct(const std::vector<std::string>& paths);
base::Result<void> check_request(const Request& request);

}  // namespace checker::patch::transaction
