#pragma once
// The history of a target's patches: TARGET/.sidestep/patch.log, a chain of
// records as in docs/audit.md.
#include <filesystem>
#include <string>

#include "base/files.hpp"
#include "base/json.hpp"

namespace checker::cli {

std::filesystem::path patch_log(const std::filesystem::path& target);

class PatchTrail {
 public:
  /// `command`: "patch apply", …; `asked`: what the operator wanted, by option.
  PatchTrail(base::Files& files, std::filesystem::path target, std::string command,
             base::Json asked)
      : files_(files),
        target_(std::move(target)),
        command_(std::move(command)),
        asked_(std::move(asked)) {}

  /// The record before anything is changed: the patch, and each file before and after.
  base::Result<void> begin(const std::string& id, base::Json files);
  /// The last record: what came of it.
  base::Result<void> end(base::Json outcome) const;

 private:
  base::Result<std::string> append(const std::string& stage, base::Json more) const;

  base::Files& files_;
  std::filesystem::path target_;
  std::string command_;
  base::Json asked_;
  std::string begun_;  // the hash of the record before
};

}  // namespace checker::cli
