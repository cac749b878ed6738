#include "migrator/run/deliver.hpp"

#include <algorithm>
#include <deque>

#include "migrator/run/batch.hpp"

namespace migrator::run {
namespace {

using base::Error;
using base::Result;
using ledger::ItemKind;
using ledger::Reason;
using ledger::Row;
using ledger::State;

Row delivered(ItemKind kind, std::uint64_t sequence, const Place& place,
              const destination::Delivered& put) {
  Row row = row_of(kind, sequence, place, State::delivered);
  row.target = put.target;
  row.target_id = put.target_id;
  row.message_id = put.message_id;
  row.hash = put.hash;
  row.bytes = put.bytes;
  row.programs = put.programs;
  row.macros = put.macros;
  return row;
}

void add(std::vector<std::string>& texts, const std::vector<std::string>& more) {
  for (const std::string& text : more)
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
}

class Delivery {
 public:
  Delivery(Desk& desk, Source& source, destination::Destination& destination,
           const DeliverOptions& options)
      : desk_(desk),
        source_(source),
        destination_(destination),
        options_(options),
        batch_(desk, destination) {}

  Result<bool> run();

 private:
  Result<void> directory();
  Result<void> entry(const Holder& holder, const DirectoryEntry& entry);
  Result<void> damaged_entry(const Holder& holder, const Place& place, const Damage& damage);
  Result<std::uint64_t> next_sequence(const Holder& holder, ItemKind kind, std::uint64_t after);
  // An account whose items are on their way.
  struct Lane {
    Account account;
    Holder holder;
    std::string step;  // names it in the ledger
    std::unique_ptr<ItemSource> source;
  };
  Result<bool> accounts();
  Result<void> oddities();
  Result<std::optional<Lane>> open(const Account& account);
  Result<bool> drive(Lane& lane, std::size_t items);
  Result<void> lists(const Account& account, const Holder& holder);
  Result<void> record_lists(const Holder& holder, const std::vector<PersonalList>& lists,
                            const Result<destination::DeliveredLists>& put);
  Result<void> item(const Account& account, const Holder& holder, const Item& item);
  Result<void> filter(const Holder& holder, const Item& item, Reason reason);
  Result<void> share(const Holder& holder, Row& row);
  Result<std::vector<std::string>> warnings_of(const Holder& holder, ItemKind kind,
                                               std::uint64_t sequence,
                                               const std::vector<std::string>& own);
  Result<void> record_list(const Holder& holder, std::uint64_t sequence, const PersonalList& list,
                           const destination::Delivered* put, const std::string& failed);
  bool directory_left_out() const { return desk_.job.left_out.contains(Content::directory); }

  Desk& desk_;
  Source& source_;
  destination::Destination& destination_;
  const DeliverOptions& options_;
  Batch batch_;
  std::uint64_t entries_ = 0;
};

Result<bool> Delivery::run() {
  desk_.watch.say({{"event", "step"}, {"step", options_.step}});
  if (options_.directory)
    if (auto done = directory(); !done) return std::move(done).error();
  auto all = accounts();
  if (!all) return all;
  if (auto done = batch_.flush(); !done) return std::move(done).error();
  if (auto done = oddities(); !done) return std::move(done).error();
  return all;
}

// What the destination found odd about accounts, now that it has done everything for them.
Result<void> Delivery::oddities() {
  for (const Account& one : source_.catalogue().accounts) {
    if (!options_.pass.carries(one) || !desk_.selection.chosen(one)) continue;
    const auto odd = destination_.warnings_of(one);
    if (odd.empty()) continue;
    auto holder = desk_.holder(one);
    if (!holder) return std::move(holder).error();
    auto warned = desk_.ledger.warn(holder->id, ItemKind::directory_entry, 0, odd);
    if (!warned) return warned;
  }
  return desk_.ledger.commit();
}

Result<void> Delivery::directory() {
  auto holder = desk_.directory();
  if (!holder) return std::move(holder).error();
  auto read = source_.directory([&](const DirectoryEntry& one) { return entry(*holder, one); },
                                [&](const Place& place, const Damage& damage) {
                                  return damaged_entry(*holder, place, damage);
                                });
  if (!read) return std::move(read).error().during("directory");
  if (auto done = destination_.finish_directory(); !done)
    return std::move(done).error().during("directory");
  return batch_.flush();
}

// Directory entries and lists have no number of their own: the next of the source is one more than
// the last. In a set those are missing that the extraction rejected; the ledger knows which.
Result<std::uint64_t> Delivery::next_sequence(const Holder& holder, ItemKind kind,
                                              std::uint64_t after) {
  if (!options_.extracted) return after + 1;
  auto next = desk_.ledger.next_extracted(holder.id, kind, after);
  if (!next) return std::move(next).error();
  if (*next) return **next;
  return Error{base::Errc::conflict, "the set holds more of " + words(holder) +
                                         " than was extracted into it: somebody else changed it"};
}

Result<void> Delivery::entry(const Holder& holder, const DirectoryEntry& entry) {
  auto put = destination_.put(entry);
  if (!put && !concerns_item(put.error())) return std::move(put).error();
  auto sequence = next_sequence(holder, ItemKind::directory_entry, entries_);
  if (!sequence) return std::move(sequence).error();
  entries_ = *sequence;
  return desk_.record(holder,
                      put ? delivered(ItemKind::directory_entry, entries_, entry.place, *put)
                          : rejected(ItemKind::directory_entry, entries_, entry.place,
                                     Reason::undeliverable, put.error().message));
}

Result<void> Delivery::damaged_entry(const Holder& holder, const Place& place,
                                     const Damage& damage) {
  auto sequence = next_sequence(holder, ItemKind::directory_entry, entries_);
  if (!sequence) return std::move(sequence).error();
  entries_ = *sequence;
  return desk_.record(holder, damaged(ItemKind::directory_entry, entries_, place, damage));
}

// Account by account; of a destination with several connections so many side by side, taking turns.
// False when the run is to stop.
Result<bool> Delivery::accounts() {
  constexpr std::size_t kTurn = 50;  // items
  const std::size_t most = destination_.side_by_side();
  std::deque<Lane> lanes;
  const auto turn = [&]() -> Result<void> {
    Lane& lane = lanes.front();
    auto more = drive(lane, kTurn);
    if (!more) return std::move(more).error().during(words(lane.holder));
    if (*more) lanes.push_back(std::move(lane));
    lanes.pop_front();
    return {};
  };
  for (const Account& one : source_.catalogue().accounts) {
    if (!options_.pass.carries(one) || !desk_.selection.chosen(one)) continue;
    if (desk_.stopping()) return false;
    auto lane = open(one);
    if (!lane) return std::move(lane).error().during(words({owner_of(one.kind), one.name}));
    if (*lane) lanes.push_back(**std::move(lane));
    while (lanes.size() >= most && !desk_.stopping())
      if (auto done = turn(); !done) return std::move(done).error();
  }
  while (!lanes.empty() && !desk_.stopping())
    if (auto done = turn(); !done) return std::move(done).error();
  return lanes.empty();
}

// nullopt: no item of it is carried.
Result<std::optional<Delivery::Lane>> Delivery::open(const Account& account) {
  auto holder = desk_.holder(account);
  if (!holder) return std::move(holder).error();
  if (auto done = destination_.begin(account); !done) return std::move(done).error();
  desk_.watch.say(
      {{"event", "account"}, {"kind", ledger::to_string(holder->kind)}, {"name", holder->name}});
  // Once for each mailbox: with its lists, or where nobody wants these, with the directory.
  const auto& left_out = desk_.job.left_out;
  const bool nobody_wants =
      left_out.contains(Content::lists) && left_out.contains(Content::address_book);
  const bool now = options_.pass.carries_lists() || (options_.directory && nobody_wants);
  if (account.kind == AccountKind::mailbox && now)
    if (auto done = lists(account, *holder); !done) return std::move(done).error();
  if (!options_.pass.carries(content_of(account))) return std::optional<Lane>();
  const std::string step = options_.step + ": " + words(*holder);
  auto done = desk_.ledger.marked(step);
  if (!done) return std::move(done).error();
  if (*done) return std::optional<Lane>();
  auto source = source_.open(account);
  if (!source) return std::move(source).error();
  return std::optional<Lane>({account, *holder, step, *std::move(source)});
}

// All lists of a mailbox go into one file with the directory's cards, so they are put again even
// when the ledger has them: the destination learns in every run what it has. A mailbox without
// lists has the directory beside it all the same.
Result<void> Delivery::lists(const Account& account, const Holder& holder) {
  auto lists = options_.pass.carries_lists() ? source_.lists(account) : std::vector<PersonalList>();
  if (!lists) return std::move(lists).error().during("personal lists");
  std::vector<PersonalList> wanted;
  for (const PersonalList& list : *lists)
    if (!list.damage && options_.pass.carries(content_of(list))) wanted.push_back(list);
  auto put = destination_.put(account, wanted);
  if (!put && !concerns_item(put.error())) return std::move(put).error().during("personal lists");
  batch_.add(0);
  return record_lists(holder, *lists, put);
}

Result<void> Delivery::record_lists(const Holder& holder, const std::vector<PersonalList>& lists,
                                    const Result<destination::DeliveredLists>& put) {
  std::uint64_t sequence = 0;
  std::size_t wanted = 0;  // of those that were put
  for (const PersonalList& list : lists) {
    auto next = next_sequence(holder, ItemKind::list, sequence);
    if (!next) return std::move(next).error();
    sequence = *next;
    if (!options_.pass.carries(content_of(list))) continue;
    const auto* one = put && !list.damage ? &put->lists[wanted++] : nullptr;
    if (auto done = record_list(holder, sequence, list, one, put ? "" : put.error().message); !done)
      return done;
  }
  if (!put || put->unknown.empty()) return {};
  std::vector<std::string> warnings = put->unknown;
  if (directory_left_out())
    warnings = {
        "the directory was left out, so the members of the personal lists were delivered "
        "by name"};
  return desk_.ledger.warn(holder.id, ItemKind::list, 0, warnings);
}

Result<void> Delivery::record_list(const Holder& holder, std::uint64_t sequence,
                                   const PersonalList& list, const destination::Delivered* put,
                                   const std::string& failed) {
  auto warnings = warnings_of(holder, ItemKind::list, sequence, list.warnings);
  if (!warnings) return std::move(warnings).error();
  const Row row =
      list.damage ? damaged(ItemKind::list, sequence, list.place, *list.damage)
      : put       ? delivered(ItemKind::list, sequence, list.place, *put)
                  : rejected(ItemKind::list, sequence, list.place, Reason::undeliverable, failed);
  return desk_.record(holder, row, *warnings);
}

// False when the account has no more.
Result<bool> Delivery::drive(Lane& lane, std::size_t items) {
  for (std::size_t i = 0; i < items && !desk_.stopping(); ++i) {
    if (batch_.full())
      if (auto flushed = batch_.flush(); !flushed) return std::move(flushed).error();
    auto next = lane.source->next();
    if (!next) return std::move(next).error();
    if (!*next) {
      if (auto marked = desk_.ledger.mark(lane.step); !marked) return std::move(marked).error();
      return false;
    }
    if (auto taken = item(lane.account, lane.holder, **next); !taken)
      return std::move(taken).error();
  }
  return true;
}

Result<void> Delivery::item(const Account& account, const Holder& holder, const Item& item) {
  auto state = desk_.ledger.state(holder.id, ItemKind::message, item.sequence);
  if (!state) return std::move(state).error();
  if (*state == State::delivered) return {};
  // A set holds only what was chosen when it was extracted.
  if (!options_.extracted) {
    auto reason = desk_.judge(account, item);
    if (!reason) return std::move(reason).error();
    if (*reason) return filter(holder, item, **reason);
  }
  batch_.add(weight(item));
  auto warnings = warnings_of(holder, ItemKind::message, item.sequence, item.warnings);
  if (!warnings) return std::move(warnings).error();
  if (item.damage || !item.message)
    return desk_.record(holder,
                        damaged(ItemKind::message, item.sequence, item.place,
                                item.damage.value_or(Damage{"unreadable", "no message"})),
                        *warnings);
  auto put = destination_.put(account, item);
  if (!put && !concerns_item(put.error()))
    return std::move(put).error().during("item " + std::to_string(item.sequence));
  if (!put)
    return desk_.record(holder,
                        rejected(ItemKind::message, item.sequence, item.place,
                                 Reason::undeliverable, put.error().message),
                        *warnings);
  Row row = delivered(ItemKind::message, item.sequence, item.place, *put);
  if (account.kind == AccountKind::board)
    if (auto shared = share(holder, row); !shared) return shared;
  add(*warnings, put->warnings);
  if (put->ticket == 0) return desk_.record(holder, row, *warnings);
  batch_.hold(put->ticket, holder, std::move(row), *std::move(warnings));
  return {};
}

Result<void> Delivery::filter(const Holder& holder, const Item& item, Reason reason) {
  batch_.add(0);
  return desk_.record(holder, filtered(ItemKind::message, item.sequence, item.place, reason));
}

// One message on several boards is one item in several places.
Result<void> Delivery::share(const Holder& holder, Row& row) {
  auto copy = desk_.ledger.board_copy(holder.id, row.hash);
  if (!copy) return std::move(copy).error();
  if (!*copy) copy = batch_.board_copy(holder.id, row.hash);
  if (!*copy) return {};
  row.same_as = **copy;
  return destination_.share(row.same_as);
}

// What was odd when an item was extracted is not odd in the set any more: the ledger remembers it.
Result<std::vector<std::string>> Delivery::warnings_of(const Holder& holder, ItemKind kind,
                                                       std::uint64_t sequence,
                                                       const std::vector<std::string>& own) {
  if (!options_.extracted) return own;
  auto warnings = desk_.ledger.warnings_of(holder.id, kind, sequence);
  if (warnings) add(*warnings, own);
  return warnings;
}

}  // namespace

Result<bool> deliver(Desk& desk, Source& source, destination::Destination& destination,
                     const DeliverOptions& options) {
  return Delivery(desk, source, destination, options).run();
}

}  // namespace migrator::run
