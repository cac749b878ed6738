// What is told from the ledger. All counts are made by SQL from the rows.
#include "migrator/ledger/inside.hpp"

namespace migrator::ledger {

using base::Result;

namespace {

// Calls `take` for every row of a statement without values.
Result<void> each(Database& database, std::string_view sql,
                  const std::function<Result<void>(const Statement&)>& take) {
  auto statement = database.prepare(sql);
  if (!statement) return std::move(statement).error();
  for (;;) {
    auto row = statement->step();
    if (!row) return std::move(row).error();
    if (!*row) return {};
    if (auto taken = take(*statement); !taken) return taken;
  }
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

Result<Tally> Ledger::total() {
  Tally total;
  auto read = each(inside_->database,
                   "SELECT COUNT(*), TOTAL(state = 'delivered'), TOTAL(state = 'filtered'), "
                   "TOTAL(state = 'rejected'), TOTAL(state = 'extracted') FROM item",
                   [&](const Statement& row) -> Result<void> {
                     total = tally_from(row, 0);
                     return {};
                   });
  if (!read) return std::move(read).error();
  total.name = "total";
  return total;
}

Result<void> Ledger::each_rejected(const std::function<Result<void>(const Rejected&)>& take) {
  return each(inside_->database,
              "SELECT owner.kind, owner.name, item.kind, sequence, file, offset, length, reason, "
              "message FROM item JOIN owner ON owner.id = item.owner WHERE state = 'rejected' "
              "ORDER BY owner.position, owner.name, item.kind, sequence",
              [&](const Statement& row) {
                Rejected out{owner_from(row.text(0)), row.text(1), {}};
                out.row.kind = kind_from(row.text(2));
                out.row.sequence = loaded(row.number(3));
                out.row.place = {row.text(4), loaded(row.number(5)), loaded(row.number(6))};
                out.row.state = State::rejected;
                out.row.reason = reason_of(row.text(7));
                out.row.message = row.text(8);
                return take(out);
              });
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

Result<std::vector<std::string>> Ledger::some_targets() {
  std::vector<std::string> out;
  auto read = each(inside_->database,
                   "SELECT MIN(target) FROM item WHERE state = 'delivered' AND target <> '' GROUP "
                   "BY owner",
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
