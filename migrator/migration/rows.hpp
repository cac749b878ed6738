#pragma once
// The rows of PAB and DIRECTORY sections as text, both ways.
#include <string>
#include <unordered_set>
#include <vector>

#include "migrator/message/message.hpp"

namespace migrator::migration {

/// A `dl` row: 24 columns of UTF-8. `members` is the value of Email-Address.
PersonalList to_list(const std::vector<std::string>& columns);
std::vector<std::string> to_columns(const PersonalList& list);

/// One person of a personal address book, which an `entry` row stands for.
struct Person {
  Address address;
  Details details;  // the columns after Email-Address that are not empty
  bool operator==(const Person&) const = default;
};
/// The person with this number in an address book.
Person person_of(const PersonalList& book, std::size_t index);
Person to_person(const std::vector<std::string>& columns);
/// Email-Address is one TYPE:address; of somebody who has none USER:name, as Exchange has it.
std::vector<std::string> to_columns(const Person& person);

/// The value of a DIRECTORY field: \\ is a backslash, \r and \n line ends (SDK appendxa_8pbi).
std::string escape(std::string_view text);
/// `bad` is set when a backslash stands before anything else; it is then kept.
std::string unescape(std::string_view text, bool& bad);

/// A directory row by its column names. Names of columns are compared without case.
DirectoryEntry to_directory_entry(const std::vector<std::string>& names,
                                  const std::vector<std::string>& values);
/// The values of kDirectoryColumns. Local users (L) and those who dial in (R) have a mailbox here,
/// everybody else becomes a custom recipient.
std::vector<std::string> to_columns(const DirectoryEntry& entry, std::string_view home,
                                    const std::string& common_name);

/// Directory names: 7-bit, at most 20 characters (they become NT accounts), each given once.
class CommonNames {
 public:
  std::string make(std::string_view name);

 private:
  std::unordered_set<std::string> given_;  // in lower case
};

}  // namespace migrator::migration
