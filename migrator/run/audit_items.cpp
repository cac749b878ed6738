// Every item of the source against its row in the ledger, and its message.
#include "migrator/run/audit_parts.hpp"
#include "migrator/run/desk.hpp"
#include "migrator/run/recovery.hpp"

namespace migrator::run {
namespace {

using base::Result;
using ledger::ItemKind;
using ledger::Reason;
using ledger::Row;
using ledger::State;

class Auditor {
 public:
  Auditor(const AuditRequest& request, ledger::Ledger& ledger, Source& source, const Told& told,
          Rescued rescued, AuditBook& book, Audit& audit)
      : request_(request),
        ledger_(ledger),
        source_(source),
        told_(told),
        rescued_(std::move(rescued)),
        book_(book),
        messages_(request, told.options),
        audit_(audit) {}

  Result<void> run();

 private:
  struct Owned {
    ledger::Owner owner;
    const std::string& name;
    std::optional<ledger::Ledger::OwnerId> id;
    ledger::Tally tally;
    std::map<ItemKind, std::uint64_t> seen;  // of each kind, how many the source holds
  };
  // An item of the source: where, and whether it can be read.
  struct Seen {
    ItemKind kind;
    std::uint64_t sequence;
    const Place& place;
    bool damaged;
    std::optional<Reason> filtered;  // why the run filters it
  };
  Result<Owned> owned(ledger::Owner owner, const std::string& name);
  Result<void> account(const Account& account);
  Result<void> lists(Owned& own, const Account& account);
  Result<void> directory();
  Result<void> finish(Owned& owned);
  Result<std::optional<Row>> row_of(Owned& owned, const Seen& item);
  void judge(Owned& owned, const Seen& item, const Row& row);
  Result<void> message(Owned& owned, const Account& account, const Item& item);
  void notes();
  void say(const Owned& owned, const Seen& item, const Row& row, std::string what) {
    audit_.add({owned.owner, owned.name, item.kind, item.sequence, row.target, item.place,
                std::move(what)});
  }

  const AuditRequest& request_;
  ledger::Ledger& ledger_;
  Source& source_;
  const Told& told_;
  Rescued rescued_;
  AuditBook& book_;
  MessageAudit messages_;
  Audit& audit_;
};

Result<void> Auditor::run() {
  if (auto done = directory(); !done) return done;
  for (const Account& one : source_.catalogue().accounts)
    if (auto done = account(one); !done)
      return std::move(done).error().during(words({owner_of(one.kind), one.name}));
  notes();
  return {};
}

void Auditor::notes() {
  audit_.compared += messages_.compared();
  if (messages_.touched() > 0)
    audit_.notes.push_back(std::to_string(messages_.touched()) +
                           " delivered messages have other flags or status fields than the run "
                           "gave them: somebody reads mail here");
}

Result<Auditor::Owned> Auditor::owned(ledger::Owner owner, const std::string& name) {
  auto id = ledger_.find_owner(owner, name);
  if (!id) return std::move(id).error();
  Owned out{owner, name, *id, {}, {}};
  out.tally.owner = owner;
  out.tally.name = name;
  if (!*id)
    audit_.add(
        {owner, name, ItemKind::message, 0, "", {}, "the ledger does not have this account"});
  return out;
}

Result<void> Auditor::account(const Account& account) {
  auto own = owned(owner_of(account.kind), account.name);
  if (!own) return std::move(own).error();
  if (told_.begins(account))
    if (auto begun = book_.begin(account); !begun) return begun;
  if (account.kind == AccountKind::mailbox)
    if (auto done = lists(*own, account); !done) return done;
  auto items = source_.open(account);
  if (!items) return std::move(items).error();
  for (;;) {
    auto next = (*items)->next();
    if (!next) return std::move(next).error();
    if (!*next) return finish(*own);
    if (auto done = message(*own, account, **next); !done)
      return std::move(done).error().during("item " + std::to_string((*next)->sequence));
  }
}

Result<void> Auditor::lists(Owned& own, const Account& account) {
  auto lists = source_.lists(account);
  if (!lists) return std::move(lists).error();
  std::vector<PersonalList> delivered;
  std::uint64_t sequence = 0;
  for (PersonalList& list : *lists) {
    auto row = row_of(own, {ItemKind::list, ++sequence, list.place, list.damage.has_value(),
                            told_.filters(account, list)});
    if (!row) return std::move(row).error();
    if (*row) delivered.push_back(std::move(list));
  }
  return told_.writes_lists(account) ? book_.lists(account, delivered) : Result<void>();
}

Result<void> Auditor::directory() {
  static const std::string kNone;
  auto own = owned(ledger::Owner::directory, kNone);
  if (!own) return std::move(own).error();
  std::uint64_t sequence = 0;
  std::optional<Reason> filtered;
  if (told_.job.left_out.contains(Content::directory)) filtered = Reason::left_out;
  const auto take = [&](const Place& place, const DirectoryEntry* entry) -> Result<void> {
    auto row = row_of(*own, {ItemKind::directory_entry, ++sequence, place, !entry, filtered});
    if (!row) return std::move(row).error();
    return *row ? book_.entry(*entry) : Result<void>();
  };
  auto read =
      source_.directory([&](const DirectoryEntry& entry) { return take(entry.place, &entry); },
                        [&](const Place& place, const Damage&) { return take(place, nullptr); });
  if (read) read = book_.end_directory();
  if (!read) return std::move(read).error().during("directory");
  return finish(*own);
}

// Rows are numbered as the source is read, so what the source no longer has stands at the end.
Result<void> Auditor::finish(Owned& own) {
  audit_.tallies.push_back(own.tally);
  if (!own.id) return {};
  for (const ItemKind kind : {ItemKind::message, ItemKind::list, ItemKind::directory_entry}) {
    auto has = ledger_.rows(*own.id, kind);
    if (!has) return std::move(has).error();
    if (*has <= own.seen[kind]) continue;
    audit_.add({own.owner,
                own.name,
                kind,
                0,
                "",
                {},
                "the ledger has " + std::to_string(*has) + ", and the source " +
                    std::to_string(own.seen[kind])});
  }
  return {};
}

// What the ledger says of an item that is not delivered is not believed.
void Auditor::judge(Owned& own, const Seen& item, const Row& row) {
  if (row.state == State::extracted) say(own, item, row, "was extracted and is not delivered yet");
  if (row.state == State::filtered) {
    if (item.filtered != row.reason)
      say(own, item, row,
          "was filtered as " + std::string(ledger::to_string(row.reason)) +
              (item.filtered ? ", and the run was to filter it as " +
                                   std::string(ledger::to_string(*item.filtered))
                             : ", and the run was to deliver it"));
  }
  if (row.state != State::rejected) return;
  if (!item.damaged && row.reason != Reason::undeliverable && row.reason != Reason::too_large)
    say(own, item, row,
        "was rejected as " + std::string(ledger::to_string(row.reason)) +
            ", and the source has it readable");
  if (!rescued_.has(own.owner, own.name, item.kind, item.sequence))
    say(own, item, row, "was rejected, and the recovery set does not have it");
}

// The row of an item that was delivered; nullopt for one that was not, with what is wrong about it.
Result<std::optional<Row>> Auditor::row_of(Owned& own, const Seen& item) {
  using Found = std::optional<Row>;
  ++own.tally.read;
  ++own.seen[item.kind];
  if (!own.id) return Found();
  auto row = ledger_.find(*own.id, item.kind, item.sequence);
  if (!row) return std::move(row).error();
  if (!*row) {
    say(own, item, {}, "the source has it, and the ledger does not");
    return Found();
  }
  const State state = (*row)->state;
  ++(state == State::delivered  ? own.tally.delivered
     : state == State::filtered ? own.tally.filtered
     : state == State::rejected ? own.tally.rejected
                                : own.tally.pending);
  if (state != State::delivered) {
    judge(own, item, **row);
    return Found();
  }
  if (item.filtered)
    say(own, item, **row,
        "was delivered, and the run was to filter it as " +
            std::string(ledger::to_string(*item.filtered)));
  if (!item.damaged) return std::move(*row);
  say(own, item, **row, "was delivered, and the source has no readable item");
  return Found();
}

Result<void> Auditor::message(Owned& own, const Account& account, const Item& item) {
  const Seen seen{ItemKind::message, item.sequence, item.place, !item.message,
                  told_.filters(account, item)};
  auto row = row_of(own, seen);
  if (!row) return std::move(row).error();
  if (!*row) return {};
  auto place = book_.place(account, item.message->folder);
  if (!place) return std::move(place).error();
  const std::string there = request_.remote != nullptr
                                ? (*row)->target
                                : place_of_target(request_.format, (*row)->target);
  if (*place != there) say(own, seen, **row, "stands there, and its folder is " + *place);
  auto sentences = messages_.differences(account, *item.message, **row);
  if (!sentences) return std::move(sentences).error();
  for (std::string& sentence : *sentences) say(own, seen, **row, std::move(sentence));
  return {};
}

}  // namespace

Result<void> check_items(const AuditRequest& request, ledger::Ledger& ledger, Source& source,
                         const Told& told, AuditBook& book, Audit& audit) {
  auto rescued = Rescued::read(recovery_folder(request.state));
  if (!rescued) return std::move(rescued).error();
  return Auditor(request, ledger, source, told, std::move(*rescued), book, audit).run();
}

}  // namespace migrator::run
