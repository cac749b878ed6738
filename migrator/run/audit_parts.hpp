#pragma once
// The rooms of an audit, for each other: what the run was told, the items, the files.
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "migrator/destination/layout.hpp"
#include "migrator/destination/open_delivered.hpp"
#include "migrator/mime/draft.hpp"
#include "migrator/run/audit.hpp"
#include "migrator/run/job.hpp"
#include "migrator/run/rehearsal.hpp"
#include "migrator/run/selection.hpp"

namespace migrator::run {

/// What the audited run was told.
struct Told {
  mime::Options options;
  Catalogue catalogue;  // as that run saw it
  Job job;
  Selection selection;

  /// Whether the run made the account at the destination.
  bool begins(const Account& account) const;
  /// Whether it wrote the lists of a mailbox, or the directory in place of them.
  bool writes_lists(const Account& account) const;
  /// Why it filtered an item; nullopt: it did not.
  std::optional<ledger::Reason> filters(const Account& account, const Item& item) const;
  std::optional<ledger::Reason> filters(const Account& mailbox, const PersonalList& list) const;
};

/// Errc::conflict when the address map is not the run's; Errc::io when the destination does not say
/// what the run was told.
base::Result<Told> told_of(const AuditRequest& request, const ledger::Binding& binding,
                           const Catalogue& catalogue);

/// Something wrong with a file or folder, relative to the destination.
void say_of_file(Audit& audit, const std::string& file, std::string what);

/// The folder (of an mbox the file) that a message at `target` stands in.
std::string place_of_target(destination::Format format, const std::string& target);

/// What the ledgers know of a destination: of files their names, of mbox files their records.
struct Known {
  std::unordered_map<std::size_t, bool> files;  // hash of a name without flags: whether it was seen
  std::map<std::string, std::vector<destination::Extent>> records;
  std::set<std::string> places;  // of imports of recovery sets: files and folders
  bool added = false;            // such an import came to the destination
};
base::Result<Known> known_of(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit);

/// What a destination of this source must hold beside its messages, rendered again into a private
/// folder and held against the delivered files. Index, directory and lists are equal to the byte;
/// `contained`: they are among what others have added.
class AuditBook {
 public:
  static base::Result<std::unique_ptr<AuditBook>> open(const AuditRequest& request,
                                                       const Told& told, bool contained,
                                                       Audit& audit);
  /// The directory comes before the lists, as in a run; then account by account.
  base::Result<void> entry(const DirectoryEntry& entry);
  base::Result<void> end_directory() { return destination_->finish_directory(); }
  base::Result<void> begin(const Account& account) { return destination_->begin(account); }
  base::Result<void> lists(const Account& mailbox, const std::vector<PersonalList>& lists);
  /// Where messages of a folder stand: as place_of_target().
  base::Result<std::string> place(const Account& account, const std::string& folder);
  /// Compares what stands now.
  base::Result<void> finish();
  /// Whether a run puts this there; of a folder, a folder.
  bool has(const std::string& path, bool folder) const;

 private:
  AuditBook(const AuditRequest& request, ScratchFolder scratch, bool contained, Audit& audit)
      : request_(request), scratch_(std::move(scratch)), contained_(contained), audit_(audit) {}
  base::Result<void> compare(const std::string& file);

  struct Unsynced : base::PosixFiles {  // it is to be compared, and then it goes
    base::Result<void> sync_directory(const Path&) override { return {}; }
    base::Result<void> sync_filesystem(const Path&) override { return {}; }
  };

  const AuditRequest& request_;
  ScratchFolder scratch_;
  bool contained_;
  Audit& audit_;
  Unsynced files_;
  std::filesystem::path root_;
  std::unique_ptr<destination::Layout> layout_;
  std::unique_ptr<destination::Destination> destination_;
  std::map<std::pair<std::string, std::string>, std::string> places_;  // by account and folder
  std::vector<std::string> examples_;  // messages that made their folders
};

/// Whether `there` is equal to `expected`, or (contained) has all of its cards, records or entries.
/// `file` says what kind of file they are.
base::Result<bool> holds_all(const std::filesystem::path& expected,
                             const std::filesystem::path& there, bool contained);

/// Calls `take` for every card of a file, whole; one card is in memory at a time. Errc::malformed
/// for a file that ends within a card, Errc::limit for a card above 16 MB.
base::Result<void> each_card(const std::filesystem::path& file,
                             const std::function<base::Result<void>(std::string_view)>& take);

/// Messages that stand in the destination, one by one.
class MessageAudit {
 public:
  MessageAudit(const AuditRequest& request, const mime::Options& options)
      : request_(request), options_(options), reader_(request.format, request.root) {}
  using Sentences = std::vector<std::string>;
  /// What is wrong with the delivered message, a sentence each. An Error is the source's or ours.
  base::Result<Sentences> differences(const Account& account, const Message& message,
                                      const ledger::Row& row);
  std::uint64_t compared() const { return compared_; }
  std::uint64_t touched() const { return touched_; }  // by mail programs: flags, own fields

 private:
  Sentences content(const mime::Draft& draft, const base::RandomAccess& file);
  Sentences shape(const Message& message, const ledger::Row& row, const base::RandomAccess& file);
  Sentences remote(const Account& account, const Message& message, const mime::Draft& draft,
                   const ledger::Row& row);
  Sentences separator(const Message& message, const mime::Draft& draft, const ledger::Row& row);

  const AuditRequest& request_;
  const mime::Options& options_;
  destination::DeliveredReader reader_;
  std::shared_ptr<const base::ReadableFile> mbox_;
  std::string mbox_target_;
  std::uint64_t compared_ = 0, touched_ = 0;
};

/// The recovery set of a run: whether it has the bytes of what was rejected.
class Rescued {
 public:
  /// An absent set has nothing.
  static base::Result<Rescued> read(const std::filesystem::path& folder);
  bool has(ledger::Owner owner, const std::string& name, ledger::ItemKind kind,
           std::uint64_t sequence) const;

 private:
  std::set<std::string> items_;
};

/// Everything that the source holds, against the ledger and the destination.
base::Result<void> check_items(const AuditRequest& request, ledger::Ledger& ledger, Source& source,
                               const Told& told, AuditBook& book, Audit& audit);

/// What stands in the destination and neither a ledger nor the book explains.
base::Result<void> find_strangers(const AuditRequest& request, Known known, const AuditBook& book,
                                  Audit& audit);

/// On a server: whether what the ledger has stands there once. Other people's mail is a note.
base::Result<void> check_remote(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit);

/// Whether the cards that the ledger has delivered stand in their files, with their text.
base::Result<void> check_cards(const AuditRequest& request, ledger::Ledger& ledger, Audit& audit);

}  // namespace migrator::run
