#pragma once
// The directory that EXPORT /DIRECTORY writes: records of Name:, Locn:, Addr:
// and Cmts: lines (ccmail.md §3).
#include <functional>
#include <memory>

#include "base/stream.hpp"
#include "migrator/ccmail/header.hpp"

namespace migrator::ccmail {

using TakeEntry = std::function<base::Result<void>(const DirectoryEntry&)>;
using TakeDamage = std::function<base::Result<void>(const Place&, const Damage&)>;

/// Calls `take` for each record, in order, and `damaged` for what is none: bytes before the first
/// Name:, lines that are no tag, records without a name, and lines over 64 KiB. Lines under tags
/// that nobody has published go to the comments, 64 KiB of them for an entry. Errc::io, or what a
/// callback returned.
base::Result<void> read_directory(std::shared_ptr<const base::RandomAccess> file,
                                  const std::string& name, const Rules& rules,
                                  const TakeEntry& take, const TakeDamage& damaged);

}  // namespace migrator::ccmail
