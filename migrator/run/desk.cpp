#include "migrator/run/desk.hpp"

#include <utility>

#include "base/text.hpp"

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
  ++recorded;
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

void Desk::progress(base::Json more) {
  base::Json event = {{"event", "progress"}, {"items", std::exchange(recorded, 0)}};
  event.update(more);
  watch.say(event);
}

namespace {

constexpr std::size_t kSeen = 1'000;  // names for "did you mean"
constexpr const char* kLooked = "folders were looked for";

std::string step_of(const std::string& folder) { return "folder " + base::lower(folder); }

}  // namespace

Result<std::optional<ledger::Reason>> Desk::judge(const Account& account, const Item& item) {
  const auto reason = selection.filtered(account, item);
  if (selection.folders.empty() || account.kind == AccountKind::board || !item.message)
    return reason;
  const std::string& folder = item.message->folder;
  if (met.empty() && seen.empty())
    if (auto done = ledger.mark(kLooked); !done) return std::move(done).error();
  if (seen.size() < kSeen) seen.insert(folder.empty() ? "Inbox" : folder);
  if (reason == ledger::Reason::not_chosen || met.size() == selection.folders.size()) return reason;
  for (const std::string& name : selection.folders)
    if (is_folder_of(folder, name) && met.insert(name).second)
      if (auto done = ledger.mark(step_of(name)); !done) return std::move(done).error();
  return reason;
}

// It is of no account, so the directory has to have it.
Result<void> Desk::warn_missing_folders() {
  auto looked = ledger.marked(kLooked);
  if (!looked) return std::move(looked).error();
  if (!*looked) return {};
  std::vector<std::string> texts;
  for (const std::string& name : selection.folders) {
    auto there = ledger.marked(step_of(name));
    if (!there) return std::move(there).error();
    if (*there) continue;
    const auto near = base::nearest(name, {seen.begin(), seen.end()});
    texts.push_back("no mailbox that was chosen has mail in a folder \"" + base::printable(name) +
                    "\"" +
                    (near ? "; did you mean \"" + base::printable(*near) + "\"?" : std::string()));
  }
  if (texts.empty()) return {};
  auto owner = directory();
  if (!owner) return std::move(owner).error();
  return ledger.warn(owner->id, ledger::ItemKind::message, 0, texts);
}

ledger::Row row_of(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                   ledger::State state, ledger::Reason reason) {
  ledger::Row row;
  row.kind = kind;
  row.sequence = sequence;
  row.place = place;
  row.state = state;
  row.reason = reason;
  return row;
}

ledger::Row rejected(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                     ledger::Reason reason, std::string message) {
  ledger::Row row = row_of(kind, sequence, place, ledger::State::rejected, reason);
  row.message = std::move(message);
  return row;
}

ledger::Row filtered(ledger::ItemKind kind, std::uint64_t sequence, const Place& place,
                     ledger::Reason reason) {
  return row_of(kind, sequence, place, ledger::State::filtered, reason);
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
