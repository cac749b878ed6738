#pragma once
// Where mail goes: one sink each. Everything is staged by put() and is durable
// and visible after flush(); doing the same again leaves the same result.
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

/// What became of one item.
struct Delivered {
  std::string target;       // the file, relative to the destination
  std::string target_id;    // what names it there: in an mbox the record's first byte and its
                            // length, "1234+567"; of a card its UID; "" where the file is the item
  std::string message_id;   // of a message
  std::string hash;         // SHA-256, hex: of a message mime::Rendered's, of a card its text's
  std::uint64_t bytes = 0;  // as written
  unsigned programs = 0, macros = 0;  // attachments: mime::Rendered
  std::vector<std::string> warnings;
  /// Not 0: only flush() finds out what becomes of it, and settled() says it under this number.
  std::uint64_t ticket = 0;
};

/// What became of something that put() could not settle.
struct Settled {
  std::uint64_t ticket = 0;
  std::string target_id;
  std::optional<base::Error> refused;  // by the destination: it does not stand there
};

struct DeliveredLists {
  std::vector<Delivered> lists;      // one for each, in order
  std::vector<std::string> unknown;  // a sentence for each member delivered by name alone
};

/// How far a file that grows was delivered: what is beyond is not in the ledger.
using Extents = std::map<std::string, std::uint64_t>;

class Destination {
 public:
  virtual ~Destination() = default;
  /// Makes the empty mailbox or board (also one that stays empty).
  virtual base::Result<void> begin(const Account& account) = 0;
  /// Once, before anything else: the extents that the ledger has. Files that a broken run made
  /// longer are cut there.
  virtual base::Result<void> resume(const Extents&) { return {}; }
  /// Before anything is put, where the ledger has nothing as delivered yet: what stands there all
  /// the same, of a run whose ledger is lost, is not to come a second time.
  virtual void begins_anew() {}
  /// After resume(), of every account that the run is about: what begin() or put() would refuse
  /// because somebody else's mail is there, or a mail program has it locked.
  virtual base::Result<void> check(const Account&) const { return {}; }
  /// After flush(): the files that grew by it, for the ledger, with the items it made durable.
  virtual Extents extents() const { return {}; }
  /// Stages one message (never a damage). The target depends on the item alone, so that delivering
  /// it again after a crash replaces it.
  virtual base::Result<Delivered> put(const Account& account, const Item& item) = 0;
  /// The message that put() staged last is, to the byte, the one at `target`, which another board
  /// has: where files can be shared it becomes that file under its own name.
  virtual base::Result<void> share(const std::string& target) {
    (void)target;
    return {};
  }
  /// Everything put so far is durable and visible when this returns, or settled() says what of it
  /// is not. After an error settled() still says what became of some of it.
  virtual base::Result<void> flush() = 0;
  /// Since it was asked last.
  virtual std::vector<Settled> settled() { return {}; }
  /// The ledger has, durably, what flush() and settled() gave.
  virtual base::Result<void> committed() { return {}; }
  /// How many accounts are best delivered side by side: several connections, say.
  virtual unsigned side_by_side() const { return 1; }
  /// What is odd about an account at this destination, after flush().
  virtual std::vector<std::string> warnings_of(const Account&) const { return {}; }

  /// The post office's directory; call once, before lists().
  virtual base::Result<Delivered> put(const DirectoryEntry& entry) = 0;
  virtual base::Result<void> finish_directory() = 0;
  /// All lists of a mailbox at once, beside it (<path>.vcf). Durable when this returns.
  virtual base::Result<DeliveredLists> put(const Account& mailbox,
                                           const std::vector<PersonalList>& lists) = 0;
  /// Ends a pass: index.json, whole; what a broken run left behind (tmp) is removed.
  virtual base::Result<void> finish() = 0;
};

/// How mail lies in a folder: Maildir++; one mbox file (mboxrd) a folder; one .eml file a message.
enum class Format { maildir, mbox, eml };

/// What the opener of a destination knows of the run.
struct Opening {
  /// What an earlier run left there stays (accounts in index.json, cards in the directory and
  /// beside mailboxes), and this one comes to it.
  bool adds = false;
  /// Names the run whose ledger it is; a resumed run has the same. Two runs never write to one
  /// destination at a time, and one that broke off is finished before another begins.
  std::string run = {};
  /// Only to find out what would be refused: no lock is made where there is none.
  bool looks = false;
};

/// Mailboxes in mailboxes/, boards in public/ below `root`. Errc::conflict when `root` holds
/// something that is not ours.
base::Result<std::unique_ptr<Destination>> open_folder(base::Files& files, Format format,
                                                       const std::filesystem::path& root,
                                                       const Catalogue& catalogue,
                                                       const mime::Options& options,
                                                       const Opening& opening = {});

}  // namespace migrator::destination
