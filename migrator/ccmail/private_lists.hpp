#pragma once
// private-lists.csv: the personal mailing lists of a set, in a neutral form of
// our own (what EXPORT 8.3 writes for them is not public).
#include <map>
#include <memory>

#include "base/stream.hpp"
#include "migrator/ccmail/set_file.hpp"

namespace migrator::ccmail {

class PrivateLists {
 public:
  PrivateLists() = default;

  /// Reads the file once and checks it: the header row, three columns, mailboxes that the set has.
  /// Keeps only where each mailbox's rows stand.
  static base::Result<PrivateLists> open(std::shared_ptr<const base::RandomAccess> file,
                                         const SetFile& set);

  /// The lists of a mailbox in the order of their first rows; a row without a member only makes
  /// the list. Members are "name" or "name at post office".
  base::Result<std::vector<PersonalList>> of(const std::string& mailbox) const;

  /// Where the first "Last, First" member stands ("private-lists.csv:3"), if there is one; and
  /// whether there are members at all.
  const std::string& first_comma() const { return first_comma_; }
  bool any_member() const { return any_member_; }

 private:
  struct Run {
    std::uint64_t offset = 0, end = 0, line = 0;  // consecutive rows of one mailbox
  };
  struct Row {
    std::string mailbox, list, member;
  };
  base::Result<void> index(const SetFile& set);
  Row decode(const std::vector<std::string>& fields) const;

  std::shared_ptr<const base::RandomAccess> file_;
  std::string name_;
  std::optional<base::CodePage> page_;            // none: the file is UTF-8
  std::map<std::string, std::vector<Run>> runs_;  // by mailbox in lower case
  std::string first_comma_;
  bool any_member_ = false;
};

}  // namespace migrator::ccmail
