#pragma once
// A batch: what was staged in the destination and entered into the ledger since
// both were last made durable, in this order.
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

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
  bool full() const {
    const std::uint64_t lanes = destination_.side_by_side();
    return items_ >= kItems * lanes || bytes_ >= kBytes * lanes;
  }
  /// A row whose end only flush() knows (Delivered::ticket): it is entered then.
  void hold(std::uint64_t ticket, const Holder& holder, ledger::Row row,
            std::vector<std::string> warnings);
  /// As Ledger::board_copy, of rows that are held.
  std::optional<std::string> board_copy(ledger::Ledger::OwnerId board,
                                        const std::string& hash) const;
  /// The destination first: a row that says "delivered" is never ahead of the mail. How long its
  /// files are comes with the rows, all or none. After an error of the destination the ledger has
  /// nothing of this batch but what the destination has settled, durably.
  base::Result<void> flush();

 private:
  struct Held {
    Holder holder;
    ledger::Row row;
    std::vector<std::string> warnings;
  };
  base::Result<void> enter_settled();

  Desk& desk_;
  destination::Destination& destination_;
  std::uint64_t items_ = 0, bytes_ = 0;
  std::unordered_map<std::uint64_t, Held> held_;  // by ticket
  std::unordered_map<std::string, std::pair<ledger::Ledger::OwnerId, std::string>> copies_;
};

}  // namespace migrator::run
