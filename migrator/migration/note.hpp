#pragma once
// "! sidestep: {…}": comment lines that carry what the documented columns cannot hold. To every
// other program they are comments. docs/formats/migration-files.md lists their keys.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "migrator/message/message.hpp"
#include "migrator/migration/rows.hpp"

namespace migrator::migration {

/// The line, without its end: one JSON object, ASCII, keys sorted.
std::string to_note_line(const base::Json& note);
/// nullopt when the line is an ordinary comment (or none); an Error when it begins as a note of
/// ours and is not one JSON object.
std::optional<base::Result<base::Json>> parse_note_line(std::string_view line);

/// What notes say, in C++ values. Reading is strict: a key or a type that is not known is an error,
/// and the caller then goes on without the note.
base::Json to_json(const Address& address);  // ["Quill, Nora","HARBOR"]: trailing blanks left out
base::Result<Address> parse_address(const base::Json& json, const std::string& where);
base::Json to_json(const std::vector<Address>& addresses);
base::Result<std::vector<Address>> parse_addresses(const base::Json& json,
                                                   const std::string& where);
base::Json to_json(const std::vector<std::pair<std::string, std::string>>& pairs);
base::Result<std::vector<std::pair<std::string, std::string>>> parse_pairs(
    const base::Json& json, const std::string& where);

base::Json account_note(const Account& account);  // above a section's title
base::Result<Account> parse_account_note(const base::Json& note);

/// The last line of a .PRI of ours: how many rows it was given. Without it the file was cut off.
struct EndNote {
  std::uint64_t messages = 0, lists = 0, entries = 0;
  bool operator==(const EndNote&) const = default;
};
base::Json end_note(const EndNote& end);
base::Result<EndNote> parse_end_note(const base::Json& note);

/// The last line of a .PKL of ours.
struct SetNote {
  std::string post_office, time_zone;
};
base::Json set_note(const SetNote& set);
base::Result<SetNote> parse_set_note(const base::Json& note);

/// Above a `dl` or DIRECTORY row: the keys in which the row, read back, would differ. An empty list
/// always says so, to be told apart from one whose members were lost (Q214838).
std::optional<base::Json> list_note(const PersonalList& put, const PersonalList& seen);
base::Result<PersonalList> apply_list_note(const base::Json& note, PersonalList seen);

/// Above an `entry` row of a PAB section: in which keys of "person" the row, read back, would
/// differ. Above the first row also what the address book is called and its note.
std::optional<base::Json> person_note(const Person& put, const Person& seen,
                                      const PersonalList* book);
/// `book` gets its name and note, where the note has them.
base::Result<Person> apply_person_note(const base::Json& note, Person seen, PersonalList& book);

std::optional<base::Json> entry_note(const DirectoryEntry& put, const DirectoryEntry& seen);
base::Result<DirectoryEntry> apply_entry_note(const base::Json& note, DirectoryEntry seen);

}  // namespace migrator::migration
