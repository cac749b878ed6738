#pragma once
// A destination of cards alone: the directory and the lists as files, for mail that goes to a place
// that has no room for them.
#include <filesystem>
#include <memory>

#include "migrator/destination/destination.hpp"

namespace migrator::destination {

/// directory.vcf and .ldif in `root`, the lists of each mailbox in mailboxes/ below it, called as
/// open_folder() calls them; drafts in its .sidestep. It has no messages. `adds`: as in Opening.
std::unique_ptr<Destination> open_cards(base::Files& files, const std::filesystem::path& root,
                                        const Catalogue& catalogue, const mime::Options& options,
                                        bool adds);

}  // namespace migrator::destination
