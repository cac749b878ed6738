#pragma once
// What the command line says of an IMAP server.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "migrator/destination/imap/imap_destination.hpp"

namespace migrator::cli {

struct ImapOptions {
  std::string accounts, master, master_secret_file, ca;
  std::string boards_login, boards_prefix, board_permissions;
  bool starttls = false;
  unsigned connections = 2;
  std::uint64_t rate_limit = 0;
  /// Whether any of them was given.
  bool given() const;
};

/// --accounts, --master, --master-secret-file, --ca, --starttls, --boards-login, --boards-prefix.
void add_login_options(CLI::App& command, ImapOptions& options);
/// -j, --rate-limit, --board-permissions.
void add_append_options(CLI::App& command, ImapOptions& options);

/// Reads the accounts. `permissions`: DefFldPerms of a control file, unless an option says others.
base::Result<imap::Target> target_of(const imap::Server& server, const ImapOptions& options,
                                     const std::filesystem::path& state,
                                     const std::string& permissions = "");

}  // namespace migrator::cli
