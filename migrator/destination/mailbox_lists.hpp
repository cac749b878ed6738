#pragma once
// The personal lists of one mailbox, as cards and as records.
#include <string>
#include <vector>

#include "migrator/destination/destination.hpp"
#include "migrator/destination/known_entries.hpp"

namespace migrator::destination {

struct MailboxLists {
  std::string cards;    // of members that the directory lacks, then the groups
  std::string records;  // what they stand in, such members, the groups; empty without lists
  DeliveredLists delivered;
};

/// `box`: how the place of the mailbox's lists is called; `target`: the .vcf, relative to the
/// destination.
MailboxLists make_lists(const std::string& mailbox, const std::vector<PersonalList>& lists,
                        const LdifName& box, const std::string& target, const KnownEntries& known,
                        const mime::Options& options);

}  // namespace migrator::destination
