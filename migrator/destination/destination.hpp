#pragma once
// Where mail goes: one sink each. Everything is staged by put() and is durable
// and visible after flush(); doing the same again leaves the same result.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

struct Delivered {
  std::string target;  // the path relative to the destination
  std::string message_id;
  std::vector<std::string> warnings;
};

class Destination {
 public:
  virtual ~Destination() = default;
  /// Makes the empty mailbox or board (also one that stays empty).
  virtual base::Result<void> begin(const Account& account) = 0;
  /// Stages one message (never a damage). The target depends on the item alone, so that delivering
  /// it again after a crash replaces it.
  virtual base::Result<Delivered> put(const Account& account, const Item& item) = 0;
  /// Everything put so far is durable and visible when this returns.
  virtual base::Result<void> flush() = 0;

  /// The post office's directory; call once, before lists().
  virtual base::Result<void> put(const DirectoryEntry& entry) = 0;
  virtual base::Result<void> finish_directory() = 0;
  /// All lists of a mailbox at once, beside it (<path>.vcf). Durable when this returns. Gives the
  /// members, by list, that the directory does not know: they are delivered by name.
  virtual base::Result<std::vector<std::string>> put(const Account& mailbox,
                                                     const std::vector<PersonalList>& lists) = 0;
  /// Ends a pass: index.json, whole; what a broken run left behind (tmp) is removed.
  virtual base::Result<void> finish() = 0;
};

/// Maildir++ folders below `root`: mailboxes in mailboxes/, boards in public/. Errc::conflict when
/// `root` holds something that is not ours. `adds`: what an earlier run left there stays (accounts
/// in index.json, cards in the directory and beside mailboxes), and this one comes to it.
base::Result<std::unique_ptr<Destination>> open_maildir(base::Files& files,
                                                        const std::filesystem::path& root,
                                                        const Catalogue& catalogue,
                                                        const mime::Options& options,
                                                        bool adds = false);

}  // namespace migrator::destination
