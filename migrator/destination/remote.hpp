#pragma once
// Mail on a server, looked at again.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/stream.hpp"
#include "migrator/message/message.hpp"

namespace migrator::destination {

struct RemoteMessage {
  std::shared_ptr<const base::RandomAccess> content;
  bool seen = false, draft = false;
  std::optional<std::int64_t> date;  // that the server shows, Unix seconds
};

class Remote {
 public:
  virtual ~Remote() = default;
  /// The target of a message in a folder of an account, as the ledger has it.
  virtual base::Result<std::string> place(const Account& account, const std::string& folder) = 0;
  /// The message `target_id` at `target`. Errc::conflict when it is not there any more.
  virtual base::Result<RemoteMessage> open(const Account& account, const std::string& target,
                                           const std::string& target_id) = 0;
  /// Every message that is at `target`: its target_id, and its Message-ID ("" without one).
  virtual base::Result<void> each(
      const Account& account, const std::string& target,
      const std::function<void(std::string target_id, std::string message_id)>& take) = 0;
};

}  // namespace migrator::destination
