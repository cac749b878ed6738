#include "migrator/run/batch.hpp"

namespace migrator::run {

using base::Result;

void Batch::hold(std::uint64_t ticket, const Holder& holder, ledger::Row row,
                 std::vector<std::string> warnings) {
  if (holder.kind == ledger::Owner::board) copies_.try_emplace(row.hash, holder.id, row.target);
  held_.emplace(ticket, Held{holder, std::move(row), std::move(warnings)});
}

std::optional<std::string> Batch::board_copy(ledger::Ledger::OwnerId board,
                                             const std::string& hash) const {
  const auto found = copies_.find(hash);
  if (found == copies_.end() || found->second.first == board) return std::nullopt;
  return found->second.second;
}

Result<void> Batch::enter_settled() {
  for (destination::Settled& one : destination_.settled()) {
    auto held = held_.extract(one.ticket);
    if (held.empty()) continue;
    auto& [holder, row, warnings] = held.mapped();
    if (one.refused) {
      const ledger::Reason reason = one.refused->code == base::Errc::limit
                                        ? ledger::Reason::too_large
                                        : ledger::Reason::undeliverable;
      row = rejected(row.kind, row.sequence, row.place, reason, one.refused->message);
    }
    row.target_id = std::move(one.target_id);
    if (auto done = desk_.record(holder, row, warnings); !done) return done;
  }
  return {};
}

Result<void> Batch::flush() {
  auto flushed = destination_.flush();
  // Of the rest nothing may stand in the ledger: that an account is read to its end, say.
  if (!flushed)
    if (auto undone = desk_.ledger.rollback(); !undone) return undone;
  if (auto done = enter_settled(); !done) return done;
  held_.clear();
  copies_.clear();
  if (auto done = desk_.ledger.set_extents(destination_.extents()); !done) return done;
  if (auto done = desk_.ledger.commit(); !done) return done;
  // What was on its way when the destination failed is asked for by the next run.
  if (!flushed) return flushed;
  if (auto done = destination_.committed(); !done) return done;
  desk_.progress({{"bytes", bytes_}});
  items_ = bytes_ = 0;
  return {};
}

}  // namespace migrator::run
