#include "migrator/run/batch.hpp"

namespace migrator::run {

base::Result<void> Batch::flush() {
  if (auto done = destination_.flush(); !done) return done;
  if (auto done = desk_.ledger.set_extents(destination_.extents()); !done) return done;
  if (auto done = desk_.ledger.commit(); !done) return done;
  desk_.progress({{"bytes", bytes_}});
  items_ = bytes_ = 0;
  return {};
}

}  // namespace migrator::run
