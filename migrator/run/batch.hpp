#pragma once
// A batch: what was staged in the destination and entered into the ledger since
// both were last made durable, in this order.
#include "migrator/destination/destination.hpp"
#include "migrator/ledger/ledger.hpp"
#include "migrator/run/desk.hpp"

namespace migrator::run {

class Batch {
 public:
  /// As many as one sync of the disk should carry (bench/migrate: 500 cost a tenth of a run into
  /// mbox files); a run that is killed does at most this much again.
  static constexpr std::uint64_t kItems = 1000;
  static constexpr std::uint64_t kBytes = 16u << 20;

  Batch(Desk& desk, destination::Destination& destination)
      : desk_(desk), destination_(destination) {}
  void add(std::uint64_t bytes) {
    ++items_;
    bytes_ += bytes;
  }
  bool full() const { return items_ >= kItems || bytes_ >= kBytes; }
  /// The destination first: a row that says "delivered" is never ahead of the mail. How long its
  /// files are comes with the rows, all or none.
  base::Result<void> flush();

 private:
  Desk& desk_;
  destination::Destination& destination_;
  std::uint64_t items_ = 0, bytes_ = 0;
};

}  // namespace migrator::run
