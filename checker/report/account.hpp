#pragma once
// Where a report comes from, as the formats for programs state it.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/plan.hpp"

namespace checker::report {

/// The plan's digest: it seals the manifests that were used, too.
std::string plan_digest(const contract::Plan& plan);

/// "exchange-5.5.server 1.0.0", one for each manifest.
std::vector<std::string> manifest_versions(const contract::Plan& plan);

/// Seconds since 1970 of "2026-11-24T12:00:00Z" or "2026-11-24"; nullopt where it is neither.
std::optional<std::int64_t> unix_seconds(std::string_view utc);

}  // namespace checker::report
