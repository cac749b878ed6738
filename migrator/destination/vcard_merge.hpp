#pragma once
// Cards that come to cards: what a recovery set adds to a directory or to the lists of a mailbox.
#include <filesystem>

#include "base/files.hpp"

namespace migrator::destination {

/// Writes `merged`, synced: the cards of `there` (which may be absent) as they stand, then those of
/// `more` that it does not have. A card with the same text under another UID is the same; one with
/// the same UID and another text gets a new UID. So merging twice adds nothing. Errc::malformed for
/// a file that is none of cards.
base::Result<void> merge_cards(base::Files& files, const std::filesystem::path& there,
                               const std::filesystem::path& more,
                               const std::filesystem::path& merged);

}  // namespace migrator::destination
