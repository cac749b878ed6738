#include "migrator/destination/imap/reader.hpp"

#include "base/text.hpp"
#include "migrator/destination/imap/session.hpp"

namespace migrator::imap {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using destination::RemoteMessage;

// Bytes that are its own.
class Text : public base::RandomAccess {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override {
    return base::MemoryAccess(base::bytes_of(text_)).read_at(offset, room);
  }

 private:
  std::string text_;
};

class Reader : public destination::Remote {
 public:
  explicit Reader(Target target) : target_(std::move(target)) {
    if (target_.boards_login.empty()) target_.boards_login = target_.accounts.first();
  }

  Result<std::string> place(const Account& account, const std::string& folder) override;
  Result<RemoteMessage> open(const Account& account, const std::string& target,
                             const std::string& target_id) override;
  Result<void> each(const Account& account, const std::string& target,
                    const std::function<void(std::string, std::string)>& take) override;

 private:
  Result<std::string> login_of(const Account& account) const;
  Result<Client*> client(const std::string& login);
  Result<void> examine(const Account& account, const std::string& target);

  Target target_;
  std::optional<Client> client_;
  std::string login_, at_;  // of the connection; at_: the target that is open
  Selected selected_;
  std::map<std::string, FolderNames> names_;  // by login
};

Result<std::string> Reader::login_of(const Account& account) const {
  if (account.kind == AccountKind::board) return target_.boards_login;
  const Login* login = target_.accounts.find(account.name);
  if (login != nullptr) return login->user;
  return Error{Errc::usage,
               "--accounts has no row for the mailbox \"" + base::printable(account.name) + "\""};
}

Result<Client*> Reader::client(const std::string& login) {
  if (client_ && login_ == login) return &*client_;
  const Login* who = target_.accounts.with_login(login);
  if (who == nullptr)
    return Error{Errc::usage, "--accounts has no row with the login " + base::printable(login)};
  if (client_) client_->logout();
  client_.reset();
  at_.clear();
  auto opened = Client::open(target_.server, *who);
  if (!opened) return std::move(opened).error();
  client_ = std::move(*opened);
  login_ = login;
  return &*client_;
}

Result<std::string> Reader::place(const Account& account, const std::string& folder) {
  auto login = login_of(account);
  if (!login) return login;
  auto known = names_.find(*login);
  if (known == names_.end()) {
    auto here = client(*login);
    if (!here) return std::move(here).error();
    auto names = FolderNames::of(**here);
    if (!names) return std::move(names).error();
    known = names_.emplace(*login, *std::move(names)).first;
  }
  if (account.kind == AccountKind::mailbox) return *login + "/" + known->second.mailbox(folder);
  if (target_.boards_prefix.empty()) {
    auto here = client(*login);
    if (!here) return std::move(here).error();
    if ((*here)->shared()) target_.boards_prefix = (*here)->shared()->prefix;
  }
  return *login + "/" + known->second.board(target_.boards_prefix, account.name, folder);
}

Result<void> Reader::examine(const Account& account, const std::string& target) {
  auto login = login_of(account);
  if (!login) return std::move(login).error();
  auto here = client(*login);
  if (!here) return std::move(here).error();
  if (at_ == target) return {};
  at_.clear();
  if (!target.starts_with(*login + "/"))
    return Error{Errc::conflict, "the run delivered it to another login: " + target};
  Reply reply;
  auto selected = (*here)->examine(target.substr(login->size() + 1), reply);
  if (!selected) return std::move(selected).error();
  if (!*selected) return Error{Errc::conflict, "its mailbox cannot be opened: " + reply.why()};
  selected_ = **selected;
  at_ = target;
  return {};
}

Result<RemoteMessage> Reader::open(const Account& account, const std::string& target,
                                   const std::string& target_id) {
  const auto id = parse_target_id(target_id);
  if (!id) return Error{Errc::conflict, "the ledger does not say which message it is"};
  if (auto there = examine(account, target); !there) return std::move(there).error();
  if (selected_.uid_validity != id->first)
    return Error{Errc::conflict,
                 "its mailbox is another one than at the time of the run (UIDVALIDITY is " +
                     std::to_string(selected_.uid_validity) + ", and was " +
                     std::to_string(id->first) + ")"};
  RemoteMessage out;
  auto reply = client_->run(
      "UID FETCH " + std::to_string(id->second) + " (UID FLAGS INTERNALDATE BODY.PEEK[])",
      [&](Response&& one) -> Result<void> {
        if (one.name != "FETCH" || one.values.empty()) return {};
        auto& items = one.values.front().items;
        std::uint32_t uid = 0;
        RemoteMessage found;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
          Value& value = items[i + 1];
          if (items[i].is("UID")) uid = parse_number(value.text).value_or(0);
          if (items[i].is("INTERNALDATE")) found.date = parse_internal_date(value.text);
          if (items[i].is("BODY[]")) found.content = std::make_shared<Text>(std::move(value.text));
          if (!items[i].is("FLAGS")) continue;
          for (const Value& flag : value.items) {
            found.seen = found.seen || flag.is("\\Seen");
            found.draft = found.draft || flag.is("\\Draft");
          }
        }
        if (uid == id->second && found.content) out = std::move(found);
        return {};
      });
  if (!reply) return std::move(reply).error();
  if (out.content) return out;
  return Error{Errc::conflict, "is not there any more"};
}

Result<void> Reader::each(const Account& account, const std::string& target,
                          const std::function<void(std::string, std::string)>& take) {
  if (auto there = examine(account, target); !there) return there;
  return client_->message_ids(1, [&](std::uint32_t uid, std::string message_id) {
    take(imap::target_id(selected_.uid_validity, uid), std::move(message_id));
  });
}

}  // namespace

std::unique_ptr<destination::Remote> open_reader(Target target) {
  return std::make_unique<Reader>(std::move(target));
}

}  // namespace migrator::imap
