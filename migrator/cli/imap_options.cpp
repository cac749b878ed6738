#include "migrator/cli/imap_options.hpp"

#include "base/text.hpp"
#include "migrator/cli/endpoints.hpp"

namespace migrator::cli {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Result<imap::Permissions> permissions_named(const std::string& word) {
  if (word.empty() || base::equals_fold(word, "None")) return imap::Permissions::none;
  if (base::equals_fold(word, "Author")) return imap::Permissions::author;
  if (base::equals_fold(word, "PubEditor")) return imap::Permissions::pub_editor;
  return Error{Errc::usage, "\"" + base::printable(word) + "\" is no permission on boards",
               "give None, Author or PubEditor"};
}

}  // namespace

bool ImapOptions::given() const {
  for (const std::string* one : {&accounts, &master, &master_secret_file, &ca, &boards_login,
                                 &boards_prefix, &board_permissions})
    if (!one->empty()) return true;
  return starttls || rate_limit > 0;
}

void add_login_options(CLI::App& command, ImapOptions& options) {
  constexpr const char* kGroup = "IMAP";
  command
      .add_option("--accounts", options.accounts,
                  "CSV of who logs in: mailbox,login,secret_env,secret_file")
      ->group(kGroup);
  command.add_option("--master", options.master, "A master user, who logs in for everybody")
      ->group(kGroup);
  command
      .add_option("--master-secret-file", options.master_secret_file,
                  "File whose first line is the master user's secret")
      ->group(kGroup);
  command.add_option("--ca", options.ca, "Certificates to trust, PEM [those of this system]")
      ->group(kGroup);
  command
      .add_flag("--starttls", options.starttls,
                "Encrypt also with a server on this computer; with others it is always done")
      ->group(kGroup);
  command
      .add_option("--boards-login", options.boards_login,
                  "Login that owns the bulletin boards [of the first row]")
      ->group(kGroup);
  command
      .add_option("--boards-prefix", options.boards_prefix,
                  "What stands before the names of boards [the server's shared namespace]")
      ->group(kGroup);
}

void add_append_options(CLI::App& command, ImapOptions& options) {
  constexpr const char* kGroup = "IMAP";
  command.add_option("-j,--connections", options.connections, "Connections at a time [2]")
      ->check(CLI::Range(1, 32))
      ->group(kGroup);
  command
      .add_option("--rate-limit", options.rate_limit,
                  "Send at most so many bytes a second, over all connections [no limit]")
      ->group(kGroup);
  command
      .add_option("--board-permissions", options.board_permissions,
                  "Rights of everybody on boards: None, Author or PubEditor [DefFldPerms of the "
                  "control file, or None]")
      ->group(kGroup);
}

Result<imap::Target> target_of(const imap::Server& server, const ImapOptions& options,
                               const std::filesystem::path& state, const std::string& permissions) {
  if (options.accounts.empty())
    return Error{Errc::usage, "--accounts is missing: a server wants to know who logs in",
                 "give a CSV file with the columns mailbox,login,secret_env,secret_file"};
  if (options.master.empty() != options.master_secret_file.empty())
    return Error{Errc::usage, "--master and --master-secret-file go together"};
  imap::Target out;
  out.server = server;
  out.server.starttls = options.starttls;
  if (!options.ca.empty()) out.server.ca = settled(options.ca);
  auto accounts =
      imap::Accounts::read(options.accounts, {options.master, options.master_secret_file});
  if (!accounts) return std::move(accounts).error();
  out.accounts = std::move(*accounts);
  auto rights = permissions_named(options.board_permissions.empty() ? permissions
                                                                    : options.board_permissions);
  if (!rights) return std::move(rights).error();
  out.permissions = *rights;
  out.boards_login = options.boards_login;
  out.boards_prefix = options.boards_prefix;
  out.connections = options.connections;
  out.bytes_per_second = options.rate_limit;
  out.state = state;
  return out;
}

}  // namespace migrator::cli
