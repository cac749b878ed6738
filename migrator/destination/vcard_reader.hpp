#pragma once
// Reads back the directory file that vcard.hpp writes.
#include <filesystem>
#include <functional>

#include "base/blob.hpp"
#include "migrator/message/message.hpp"

namespace migrator::destination {

/// Calls `take` for each card: its name, location and address; the rest is left empty.
/// Errc::malformed, with the file and byte, for a line that no card of ours has.
base::Result<void> read_entries(const std::filesystem::path& file,
                                const std::function<void(const DirectoryEntry&)>& take);
/// The same of a file that is open.
base::Result<void> read_entries(const base::Blob& file,
                                const std::function<void(const DirectoryEntry&)>& take);

}  // namespace migrator::destination
