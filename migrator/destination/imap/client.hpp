#pragma once
// An IMAP client: what a migration asks of a server, and no more (RFC 3501; RFC 9051 answers it
// too).
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "migrator/destination/imap/response.hpp"
#include "migrator/destination/imap/socket.hpp"

namespace migrator::imap {

/// Who logs in. With `authorized_by` a master user does, for `user` (SASL PLAIN with an
/// authorisation identity, RFC 4616); the secret is the master's.
struct Login {
  std::string user;
  std::string authorized_by;
  std::string secret;
};

/// How an answer to a command ends, and what the server said before.
struct Reply {
  Response end;
  std::vector<Response> data;
  bool ok() const { return end.ok(); }
  /// For people: the server's code and text.
  std::string why() const;
};

struct Selected {
  std::uint32_t uid_validity = 0, uid_next = 0;
};

/// A namespace of the server (RFC 2342): "Public/" and its separator.
struct Namespace {
  std::string prefix;     // UTF-8
  std::string separator;  // one character, or empty: no levels
};

/// A message on its way. Flags come from a fixed list, and the date from a number, so that no
/// server can refuse the words before a literal and take the lines of a message for commands.
struct Outgoing {
  std::string_view bytes;  // lines end in CRLF
  bool seen = false, draft = false;
  std::optional<std::int64_t> date;  // Unix seconds, not before 1970; nullopt: the server's own
};

/// What became of an APPEND. `lost`: the connection is gone, or not to be used any more, since the
/// server answered BAD and may be anywhere in a message by now (Errc::malformed).
struct Appended {
  std::optional<base::Error> lost;
  Response end;                     // unless lost
  std::vector<std::uint32_t> uids;  // of the stored messages in order; empty without UIDPLUS
  std::uint32_t uid_validity = 0;
  bool handed_over = false;  // the server may have got all of the command
};

class Client {
 public:
  /// Connects, begins TLS where it is asked for or where the server is not this computer, logs in.
  /// Errc::conflict: refused by us (certificate, no TLS) or by the server (wrong secret); Errc::io:
  /// no connection. No error holds the secret.
  static base::Result<Client> open(const Server& server, const Login& login);

  bool has(std::string_view capability) const;
  /// APPENDLIMIT (RFC 7889): the largest message that the server takes.
  std::optional<std::uint64_t> append_limit() const;
  const std::optional<Namespace>& personal() const { return personal_; }
  /// The first shared namespace, or else the first of other users'.
  const std::optional<Namespace>& shared() const { return shared_; }

  /// One command, without tag and CRLF. Every response before the last goes to `take` instead of
  /// Reply::data, if there is one. What cannot be understood is an Error.
  base::Result<Reply> run(const std::string& command,
                          const std::function<base::Result<void>(Response&&)>& take = {});
  /// The argument that names a mailbox; `name` is UTF-8, with the server's separators.
  std::string mailbox(std::string_view name) const;
  /// The name that an answer has, as UTF-8.
  std::string name_of(const Value& value) const;

  /// nullopt: there is none (or none that may be opened); `reply` says why.
  base::Result<std::optional<Selected>> select(const std::string& name, Reply& reply);
  /// EXAMINE: as select(), and nothing can change.
  base::Result<std::optional<Selected>> examine(const std::string& name, Reply& reply);

  /// APPEND of one message, or MULTIAPPEND (RFC 3502) of several. The first literal waits for the
  /// server's "+": what it refuses to take it refuses there. The others do not wait where LITERAL+
  /// (RFC 7888) is offered.
  Appended append(const std::string& name, std::span<const Outgoing> messages);
  /// APPEND of each message, pipelined where LITERAL+ is offered.
  std::vector<Appended> append_each(const std::string& name, std::span<const Outgoing> messages);

  /// Message-IDs, without < >, of the messages of the selected mailbox from `first` on.
  base::Result<void> message_ids(
      std::uint32_t first,
      const std::function<void(std::uint32_t uid, std::string message_id)>& take);

  void logout();
  /// Asked before each message with its size: waits as long as a rate limit wants.
  std::function<void(std::uint64_t)> pace;

 private:
  Client(Server server, Socket socket) : server_(std::move(server)), socket_(std::move(socket)) {}
  base::Result<void> greet();
  base::Result<void> encrypt();
  base::Result<void> log_in(const Login& login);
  base::Result<void> learn();
  base::Result<void> ask_capabilities();
  void take_capabilities(const Response& response);
  base::Result<Response> next();
  base::Result<Response> answer(const std::string& tag, bool or_continuation,
                                const std::function<base::Result<void>(Response&&)>& take);
  base::Result<std::optional<Selected>> open_mailbox(const char* verb, const std::string& name,
                                                     Reply& reply);
  std::string tag();
  bool waits(const Outgoing& message, bool first) const;
  base::Result<std::optional<Response>> send_literal(const std::string& tag,
                                                     const Outgoing& message, std::string head,
                                                     bool wait);
  Appended ended(base::Result<Response> end, std::size_t count) const;

  Server server_;
  Socket socket_;
  std::set<std::string> capabilities_;  // upper-case
  std::optional<Namespace> personal_, shared_;
  std::uint64_t tags_ = 0;
  bool greeted_in_ = false;  // PREAUTH
  bool utf8_ = false;
};

/// "01-Feb-1999 10:00:00 +0000" (date-time of RFC 3501), of a moment from 1970 to 9999.
std::string internal_date(std::int64_t unix_seconds);
/// And back; nullopt for anything else.
std::optional<std::int64_t> parse_internal_date(std::string_view text);

}  // namespace migrator::imap
