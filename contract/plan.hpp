#pragma once
// The plan: the one document in which checker and migrator meet. It is written,
// sealed, read and held against its own guards here, and nowhere else.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/facts.hpp"

namespace contract {

/// What a plan amounts to; also the exit code of `sidestep check`.
enum class PlanStatus { clear = 0, safe = 1, blocked = 2, unknown = 3 };
std::string_view to_string(PlanStatus status);

struct Plan {
  struct Change {
    std::string rule, fact;
    Fact from, to;
  };
  /// One run of the migration. "two" is extract, verify, import.
  struct Pass {
    std::string steps;  // "one", "two"
    std::set<std::string> content;
  };
  /// A component as it was when the verdict was given.
  struct Evidence {
    std::string component, path, file_version,
        sha256;  // version "": it has none, or none that can be read
  };
  struct ManifestUsed {
    std::string id, version, sha256;
  };

  PlanStatus status = PlanStatus::clear;
  Facts operation;  // as planned
  std::vector<Change> changes;
  std::vector<Pass> passes;
  std::vector<std::string> manual;    // what a person must do, in words
  std::vector<std::string> left_out;  // members of migration.content
  std::vector<unsigned> cost;
  std::vector<Guard> guards;
  std::vector<Evidence> evidence;
  std::vector<ManifestUsed> manifests;
};

inline constexpr std::string_view kPlanSchema = "sidestep-plan/1";

/// The document, with `digest` = SHA-256 of the canonical text of everything else in it.
base::Json to_json(const Plan& plan);

/// Reads a plan strictly. base::Errc::conflict when the digest does not fit the rest, when `guards`
/// is missing, or when the operation or a pass meets a guard: such a plan was changed by hand.
base::Result<Plan> plan_from_json(const base::Json& json, const std::string& where);
base::Result<Plan> read_plan(const std::filesystem::path& file);

/// The facts that hold during one pass: the operation, with the pass's own steps and content.
Facts facts_of(const Facts& operation, const Plan::Pass& pass);
/// The first guard that the operation or a pass meets. Of several passes each is held against the
/// guards, and not what they carry together: that is what they were parted for.
std::optional<std::string> broken_guard(const Plan& plan);

}  // namespace contract
