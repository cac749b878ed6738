#pragma once
// Records that come to records: what a recovery set adds to a directory or to the lists of a
// mailbox.
#include <filesystem>

#include "base/files.hpp"

namespace migrator::destination {

/// As merge_cards: writes `merged`, synced: the records of `there` as they stand, then those of
/// `more` that it does not have. A record with the same text under another name in the same place
/// is the same; one whose DN is taken is called by its `uid`, a new one where that is taken, too,
/// and the lists of `more` follow. So merging twice adds nothing. Errc::malformed for a file that
/// is none of ours.
base::Result<void> merge_ldif(base::Files& files, const std::filesystem::path& there,
                              const std::filesystem::path& more,
                              const std::filesystem::path& merged);

}  // namespace migrator::destination
