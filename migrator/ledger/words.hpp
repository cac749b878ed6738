#pragma once
// The words of the ledger: closed lists, each with one spelling, so that a
// report can be counted and searched.
#include <optional>
#include <string_view>

namespace migrator::ledger {

/// Whose items they are: the post office's directory counts as an owner of its own.
enum class Owner { mailbox, board, directory };

enum class ItemKind { message, list, directory_entry };

/// Where an item stands. `extracted` is on its way (it stands in a set of migration files); the
/// other three are ends.
enum class State { extracted, delivered, filtered, rejected };

/// Why an item was filtered or rejected. The rooms that read mail name the reason of a damage with
/// these words (Damage::reason).
enum class Reason {
  none,
  left_out,         // the operator did not want this kind of content
  not_chosen,       // of a mailbox, board or folder that the operator did not name
  outside_dates,    // older or newer than the operator wanted
  truncated,        // the source ends inside the item
  not_a_message,    // something else stands where a message should begin
  bad_size,         // a size line or a length that does not fit what follows it
  bad_date,         // a date that no calendar has
  bad_row,          // a row of a set with the wrong columns or values
  bad_pointer,      // a row points outside its .SEC file
  bad_section,      // a section of a set whose title or column header cannot be read
  missing_file,     // a file that the set names is not there
  missing_content,  // the part without which a message is none is not there
  too_large,        // over a limit of ours or of the destination
  unreadable,       // anything else that made reading it impossible
  undeliverable,    // read, but the set or the destination cannot hold it
};

std::string_view to_string(Owner owner);
std::string_view to_string(ItemKind kind);
std::string_view to_string(State state);
std::string_view to_string(Reason reason);

std::optional<Owner> parse_owner(std::string_view word);
std::optional<ItemKind> parse_item_kind(std::string_view word);
std::optional<State> parse_state(std::string_view word);
std::optional<Reason> parse_reason(std::string_view word);

/// The reason of a Damage; a word that is not on the list is `unreadable`.
Reason reason_of(std::string_view damage);

}  // namespace migrator::ledger
