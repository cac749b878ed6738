#pragma once
// What a patch of a target from packages would do. Packages and target are
// read; nothing is written (docs/patching.md).
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "checker/patch/decision/decide.hpp"
#include "checker/patch/planning/source.hpp"
#include "checker/patch/transaction/transaction.hpp"
#include "contract/facts.hpp"

namespace checker::patch::planning {

struct Plan {
  std::filesystem::path target;
  std::string root;  // how the paths of the inventories begin
  Inventory now, then;
  std::vector<Source> sources;
  std::vector<Decision> decisions;  // they point into `now`; Offered::package is one of `sources`
  Effect effect;
  std::vector<std::string> problems;  // why nothing of it may be done, whatever the packages say
  std::optional<transaction::Space> space;  // on the target's file system; none: not looked at

  Plan() = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  bool refuses() const;
  bool changes() const;  // anything is replaced or added
  /// Why it is refused, other than for a file: its own problems and those of its sources.
  std::vector<std::string> objections() const;
  std::vector<const Decision*> to_do() const;  // what is replaced or added
  std::vector<std::string> manual() const;     // paths that are for the vendor's setup
};

struct Request {
  std::filesystem::path target;
  std::vector<std::filesystem::path> packages;
  Wishes wishes;
  std::string rule;  // only what cures it; "": all
  Trust trust;
  contract::Facts facts;  // what is known of the target's data
};

/// Errc::usage for a target that is no folder, a rule that is not known, that no version decides,
/// or that no offered file cures.
base::Result<std::unique_ptr<Plan>> plan(const Request& request, const package::Reader& reader,
                                         const manifest::Knowledge& knowledge);

/// How a target is measured: its files, not what is packed in them, and no strings.
inventory::ScanOptions scan_options(const std::filesystem::path& target);

}  // namespace checker::patch::planning
