#pragma once
// plan.json, written before anything happens, and applied/ID.json, the same
// with when and in which order it was committed.
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "checker/patch/transaction/transaction.hpp"

namespace checker::patch::transaction {

struct Plan {
  std::string id, created;
  Swap swap = Swap::files;
  base::Json note;
  std::vector<FileRecord> files;
  std::uint64_t sequence = 0;  // 0: not committed
  std::string committed;
  std::string digest;  // of all the rest; set by text_of() and parse_plan()
};

/// The document. Sets the digest.
std::string text_of(Plan& plan);

/// Reads one back. It may come from anybody: Errc::malformed, with the place, for a path that
/// leaves the target, a hash that is none, a key or a digest that does not fit.
base::Result<Plan> parse_plan(std::string_view text, const std::string& where);

/// The last of the later ones in `records` that shares a file with `plan`; nullptr: none does.
/// Files are the same whatever their case.
const Plan* later_overlap(const std::vector<Plan>& records, const Plan& plan,
                          std::string* path = nullptr);

Applied applied_of(Plan plan);

}  // namespace checker::patch::transaction
