#include "migrator/run/extract.hpp"

namespace migrator::run {
namespace {

using base::Result;
using ledger::ItemKind;
using ledger::Reason;
using ledger::Row;

Row extracted(ItemKind kind, std::uint64_t sequence, const Place& place) {
  return row_of(kind, sequence, place, ledger::State::extracted);
}

// The row of an item that a writer took, or could not hold; an error that ends the run otherwise.
Result<Row> row_of(const Result<void>& put, ItemKind kind, std::uint64_t sequence,
                   const Place& place) {
  if (put) return extracted(kind, sequence, place);
  if (!concerns_item(put.error())) return put.error();
  return rejected(kind, sequence, place, Reason::undeliverable, put.error().message);
}

class Extraction {
 public:
  Extraction(Desk& desk, Source& source, migration::SetWriter& writer,
             const ExtractOptions& options)
      : desk_(desk), source_(source), writer_(writer), options_(options) {}

  Result<void> directory();
  Result<bool> account(unsigned number, const Account& account);

 private:
  Result<void> entries(const Holder& holder, migration::DirectoryWriter& out);
  Result<void> lists(const Account& account, const Holder& holder, migration::SectionWriter& out);
  Result<bool> items(const Account& account, const Holder& holder, migration::SectionWriter& out);
  Result<void> item(const Account& account, const Holder& holder, const Item& item,
                    migration::SectionWriter& out);
  /// Marks what is written and makes it durable in the ledger.
  Result<void> done(const std::string& step);

  Desk& desk_;
  Source& source_;
  migration::SetWriter& writer_;
  const ExtractOptions& options_;
};

Result<void> Extraction::done(const std::string& step) {
  if (auto marked = desk_.ledger.mark(step); !marked) return marked;
  return desk_.ledger.commit();
}

Result<void> Extraction::directory() {
  auto holder = desk_.directory();
  if (!holder) return std::move(holder).error();
  const std::string step = options_.step + ": " + words(*holder);
  auto before = desk_.ledger.marked(step);
  if (!before) return std::move(before).error();
  if (*before) return {};
  auto out = writer_.directory();
  if (!out) return std::move(out).error();
  if (options_.directory)
    if (auto written = entries(*holder, **out); !written)
      return std::move(written).error().during("directory");
  if (auto finished = (*out)->finish(); !finished) return finished;
  if (auto committed = done(step); !committed) return committed;
  desk_.progress();
  return {};
}

Result<void> Extraction::entries(const Holder& holder, migration::DirectoryWriter& out) {
  std::uint64_t sequence = 0;
  return source_.directory(
      [&](const DirectoryEntry& entry) -> Result<void> {
        auto row = row_of(out.put(entry), ItemKind::directory_entry, ++sequence, entry.place);
        if (!row) return std::move(row).error();
        return desk_.record(holder, *row);
      },
      [&](const Place& place, const Damage& damage) {
        return desk_.record(holder, damaged(ItemKind::directory_entry, ++sequence, place, damage));
      });
}

Result<bool> Extraction::account(unsigned number, const Account& account) {
  auto holder = desk_.holder(account);
  if (!holder) return std::move(holder).error();
  const std::string step = options_.step + ": " + words(*holder);
  auto before = desk_.ledger.marked(step);
  if (!before) return before;
  if (*before) return true;
  desk_.watch.say(
      {{"event", "account"}, {"kind", ledger::to_string(holder->kind)}, {"name", holder->name}});
  auto out = writer_.account(number, account);
  if (!out) return std::move(out).error();
  if (account.kind == AccountKind::mailbox && options_.pass.carries_lists())
    if (auto written = lists(account, *holder, **out); !written) return std::move(written).error();
  if (options_.pass.carries(content_of(account))) {
    auto more = items(account, *holder, **out);
    if (!more || !*more) return more;
  }
  if (auto finished = (*out)->finish(); !finished) return std::move(finished).error();
  if (auto committed = done(step); !committed) return std::move(committed).error();
  desk_.progress();
  return true;
}

Result<void> Extraction::lists(const Account& account, const Holder& holder,
                               migration::SectionWriter& out) {
  auto lists = source_.lists(account);
  if (!lists) return std::move(lists).error().during("personal lists");
  std::uint64_t sequence = 0;
  for (const PersonalList& list : *lists) {
    ++sequence;
    if (!options_.pass.carries(content_of(list))) continue;
    auto row = list.damage
                   ? Result<Row>(damaged(ItemKind::list, sequence, list.place, *list.damage))
                   : row_of(out.put(list), ItemKind::list, sequence, list.place);
    if (!row) return std::move(row).error().during("personal lists");
    if (auto entered = desk_.record(holder, *row, list.warnings); !entered) return entered;
  }
  return {};
}

Result<bool> Extraction::items(const Account& account, const Holder& holder,
                               migration::SectionWriter& out) {
  auto source = source_.open(account);
  if (!source) return std::move(source).error();
  for (;;) {
    if (desk_.watch.stopping()) return false;
    auto next = (*source)->next();
    if (!next) return std::move(next).error();
    if (!*next) break;
    if (auto taken = item(account, holder, **next, out); !taken) return std::move(taken).error();
  }
  return true;
}

Result<void> Extraction::item(const Account& account, const Holder& holder, const Item& item,
                              migration::SectionWriter& out) {
  auto reason = desk_.judge(account, item);
  if (!reason) return std::move(reason).error();
  if (*reason)
    return desk_.record(holder, filtered(ItemKind::message, item.sequence, item.place, **reason));
  if (item.damage || !item.message)
    return desk_.record(holder,
                        damaged(ItemKind::message, item.sequence, item.place,
                                item.damage.value_or(Damage{"unreadable", "no message"})),
                        item.warnings);
  auto row = row_of(out.put(item), ItemKind::message, item.sequence, item.place);
  if (!row) return std::move(row).error().during("item " + std::to_string(item.sequence));
  return desk_.record(holder, *row, item.warnings);
}

}  // namespace

Result<std::optional<std::filesystem::path>> extract(Desk& desk, Source& source,
                                                     const Catalogue& catalogue,
                                                     const std::filesystem::path& folder,
                                                     const ExtractOptions& options) {
  using Path = std::optional<std::filesystem::path>;
  desk.watch.say({{"event", "step"}, {"step", options.step}});
  Catalogue carried = catalogue;
  std::erase_if(carried.accounts, [&](const Account& one) {
    return !options.pass.carries(one) || !desk.selection.chosen(one);
  });
  if (auto made = desk.files.make_directories(folder); !made) return std::move(made).error();
  migration::SetWriter writer(desk.files, folder, carried);
  Extraction extraction(desk, source, writer, options);
  if (auto done = extraction.directory(); !done) return std::move(done).error();
  unsigned number = 0;
  for (const Account& account : carried.accounts) {
    // An account is in the set whole or not at all, so too many errors stop it between two.
    if (desk.stopping()) return Path{};
    auto more = extraction.account(++number, account);
    if (!more) return std::move(more).error().during(words({owner_of(account.kind), account.name}));
    if (!*more) return Path{};
  }
  auto packing_list = writer.finish(number);
  if (!packing_list) return std::move(packing_list).error();
  return Path{*packing_list};
}

}  // namespace migrator::run
