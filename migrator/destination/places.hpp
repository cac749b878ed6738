#pragma once
// Paths that stand in files of ours: others can have written there, too.
#include <string>

#include "base/result.hpp"

namespace migrator::destination {

/// Errc::malformed unless `place` is a relative path that stays below mailboxes/ or public/, where
/// all mail is.
base::Result<void> check_place(const std::string& place);

}  // namespace migrator::destination
