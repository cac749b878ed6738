#include "migrator/run/desk.hpp"

namespace migrator::run {

using base::Result;

ledger::Owner owner_of(AccountKind kind) {
  return kind == AccountKind::board ? ledger::Owner::board : ledger::Owner::mailbox;
}

Result<void> Desk::enter(const Catalogue& catalogue) {
  for (const Account& account : catalogue.accounts)
    if (auto known = holder(account); !known) return std::move(known).error();
  if (auto known = directory(); !known) return std::move(known).error();
  for (const Unread& unread : catalogue.unread)
    if (auto said = warn_unread(unread); !said) return said;
  if (max_errors) {
    auto before = ledger.rejected();
    if (!before) return std::move(before).error();
    rejected = *before;
  }
  return ledger.commit();
}

// Item 0: it belongs to the account and to none of its items.
Result<void> Desk::warn_unread(const Unread& unread) {
  auto owner = holder(unread.account);
  if (!owner) return std::move(owner).error();
  return ledger.warn(owner->id, ledger::ItemKind::message, 0, {unread.what});
}

Result<Holder> Desk::holder(const Account& account) {
  const auto owner = owner_of(account.kind);
  auto id = ledger.owner(owner, account.name, entered++);
  if (!id) return std::move(id).error();
  return Holder{owner, account.name, *id};
}

Result<Holder> Desk::directory() {
  auto id = ledger.owner(ledger::Owner::directory, "", entered++);
  if (!id) return std::move(id).error();
  return Holder{ledger::Owner::directory, "", *id};
}

Result<void> Desk::record(const Holder& holder, const ledger::Row& row,
                          const std::vector<std::string>& warnings) {
  if (auto done = ledger.put(holder.id, row); !done) return done;
  if (auto done = ledger.warn(holder.id, row.kind, row.sequence, warnings); !done) return done;
  if (max_errors && row.state == ledger::State::rejected) {
    auto now = ledger.rejected();
    if (!now) return std::move(now).error();
    rejected = *now;
  }
  if (!watch.tell) return {};
  const auto tell = [&](std::string_view event, std::string_view text) {
    watch.say({{"event", event},
               {"kind", ledger::to_string(holder.kind)},
               {"name", holder.name},
               {"item", ledger::to_string(row.kind)},
               {"sequence", row.sequence},
               {"file", row.place.file},
               {"offset", row.place.offset},
               {"reason", ledger::to_string(row.reason)},
               {"message", text}});
  };
  if (row.state == ledger::State::rejected) tell("rejected", row.message);
  for (const std::string& warning : warnings) tell("warning", warning);
  return {};
}

ledger::Row rejected(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                     ledger::Reason reason, std::string message) {
  ledger::Row row;
  row.kind = kind;
  row.sequence = sequence;
  row.place = place;
  row.state = ledger::State::rejected;
  row.reason = reason;
  row.message = std::move(message);
  return row;
}

ledger::Row filtered(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                     ledger::Reason reason) {
  ledger::Row row;
  row.kind = kind;
  row.sequence = sequence;
  row.place = place;
  row.state = ledger::State::filtered;
  row.reason = reason;
  return row;
}

ledger::Row damaged(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                    const Damage& damage) {
  return rejected(kind, sequence, place, ledger::reason_of(damage.reason), damage.message);
}

bool concerns_item(const base::Error& error) {
  using base::Errc;
  return error.code == Errc::malformed || error.code == Errc::unsupported ||
         error.code == Errc::limit;
}

std::uint64_t weight(const Item& item) {
  std::uint64_t bytes = 0;
  if (item.message)
    for (const Part& part : item.message->parts) bytes += part.content.size();
  return bytes;
}

std::string words(const Holder& holder) {
  const std::string kind(ledger::to_string(holder.kind));
  return holder.name.empty() ? kind : kind + " " + holder.name;
}

}  // namespace migrator::run
