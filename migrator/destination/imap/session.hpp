#pragma once
// One connection at a time, and what it takes until every message of a batch is stored exactly once
// or refused: reconnecting, asking what became of a batch, halving.
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "migrator/destination/imap/accounts.hpp"
#include "migrator/destination/imap/intents.hpp"

namespace migrator::imap {

/// A rendered message on its way.
struct Parcel {
  Marked mark;
  std::uint64_t ticket = 0;
  std::string bytes;
  bool seen = false, draft = false;
  std::optional<std::int64_t> date;
};

/// Messages for one mailbox of one login; without any the mailbox is only made.
struct Chunk {
  std::string login, mailbox;
  std::vector<Parcel> parcels;
  std::optional<std::string> rights;  // of everybody, for SETACL (RFC 4314); nullopt: as they are
};

/// What became of a parcel: where it stands, or why the server does not take it.
struct Outcome {
  std::uint64_t ticket = 0;
  std::string target_id;  // "UIDVALIDITY.UID"
  std::optional<base::Error> refused;
};

class Session {
 public:
  /// `pace` as Client::pace. All but `accounts` and `intents`, which outlive it, is copied.
  Session(Server server, const Accounts& accounts, Intents& intents,
          std::function<void(std::uint64_t)> pace = {})
      : server_(std::move(server)),
        accounts_(accounts),
        intents_(intents),
        pace_(std::move(pace)) {}
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Makes the mailbox where there is none, and stores the messages. An Error ends the run; what
  /// was settled before it is in `out`.
  base::Result<void> deliver(const Chunk& chunk, std::vector<Outcome>& out);

  /// Asks the server what became of batches that a run was about to send, in their order: for each
  /// the target_id of each message, "" for one that did not arrive.
  base::Result<std::vector<std::vector<std::string>>> settle(const std::vector<Intent>& intents);

  /// Every message of a mailbox: its target_id and its Message-ID. None where there is no mailbox.
  base::Result<void> list(const std::string& login, const std::string& mailbox,
                          const std::function<void(std::string, std::string)>& take);

  /// Whether the server has refused to give rights to "anyone".
  bool refuses_anyone() const { return refuses_anyone_; }

  /// The connection, logged in for `login`.
  base::Result<Client*> client(const std::string& login);

 private:
  struct Work;
  base::Result<void> again(const std::function<base::Result<void>()>& step);
  base::Result<void> deliver_all(const Chunk& chunk, std::vector<Outcome>& out);
  base::Result<void> open(const Chunk& chunk);
  base::Result<void> make(const Chunk& chunk);
  base::Result<void> set_rights(const Chunk& chunk);
  base::Result<void> step(Work& work);
  base::Result<void> judge(Work& work, std::size_t index, const Appended& appended);
  base::Result<void> refuse(Work& work, std::size_t index, const Response& why);
  base::Result<void> look(Work& work);
  base::Result<std::vector<std::string>> settle(const Intent& intent, std::set<std::string>& taken);
  void drop();
  void wait(std::chrono::milliseconds usual) const;

  Server server_;
  const Accounts& accounts_;
  Intents& intents_;
  std::function<void(std::uint64_t)> pace_;
  std::optional<Client> client_;
  std::string login_, mailbox_;  // of the connection; mailbox_: selected
  Selected selected_;
  int losses_ = 0;   // of connections since something was settled
  int refused_ = 0;  // messages in a row
  bool refuses_anyone_ = false;
  bool alone_ = false;  // one message at a time, since the server did not understand a batch
};

/// "38505.3955", and back.
std::string target_id(std::uint32_t uid_validity, std::uint32_t uid);
std::optional<std::pair<std::uint32_t, std::uint32_t>> parse_target_id(std::string_view text);

}  // namespace migrator::imap
