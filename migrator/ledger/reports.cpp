// What is told from the ledger. All counts are made from the rows.
#include "migrator/ledger/inside.hpp"

namespace migrator::ledger {

using base::Result;

namespace {

using TakeRow = std::function<Result<void>(const Statement&)>;

Result<void> each_row(Statement& statement, const TakeRow& take) {
  for (;;) {
    auto row = statement.step();
    if (!row) return std::move(row).error();
    if (!*row) return {};
    if (auto taken = take(statement); !taken) return taken;
  }
}

// Calls `take` for every row of a statement without values.
Result<void> each(Database& database, std::string_view sql, const TakeRow& take) {
  auto statement = database.prepare(sql);
  if (!statement) return std::move(statement).error();
  return each_row(*statement, take);
}

Tally tally_from(const Statement& row, int column) {
  const auto count = [&] { return loaded(row.number(column++)); };
  Tally tally;
  tally.read = count();
  tally.delivered = count();
  tally.filtered = count();
  tally.rejected = count();
  tally.pending = count();
  return tally;
}

Owner owner_from(const std::string& word) { return parse_owner(word).value_or(Owner::mailbox); }
ItemKind kind_from(const std::string& word) {
  return parse_item_kind(word).value_or(ItemKind::message);
}

}  // namespace

Result<std::vector<Tally>> Ledger::tallies() {
  std::vector<Tally> out;
  auto read = each(inside_->database,
                   "SELECT kind, name, read, delivered, filtered, rejected, pending FROM tally "
                   "ORDER BY position, name",
                   [&](const Statement& row) -> Result<void> {
                     Tally tally = tally_from(row, 2);
                     tally.owner = owner_from(row.text(0));
                     tally.name = row.text(1);
                     out.push_back(std::move(tally));
                     return {};
                   });
  if (!read) return std::move(read).error();
  return out;
}

// Everything in one look at each row: in a large ledger the looks are what costs.
Result<Sums> Ledger::sums() {
  Sums out;
  out.total.name = "total";
  std::map<std::array<std::string, 3>, std::uint64_t> counts;
  auto read = each(
      inside_->database,
      "SELECT kind, state, reason, programs, macros, same_as <> '', bytes FROM item",
      [&](const Statement& row) -> Result<void> {
        const auto counted = counts.try_emplace({row.text(0), row.text(1), row.text(2)}, 0).first;
        ++counted->second;
        if (parse_state(counted->first[1]) != State::delivered) return {};
        out.extras.programs += loaded(row.number(3));
        out.extras.macros += loaded(row.number(4));
        out.extras.placements += loaded(row.number(5));
        out.extras.bytes += loaded(row.number(6));
        return {};
      });
  if (!read) return std::move(read).error();
  for (const auto& [words, items] : counts) {
    const State state = parse_state(words[1]).value_or(State::extracted);
    out.counts.push_back(
        {kind_from(words[0]), state, words[2].empty() ? Reason::none : reason_of(words[2]), items});
    out.total.read += items;
    (state == State::delivered  ? out.total.delivered
     : state == State::filtered ? out.total.filtered
     : state == State::rejected ? out.total.rejected
                                : out.total.pending) += items;
  }
  return out;
}

namespace {

constexpr std::string_view kEntries =
    "SELECT owner.kind, owner.name, item.kind, sequence, file, offset, length, state, reason, "
    "message, target, target_id, message_id, hash, bytes, programs, macros, same_as, settled FROM "
    "item JOIN owner ON owner.id = item.owner ";
constexpr std::string_view kOrder = "ORDER BY owner.position, owner.name, item.kind, sequence";

Entry entry_from(const Statement& row) {
  Entry out{owner_from(row.text(0)), row.text(1), {}};
  Row& item = out.row;
  item.kind = kind_from(row.text(2));
  item.sequence = loaded(row.number(3));
  item.place = {row.text(4), loaded(row.number(5)), loaded(row.number(6))};
  item.state = parse_state(row.text(7)).value_or(State::extracted);
  const std::string reason = row.text(8);
  item.reason = reason.empty() ? Reason::none : reason_of(reason);
  item.message = row.text(9);
  item.target = row.text(10);
  item.target_id = row.text(11);
  item.message_id = row.text(12);
  item.hash = row.text(13);
  item.bytes = loaded(row.number(14));
  item.programs = static_cast<unsigned>(row.number(15));
  item.macros = static_cast<unsigned>(row.number(16));
  item.same_as = row.text(17);
  item.settled = row.text(18);
  return out;
}

}  // namespace

Result<void> Ledger::each_item(const std::function<Result<void>(const Entry&)>& take) {
  // Owner by owner, each from its own part of the table: nothing is sorted, however many there are.
  std::vector<std::int64_t> owners;
  auto listed = each(inside_->database, "SELECT id FROM owner ORDER BY position, name",
                     [&](const Statement& row) -> Result<void> {
                       owners.push_back(row.number(0));
                       return {};
                     });
  if (!listed) return listed;
  auto select = inside_->database.prepare(std::string(kEntries) +
                                          "WHERE item.owner = ?1 ORDER BY item.kind, sequence");
  if (!select) return std::move(select).error();
  for (const std::int64_t owner : owners) {
    if (auto bound = select->bind({owner}); !bound) return bound;
    if (auto taken = each_row(*select, [&](const Statement& row) { return take(entry_from(row)); });
        !taken)
      return taken;
  }
  return {};
}

Result<std::optional<Row>> Ledger::find(OwnerId owner, ItemKind kind, std::uint64_t sequence) {
  auto& select = inside_->one;
  if (!inside_->one_ready) {
    auto prepared = inside_->database.prepare(
        std::string(kEntries) + "WHERE item.owner = ?1 AND item.kind = ?2 AND item.sequence = ?3");
    if (!prepared) return std::move(prepared).error();
    select = std::move(*prepared);
    inside_->one_ready = true;
  }
  std::optional<Row> out;
  if (auto bound = select.bind({owner, to_string(kind), stored(sequence)}); !bound)
    return std::move(bound).error();
  auto read = each_row(select, [&](const Statement& row) -> Result<void> {
    out = entry_from(row).row;
    return {};
  });
  if (!read) return std::move(read).error();
  return out;
}

Result<std::uint64_t> Ledger::rows(OwnerId owner, ItemKind kind) {
  auto select =
      inside_->database.prepare("SELECT COUNT(*) FROM item WHERE owner = ?1 AND kind = ?2");
  if (!select) return std::move(select).error();
  auto count = select->first_number({owner, to_string(kind)});
  if (!count) return std::move(count).error();
  return loaded(count->value_or(0));
}

Result<void> Ledger::each_rejected(const std::function<Result<void>(const Rejected&)>& take) {
  return each(inside_->database,
              std::string(kEntries) + "WHERE state = 'rejected' " + std::string(kOrder),
              [&](const Statement& row) { return take(entry_from(row)); });
}

Result<Sizes> Ledger::extents() {
  Sizes out;
  auto read = each(inside_->database, "SELECT file, size FROM extent",
                   [&](const Statement& row) -> Result<void> {
                     out.emplace(row.text(0), loaded(row.number(1)));
                     return {};
                   });
  if (!read) return std::move(read).error();
  return out;
}

Result<void> Ledger::each_warning(const std::function<Result<void>(const Warning&)>& take) {
  return each(inside_->database,
              "SELECT owner.kind, owner.name, warning.kind, warning.sequence, warning.text, file, "
              "offset, length FROM warning JOIN owner ON owner.id = warning.owner LEFT JOIN item "
              "ON item.owner = warning.owner AND item.kind = warning.kind AND item.sequence = "
              "warning.sequence ORDER BY owner.position, owner.name, warning.kind, "
              "warning.sequence, warning.number",
              [&](const Statement& row) {
                Warning out{owner_from(row.text(0)),
                            row.text(1),
                            kind_from(row.text(2)),
                            loaded(row.number(3)),
                            {row.text(5), loaded(row.number(6)), loaded(row.number(7))},
                            row.text(4)};
                return take(out);
              });
}

Result<Sizes> Ledger::files_by_folder() {
  Sizes out;
  auto at = out.end();  // the folder of the row before, which most rows share
  auto read = each(inside_->database,
                   "SELECT target FROM item WHERE state = 'delivered' AND kind = 'message' AND "
                   "target <> '' AND target_id = ''",
                   [&](const Statement& row) -> Result<void> {
                     const std::string target = row.text(0);
                     const auto slash = target.rfind('/');
                     const std::string folder =
                         target.substr(0, slash == std::string::npos ? 0 : slash);
                     if (at == out.end() || at->first != folder) at = out.try_emplace(folder).first;
                     ++at->second;
                     return {};
                   });
  if (!read) return std::move(read).error();
  return out;
}

Result<std::vector<std::string>> Ledger::shared_files(bool messages) {
  std::vector<std::string> out;
  const std::string sql =
      "SELECT DISTINCT target FROM item WHERE state = 'delivered' AND target <> '' AND target_id "
      "<> ''";
  auto read = each(inside_->database, (messages ? sql : sql + " AND kind <> 'message'").c_str(),
                   [&](const Statement& row) -> Result<void> {
                     out.push_back(row.text(0));
                     return {};
                   });
  if (!read) return std::move(read).error();
  return out;
}

Result<std::uint64_t> Ledger::last_message(Owner owner, const std::string& name) {
  auto select = inside_->database.prepare(
      "SELECT MAX(sequence) FROM item JOIN owner ON owner.id = item.owner WHERE owner.kind = ?1 "
      "AND owner.name = ?2 AND item.kind = 'message'");
  if (!select) return std::move(select).error();
  auto number = select->first_number({to_string(owner), name});
  if (!number) return std::move(number).error();
  return loaded(number->value_or(0));
}

Result<std::uint64_t> Ledger::warnings() {
  auto count = inside_->database.number("SELECT COUNT(*) FROM warning");
  if (!count) return std::move(count).error();
  return loaded(*count);
}

}  // namespace migrator::ledger
