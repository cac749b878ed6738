#pragma once
// Delivering: from a source, or from the set that a source was extracted into,
// to a destination.
#include "migrator/destination/destination.hpp"
#include "migrator/run/desk.hpp"

namespace migrator::run {

struct DeliverOptions {
  const Pass& pass;
  std::string step;        // names this step in the ledger: "pass 1 import"
  bool directory = false;  // this pass brings the directory
  bool extracted = false;  // `source` is the set of an extraction that this ledger knows
};

/// Delivers what the pass carries: the directory, then of each account its lists and its items.
/// What the ledger has as delivered is passed over. False when the watch stopped it; everything up
/// to there is durable.
base::Result<bool> deliver(Desk& desk, Source& source, destination::Destination& destination,
                           const DeliverOptions& options);

}  // namespace migrator::run
