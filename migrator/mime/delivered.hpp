#pragma once
// A delivered message, read back by GMime, which had no part in writing it: what it says can be
// held against what was to be said (draft.hpp: expected()).
#include "base/stream.hpp"
#include "migrator/mime/content.hpp"

namespace migrator::mime {

/// Reads one message, with line ends of either kind. Fields that are no content are passed over:
/// MIME-Version, Content-…, and those that say where a message stands (is_own_field). Its
/// content_hash() is the hash of the message that was delivered. Errc::malformed for what is no
/// message, Errc::limit for parts deeper than 16 or
/// more than any message of ours has (three for each of kMostParts, and one). All fields, and no
/// content, are in memory at once.
base::Result<Content> read_delivered(const base::RandomAccess& message);

}  // namespace migrator::mime
