#pragma once
// An IMAP server that does what a test wants, bad manners included: on a free port of this
// computer, with mailboxes in memory. It speaks what our client speaks, and keeps every command
// line.
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace fake {

struct Message {
  std::uint32_t uid = 0;
  std::string flags, date, bytes;
};

struct Mailbox {
  std::uint32_t uid_validity = 7, uid_next = 1;
  std::vector<Message> messages;
};

struct Manners {
  std::string capabilities =
      "IMAP4rev1 LITERAL+ MULTIAPPEND UIDPLUS AUTH=PLAIN SASL-IR NAMESPACE ACL";
  std::string secret = "pw";
  /// What it answers to an APPEND of these messages in place of storing them: "NO [TOOBIG] no".
  std::function<std::optional<std::string>(const std::vector<Message>&)> refuses;
  /// Says BAD to the first words of an APPEND and takes the lines of a literal that does not wait
  /// for commands, as Dovecot does with flags that it does not know.
  bool bad_at_once = false;
  int lost_answers = 0;   // so many APPENDs are stored, and the connection ends before the answer
  int late_answers = 0;   // the same, but stored a while after the connection has ended
  int lost_commands = 0;  // so many APPENDs are read and not stored, and the connection ends
  int byes = 0;           // so many times "* BYE" comes when a mailbox is selected
  bool refuses_anyone = false;        // in SETACL, with BAD
  bool missing_mailbox_once = false;  // the first APPEND finds that the mailbox has gone
};

class Server {
 public:
  explicit Server(Manners manners = {});
  ~Server();
  std::uint16_t port() const { return port_; }
  Manners& manners() { return manners_; }
  /// Copies, under the lock.
  Mailbox mailbox(const std::string& user_and_name);
  std::vector<std::string> commands();
  std::map<std::string, std::string> rights();
  /// Makes a mailbox as if somebody had put it there anew.
  void renew(const std::string& user_and_name, std::uint32_t uid_validity);
  void store(const std::string& user_and_name, Message message);

 private:
  struct Talk;
  void listen();
  void serve(int connection);

  Manners manners_;
  std::mutex mutex_;
  std::map<std::string, Mailbox> mailboxes_;   // "user/name"
  std::map<std::string, std::string> rights_;  // "name identifier" → letters
  std::vector<std::string> commands_;
  int listening_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
  std::vector<std::thread> talks_;
  std::vector<int> open_;
};

}  // namespace fake
