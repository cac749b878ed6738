#pragma once
// The folder that control files are written to, and the sets of migration files
// that step one has made: what `operation rewrite` reads and writes.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "contract/rewrite/migration_set.hpp"

namespace checker::cli {

/// Control files by name; each is written whole or not at all.
using Texts = std::map<std::string, std::string>;

/// The files "*.txt" of a folder that are marked, or that were and have been filled in.
base::Result<Texts> read_marked(const std::filesystem::path& folder);

/// What `texts` would replace in `folder`: of a file that is there already and was filled in since,
/// that text takes the place of the new one. Errc::conflict where a name is taken by another text,
/// or where a file of another plan lies there; nothing is written.
base::Result<void> settle(const std::filesystem::path& folder, Texts& texts);

/// Whoever changes a folder of control files holds this; its file ".sidestep.lock" stays there.
/// Errc::conflict where another run holds it.
base::Result<base::Lock> lock_folder(const std::filesystem::path& folder);

/// Writes what is not there yet into a folder that is there: the manual steps first, each file
/// whole, never over another but the same one before its mark was filled in. Errc::conflict where a
/// name was taken meanwhile. What was not written after an error is written by the same call again.
base::Result<void> write_texts(base::Files& files, const std::filesystem::path& folder,
                               const Texts& texts);

struct FoundSet {
  contract::rewrite::MigrationSet set;
  std::filesystem::path list;  // the .PKL on this machine
  bool named = false;          // given by its own name, and not looked for
};

/// The sets in DIR: step one's folder, with NAME.NNN/NAME.PKL below or a .PKL directly; or NAME.NNN
/// itself; or the .PKL itself. Errc::limit above 10,000 names in all.
base::Result<std::vector<FoundSet>> find_sets(const std::filesystem::path& folder);

/// The one set that none of `texts` names already. Errc::conflict where there is none, or more than
/// one: they are listed, with how to choose.
base::Result<FoundSet> choose_set(const std::filesystem::path& folder,
                                  const std::vector<FoundSet>& sets, const Texts& texts);

}  // namespace checker::cli
