#include "migrator/run/filter.hpp"

#include <algorithm>

namespace migrator::run {
namespace {

using base::Result;
using ledger::ItemKind;
using ledger::Reason;

class Filter {
 public:
  Filter(Desk& desk, Source& source) : desk_(desk), source_(source) {}

  Result<bool> run() {
    if (left_out(Content::directory))
      if (auto done = directory(); !done) return std::move(done).error();
    for (const Account& account : source_.catalogue().accounts) {
      auto holder = desk_.holder(account);
      if (!holder) return std::move(holder).error();
      const bool chosen = desk_.selection.chosen(account);
      if (account.kind == AccountKind::mailbox &&
          (!chosen || left_out(Content::lists) || left_out(Content::address_book)))
        if (auto done = lists(account, *holder, chosen); !done) return std::move(done).error();
      if (chosen && !left_out(content_of(account))) continue;
      auto more = items(account, *holder);
      if (!more || !*more) return more;
    }
    return true;
  }

 private:
  bool left_out(Content kind) const { return desk_.job.left_out.contains(kind); }

  Result<void> enter(const Holder& holder, ItemKind kind, std::uint64_t sequence,
                     const Place& place, Content content) {
    const auto reason = left_out(content) ? Reason::left_out : Reason::not_chosen;
    return desk_.record(holder, filtered(kind, sequence, place, reason));
  }

  // A damaged entry counts too: what is left out is not judged.
  Result<void> directory() {
    auto holder = desk_.directory();
    if (!holder) return std::move(holder).error();
    std::uint64_t sequence = 0;
    return source_.directory(
        [&](const DirectoryEntry& entry) {
          return enter(*holder, ItemKind::directory_entry, ++sequence, entry.place,
                       Content::directory);
        },
        [&](const Place& place, const Damage&) {
          return enter(*holder, ItemKind::directory_entry, ++sequence, place, Content::directory);
        });
  }

  Result<void> lists(const Account& account, const Holder& holder, bool chosen) {
    auto lists = source_.lists(account);
    if (!lists) return std::move(lists).error();
    std::uint64_t sequence = 0;
    for (const PersonalList& list : *lists) {
      ++sequence;
      const Content content = content_of(list);
      if (chosen && !left_out(content)) continue;
      if (auto done = enter(holder, ItemKind::list, sequence, list.place, content); !done)
        return done;
    }
    return {};
  }

  Result<bool> items(const Account& account, const Holder& holder) {
    const Content content = content_of(account);
    auto items = source_.open(account);
    if (!items) return std::move(items).error();
    for (;;) {
      if (desk_.stopping()) return false;
      auto next = (*items)->next();
      if (!next) return std::move(next).error().during(words(holder));
      if (!*next) return true;
      auto done = enter(holder, ItemKind::message, (*next)->sequence, (*next)->place, content);
      if (!done) return std::move(done).error();
    }
  }

  Desk& desk_;
  Source& source_;
};

}  // namespace

Result<bool> count_left_out(Desk& desk, Source& source) {
  const std::string step = "count what is left out";
  const bool all = std::ranges::all_of(source.catalogue().accounts, [&](const Account& account) {
    return desk.selection.chosen(account);
  });
  if (all && desk.job.left_out.empty()) return true;
  auto done = desk.ledger.marked(step);
  if (!done || *done) return done;
  desk.watch.say({{"event", "step"}, {"step", step}});
  auto counted = Filter(desk, source).run();
  if (!counted || !*counted) return counted;
  if (auto marked = desk.ledger.mark(step); !marked) return std::move(marked).error();
  if (auto committed = desk.ledger.commit(); !committed) return std::move(committed).error();
  desk.progress();
  return true;
}

}  // namespace migrator::run
