#include "migrator/destination/imap/accounts.hpp"

#include <cstdlib>

#include "base/blob.hpp"
#include "base/csv_table.hpp"
#include "base/text.hpp"

namespace migrator::imap {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::uint64_t kLargest = 64u << 20;
constexpr std::uint64_t kLargestSecret = 64u << 10;
constexpr const char* kHint =
    "the first line names the columns: mailbox,login,secret_env,secret_file";

Result<std::string> secret_in(const fs::path& file) {
  auto text = base::read_file(file, kLargestSecret);
  if (!text) return std::move(text).error();
  std::string secret = text->substr(0, text->find('\n'));
  if (secret.ends_with('\r')) secret.pop_back();
  if (!secret.empty() && secret.find('\0') == std::string::npos) return secret;
  return Error{Errc::malformed, file.string() + ": its first line is no secret"};
}

enum Column { kMailbox, kLogin, kEnvironment, kFile };
constexpr base::CsvColumn kColumns[] = {
    {"mailbox", true}, {"login", true}, {"secret_env"}, {"secret_file"}};

Result<std::string> secret_of(const base::CsvTable& row, const fs::path& folder) {
  const std::string variable = row.field(kEnvironment), file = row.field(kFile);
  if (variable.empty() == file.empty())
    return row.wrong(variable.empty() ? "a row without a secret" : "a row with two secrets",
                     "name an environment variable in secret_env, or a file in secret_file; or "
                     "give --master");
  if (!file.empty()) {
    auto read = secret_in(folder / file);
    if (!read) return row.wrong(std::move(read).error().message);
    return read;
  }
  const char* value = std::getenv(variable.c_str());
  if (value == nullptr || *value == '\0')
    return row.wrong("the environment variable " + base::printable(variable) + " is not set");
  return std::string(value);
}

}  // namespace

Result<Accounts> Accounts::read(const fs::path& csv, const Master& master) {
  std::string master_secret;
  if (!master.login.empty()) {
    auto secret = secret_in(master.secret_file);
    if (!secret) return std::move(secret).error().during("--master-secret-file");
    master_secret = std::move(*secret);
  }
  auto text = base::read_file(csv, kLargest);
  if (!text) return std::move(text).error();
  auto rows = base::CsvTable::open(*std::move(text), csv.string(), kColumns, false, kHint);
  if (!rows) return std::move(rows).error();
  Accounts out;
  for (;;) {
    auto more = rows->next();
    if (!more) return std::move(more).error();
    if (!*more) return out;
    const std::string mailbox = rows->field(kMailbox);
    Login login{rows->field(kLogin), master.login, master_secret};
    if (login.user.empty()) return rows->wrong("a row without a login");
    if (login.user.find('\0') != std::string::npos) return rows->wrong("a login with a zero byte");
    if (master.login.empty()) {
      auto secret = secret_of(*rows, csv.parent_path());
      if (!secret) return std::move(secret).error();
      login.secret = std::move(*secret);
    }
    if (out.first_.empty()) out.first_ = login.user;
    const auto [known, fresh] = out.logins_.emplace(login.user, login);
    if (!fresh && known->second.secret != login.secret)
      return rows->wrong("the login " + base::printable(login.user) +
                         " has another secret further up");
    if (!mailbox.empty() && !out.mailboxes_.emplace(mailbox, std::move(login)).second)
      return rows->wrong("the mailbox \"" + base::printable(mailbox) + "\" stands further up, too");
  }
}

const Login* Accounts::find(const std::string& mailbox) const {
  const auto found = mailboxes_.find(mailbox);
  return found == mailboxes_.end() ? nullptr : &found->second;
}

const Login* Accounts::with_login(const std::string& login) const {
  const auto found = logins_.find(login);
  return found == logins_.end() ? nullptr : &found->second;
}

}  // namespace migrator::imap
