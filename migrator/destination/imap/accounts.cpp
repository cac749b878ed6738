#include "migrator/destination/imap/accounts.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/blob.hpp"
#include "base/csv.hpp"
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

enum Column { kMailbox, kLogin, kEnvironment, kFile, kColumns };
constexpr std::string_view kNames[kColumns] = {"mailbox", "login", "secret_env", "secret_file"};

class Rows {
 public:
  Rows(std::string text, const fs::path& csv)
      : text_(std::move(text)),
        csv_(csv),
        rows_(std::make_shared<base::MemoryAccess>(base::bytes_of(text_)), csv.string()) {}

  Error wrong(const std::string& what, const char* hint = "") const {
    return {Errc::malformed, csv_.string() + ":" + std::to_string(line_) + ": " + what, hint};
  }

  Result<void> header() {
    auto row = rows_.next();
    if (!row) return std::move(row).error();
    if (!*row) return wrong("the file is empty", kHint);
    std::vector<std::string>& fields = (*row)->fields;
    if (fields.front().starts_with(base::kByteOrderMark))
      fields.front().erase(0, base::kByteOrderMark.size());
    width_ = fields.size();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto name = std::ranges::find_if(kNames, [&](std::string_view one) {
        return base::equals_fold(base::trim(fields[i]), one);
      });
      if (name == std::end(kNames))
        return wrong("there is no column \"" + base::printable(fields[i]) + "\"", kHint);
      places_[name - std::begin(kNames)] = i;
    }
    if (places_[kMailbox] && places_[kLogin]) return {};
    return wrong(
        std::string("there is no column \"") + (places_[kMailbox] ? "login" : "mailbox") + "\"",
        kHint);
  }

  // False at the end.
  Result<bool> next() {
    auto row = rows_.next();
    if (!row) return std::move(row).error();
    if (!*row) return false;
    line_ = (*row)->line;
    fields_ = std::move((*row)->fields);
    if (fields_.size() != width_)
      return wrong("expected " + std::to_string(width_) + " fields, found " +
                   std::to_string(fields_.size()));
    if (!std::ranges::all_of(fields_, base::is_utf8))
      return wrong("this is not UTF-8", "save the file as UTF-8");
    return true;
  }

  std::string field(Column column) const {
    return places_[column] ? std::string(base::trim(fields_[*places_[column]])) : std::string();
  }

  Result<std::string> secret() const {
    const std::string variable = field(kEnvironment), file = field(kFile);
    if (variable.empty() == file.empty())
      return wrong(variable.empty() ? "a row without a secret" : "a row with two secrets",
                   "name an environment variable in secret_env, or a file in secret_file; or give "
                   "--master");
    if (!file.empty()) {
      auto read = secret_in(csv_.parent_path() / file);
      if (!read) return wrong(std::move(read).error().message);
      return read;
    }
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0')
      return wrong("the environment variable " + base::printable(variable) + " is not set");
    return std::string(value);
  }

 private:
  std::string text_;
  fs::path csv_;
  base::CsvReader rows_;
  std::size_t width_ = 0;
  std::uint64_t line_ = 1;
  std::optional<std::size_t> places_[kColumns];
  std::vector<std::string> fields_;
};

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
  Rows rows(*std::move(text), csv);
  if (auto header = rows.header(); !header) return std::move(header).error();
  Accounts out;
  for (;;) {
    auto more = rows.next();
    if (!more) return std::move(more).error();
    if (!*more) return out;
    const std::string mailbox = rows.field(kMailbox);
    Login login{rows.field(kLogin), master.login, master_secret};
    if (login.user.empty()) return rows.wrong("a row without a login");
    if (login.user.find('\0') != std::string::npos) return rows.wrong("a login with a zero byte");
    if (master.login.empty()) {
      auto secret = rows.secret();
      if (!secret) return std::move(secret).error();
      login.secret = std::move(*secret);
    }
    if (out.first_.empty()) out.first_ = login.user;
    const auto [known, fresh] = out.logins_.emplace(login.user, login);
    if (!fresh && known->second.secret != login.secret)
      return rows.wrong("the login " + base::printable(login.user) +
                        " has another secret further up");
    if (!mailbox.empty() && !out.mailboxes_.emplace(mailbox, std::move(login)).second)
      return rows.wrong("the mailbox \"" + base::printable(mailbox) + "\" stands further up, too");
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
