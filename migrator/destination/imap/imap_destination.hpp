#pragma once
// A live IMAP server as a destination: mailboxes of people, each with a login; boards in a shared
// namespace. What IMAP has no place for, the directory and the lists, stands as files in the state.
#include <filesystem>
#include <memory>
#include <string>

#include "base/files.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/destination/imap/accounts.hpp"

namespace migrator::imap {

/// Of everybody on the boards, with the words of DefFldPerms (Q198957): none; author: read and
/// post; pub_editor: all but administration. (IMAP has no right to change only one's own messages.)
enum class Permissions { none, author, pub_editor };

struct Target {
  Server server;
  Accounts accounts;
  std::string boards_login;   // who makes the boards; empty: the login of the first row
  std::string boards_prefix;  // "Public/"; empty: the server's shared namespace
  Permissions permissions = Permissions::none;
  unsigned connections = 2;
  std::uint64_t bytes_per_second = 0;  // 0: without a limit
  std::filesystem::path state;         // cards, intents, index.json
  bool adds = false;                   // as destination::Opening has it, of the cards
};

/// Logs in for every account that `catalogue` has and `wanted` wants, and reads what there is; the
/// server is not changed before begin(). Errc::usage for a mailbox without a login; Errc::conflict
/// for one that is refused, and for boards without a namespace. The names of accounts and folders
/// depend on the catalogue and the server alone.
base::Result<std::unique_ptr<destination::Destination>> open_imap(
    base::Files& files, Target target, const Catalogue& catalogue, const mime::Options& options,
    const std::function<bool(const Account&)>& wanted);

/// The name of the mailbox in which a folder of an account stands.
class FolderNames {
 public:
  /// Asks the server whose connection it is.
  static base::Result<FolderNames> of(Client& client);
  /// "" for the Inbox. A folder that every mail program has goes to the server's own of its kind
  /// (SPECIAL-USE, RFC 6154), where there is one.
  std::string mailbox(std::string_view folder) const;
  std::string board(const std::string& prefix, std::string_view board,
                    std::string_view folder) const;

 private:
  std::string prefix_, separator_;
  std::map<std::string, std::string, std::less<>> special_;  // "\Sent" → "Gesendet"
};

}  // namespace migrator::imap
