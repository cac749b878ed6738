#pragma once
// Where things stand below the root of a destination. Names only: nothing here opens a file.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "migrator/message/message.hpp"

namespace migrator::destination {

/// Modified UTF-7 (RFC 3501 §5.1.3), in which Maildir++ folder names are written. `utf8` is valid.
std::string modified_utf7(std::string_view utf8);

/// The levels of "Suppliers\Rope", for whoever writes them into one name: each as base::safe_name
/// with `also` has it, in modified UTF-7 200 bytes with a separator before each; what is longer
/// ends in '~' and twelve digits of the folder's SHA-256. None for the Inbox: no name, or "Inbox"
/// in any case.
std::vector<std::string> named_levels(std::string_view folder, std::string_view also);

/// "Suppliers\Rope" → ".Suppliers.Rope". A '.' or '/' inside a level is percent-encoded
/// (base::safe_name). "" for the Inbox, which is the Maildir itself: no name, or "Inbox" in any
/// case. Over 200 bytes the end is replaced by '~' and twelve digits of the folder's SHA-256.
std::string folder_directory(std::string_view folder);

/// "Suppliers\\Rope" → "Suppliers/Rope", a directory for each level; "" for the Inbox. More than
/// sixteen levels are written as sixteen. Shortened as base::safe_name does.
std::string folder_levels(std::string_view folder);

/// A path for what is exactly called `exact`: `wanted`, unless it is among `taken` (folded_name)
/// and would be one file with another on a disk that ignores case; then with "~" and digits of the
/// SHA-256 of `exact`.
std::string free_name(const std::string& wanted, std::string_view exact,
                      const std::set<std::string>& taken);

/// The relative paths of all accounts, fixed by the catalogue alone.
class Layout {
 public:
  /// `known`: accounts that have their paths already, and keep them.
  using Known = std::vector<std::pair<Account, std::string>>;
  explicit Layout(const Catalogue& catalogue, const Known& known = {});
  /// "mailboxes/Quill, Nora", "public/Garden"; nullptr for an account not in the catalogue. Names
  /// that only differ in case would be one folder on many disks: each gets "~" and digits of its
  /// SHA-256, except the first in byte order.
  const std::string* path(const Account& account) const;
  const std::vector<Account>& accounts() const { return accounts_; }

 private:
  std::vector<Account> accounts_;
  std::map<std::pair<AccountKind, std::string>, std::string> paths_;
};

}  // namespace migrator::destination
