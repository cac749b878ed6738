#pragma once
// The steps of a transaction that more than one of apply, recover and undo take.
#include <string>
#include <vector>

#include "checker/patch/transaction/state.hpp"

namespace checker::patch::transaction {

/// What the steps work with. Borrows all of it.
struct Work {
  base::Files& files;
  const State& state;
  Journal& journal;
  std::size_t synced_singly = 0;  // of apply(): as its request says
};

/// Closes one of `count` files that are written: durably, or, where they are too many for that, so
/// that the sync of the whole file system, which must follow, has less to do.
base::Result<void> close_one_of(const Work& work, std::size_t count, base::OutputFile& file);

/// Writes and verifies the new files in the patch's folder, and copies the old ones there, all
/// durably. The target is untouched.
base::Result<void> stage(const Work& work, const Request& request, const Plan& plan);

/// Copies a file with its owner, mode, times and attributes, never as a second name: a program that
/// writes into the one must not reach the other. Closed as one of `count`.
base::Result<void> copy_file(const Work& work, std::size_t count, const std::filesystem::path& from,
                             const std::filesystem::path& to);

/// Puts the staged files in place, durably, each after one more look at what stands there.
base::Result<void> put_in_place(const Work& work, const Plan& plan);

/// Whether what is in place is what was to come: the hashes, the changes' own checks, the
/// request's.
base::Result<void> check_in_place(const State& state, const Request& request);

/// After COMMIT: writes the record, and tidies up. DONE is to be said next.
base::Result<void> finish(const Work& work, Plan& plan);

/// Puts the old files back where they are not there already, durably, and removes what was added.
/// All backups that are needed are verified before anything is touched. Gives the files that
/// somebody else changed before they were ours: they stay. Errc::conflict names a file of ours that
/// somebody else changed; Errc::malformed a backup that was damaged.
base::Result<std::vector<std::string>> go_back(const Work& work, const Plan& plan);

/// The folders, absolute, that the files are in, each once.
std::vector<std::filesystem::path> folders_of(const State& state, const Plan& plan);

/// Errc::malformed when a backup that undo would need is not what was copied.
base::Result<void> check_backup(const State& state, const Plan& plan, std::size_t index);

}  // namespace checker::patch::transaction
