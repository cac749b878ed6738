#pragma once
// What was about to be sent to a server when a run broke off: the intents, each durable before the
// first byte of its batch leaves, and gone once the ledger has what came of it (mail.md §5.3).
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "migrator/destination/line_log.hpp"
#include "migrator/message/message.hpp"

namespace migrator::imap {

/// A message of a batch: which item it is, and how it is found again.
struct Marked {
  Account account;
  std::uint64_t sequence = 0;
  std::string message_id;  // without < >
};

/// A batch that goes to one mailbox: what the server had before it.
struct Intent {
  std::string login, mailbox;  // UTF-8
  std::uint32_t uid_validity = 0, uid_next = 0;
  std::vector<Marked> messages;
};

/// Several threads may use it at once.
class Intents {
 public:
  Intents(base::Files& files, const std::filesystem::path& file) : log_(files, file) {}
  /// Those that are open. Errc::malformed for a file that is none of ours.
  base::Result<std::vector<Intent>> read();
  /// Durable when it returns.
  base::Result<void> add(const Intent& intent);
  /// All of them are settled, and the ledger knows.
  base::Result<void> clear();

 private:
  std::mutex mutex_;
  destination::LineLog log_;
};

}  // namespace migrator::imap
