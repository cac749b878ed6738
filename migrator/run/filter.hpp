#pragma once
// What the operator did not want, by kind or by account: read and counted, and
// entered as filtered.
#include "migrator/run/desk.hpp"

namespace migrator::run {

/// Enters every item of a kind that is left out, or of an account that was not chosen, as filtered.
/// False when the watch stopped it.
base::Result<bool> count_left_out(Desk& desk, Source& source);

}  // namespace migrator::run
