#pragma once
// What is looked at before anything is written.
#include "checker/patch/transaction/state.hpp"

namespace checker::patch::transaction {

/// Whether a file system of this kind (statfs f_type) lies on a network, or in a process that may
/// be anything (FUSE), so that what is synced there may still be lost. Numbers: linux/magic.h, and
/// coreutils' stat.c for those that are missing there.
bool is_remote(long kind);

/// What a look before anything is written has found.
struct Preflight {
  std::vector<std::uint64_t> old;  // sizes of the old files
  Space space;
};

/// Refuses what is not to be patched: each file, by its own reason. Without `hashes` the files'
/// contents are not read again.
base::Result<Preflight> preflight(const State& state, const Request& request, bool hashes);

/// The same for a file that stands there already, whoever wrote it.
base::Result<void> check_target(const State& state, const std::string& path);

}  // namespace checker::patch::transaction
