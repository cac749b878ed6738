#pragma once
// Whose sections these are: the DIRECTORY rows of a set against the titles of its other sections.
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "migrator/migration/findings.hpp"
#include "migrator/migration/primary.hpp"

namespace migrator::migration {

class AccountCheck {
 public:
  explicit AccountCheck(Findings& findings) : findings_(findings) {}

  /// A section as it begins.
  void section(const std::string& file, const Section& section);
  /// A readable row of a DIRECTORY section; `page` is the code page of the set.
  void directory_row(const std::string& file, const Section& section, const Row& row,
                     const base::CodePage& page);
  /// A readable row of a PAB section.
  void list_row(const std::string& file, const Row& row, const PersonalList& list, bool is_entry,
                const base::CodePage& page);
  /// What could only be judged at the end.
  void finish();

 private:
  using Key = std::uint64_t;  // of a name in lower case: a hundred thousand accounts stay small
  struct Pending {
    std::string file, address;
    std::uint64_t line = 0;
  };
  static Key key(std::string_view text);
  static std::vector<Pending> in_order(const std::unordered_map<Key, Pending>& some);
  void directory_header(const std::string& file, const Section& section);
  void check_common_name(const std::string& file, const Row& row, const std::string& name);
  void check_proxies(const std::string& file, const Row& row, const std::string& proxies);
  void check_member(const std::string& file, const Row& row, const Address& member);

  Findings& findings_;
  std::unordered_set<Key> common_names_, addresses_, names_, post_offices_, mail_, lists_;
  std::unordered_map<Key, Pending> unknown_;  // titles that no directory row was seen for so far
  std::unordered_map<Key, Pending> no_mail_;  // PAB titles whose MAILMESSAGE section is to come
  std::unordered_set<Key> people_;            // of the PAB section being read
  bool any_row_ = false;
};

}  // namespace migrator::migration
