#pragma once
// What stands on an IMAP server, for an audit. Nothing is changed there, not even \Seen.
#include <memory>

#include "migrator/destination/imap/imap_destination.hpp"
#include "migrator/destination/remote.hpp"

namespace migrator::imap {

/// Connects when it is first asked.
std::unique_ptr<destination::Remote> open_reader(Target target);

}  // namespace migrator::imap
