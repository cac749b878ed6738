#pragma once
// Who logs in for which mailbox.
#include <filesystem>
#include <map>
#include <string>

#include "migrator/destination/imap/client.hpp"

namespace migrator::imap {

/// A master user, who logs in for others. Empty: there is none.
struct Master {
  std::string login;
  std::filesystem::path secret_file;
};

class Accounts {
 public:
  /// Reads a CSV file (RFC 4180, UTF-8) with the columns mailbox, login, secret_env and secret_file
  /// in any order: of a row one secret, the name of an environment variable or a file whose first
  /// line it is (relative to the CSV), or none where a master user logs in for everybody. A row
  /// without a mailbox is a login for boards alone. Errc::malformed names the line; no error holds
  /// a secret.
  static base::Result<Accounts> read(const std::filesystem::path& csv, const Master& master);

  /// nullptr for a mailbox that no row names.
  const Login* find(const std::string& mailbox) const;
  const Login* with_login(const std::string& login) const;
  const std::map<std::string, Login>& logins() const { return logins_; }
  /// The login of the first row.
  const std::string& first() const { return first_; }

 private:
  std::map<std::string, Login> mailboxes_, logins_;
  std::string first_;
};

}  // namespace migrator::imap
