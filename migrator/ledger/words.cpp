#include "migrator/ledger/words.hpp"

#include <utility>

namespace migrator::ledger {
namespace {

template <class T>
using Word = std::pair<T, std::string_view>;

constexpr Word<Owner> kOwners[] = {
    {Owner::mailbox, "mailbox"}, {Owner::board, "board"}, {Owner::directory, "directory"}};
constexpr Word<ItemKind> kItemKinds[] = {{ItemKind::message, "message"},
                                         {ItemKind::list, "list"},
                                         {ItemKind::directory_entry, "directory-entry"}};
constexpr Word<State> kStates[] = {{State::extracted, "extracted"},
                                   {State::delivered, "delivered"},
                                   {State::filtered, "filtered"},
                                   {State::rejected, "rejected"}};
constexpr Word<Reason> kReasons[] = {
    {Reason::none, ""},
    {Reason::left_out, "left-out"},
    {Reason::not_chosen, "not-chosen"},
    {Reason::outside_dates, "outside-dates"},
    {Reason::truncated, "truncated"},
    {Reason::not_a_message, "not-a-message"},
    {Reason::bad_size, "bad-size"},
    {Reason::bad_date, "bad-date"},
    {Reason::bad_row, "bad-row"},
    {Reason::bad_pointer, "bad-pointer"},
    {Reason::bad_section, "bad-section"},
    {Reason::missing_file, "missing-file"},
    {Reason::missing_content, "missing-content"},
    {Reason::too_large, "too-large"},
    {Reason::unreadable, "unreadable"},
    {Reason::undeliverable, "undeliverable"},
};

template <class Table, class T>
std::string_view word_of(const Table& table, T value) {
  for (const auto& [known, word] : table)
    if (known == value) return word;
  return "";
}

template <class T, std::size_t N>
std::optional<T> value_of(const Word<T> (&table)[N], std::string_view word) {
  for (const auto& [value, known] : table)
    if (known == word) return value;
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Owner owner) { return word_of(kOwners, owner); }
std::string_view to_string(ItemKind kind) { return word_of(kItemKinds, kind); }
std::string_view to_string(State state) { return word_of(kStates, state); }
std::string_view to_string(Reason reason) { return word_of(kReasons, reason); }

std::optional<Owner> parse_owner(std::string_view word) { return value_of(kOwners, word); }
std::optional<ItemKind> parse_item_kind(std::string_view word) {
  return value_of(kItemKinds, word);
}
std::optional<State> parse_state(std::string_view word) { return value_of(kStates, word); }
std::optional<Reason> parse_reason(std::string_view word) { return value_of(kReasons, word); }

Reason reason_of(std::string_view damage) {
  const auto reason = parse_reason(damage);
  return reason && *reason != Reason::none ? *reason : Reason::unreadable;
}

}  // namespace migrator::ledger
