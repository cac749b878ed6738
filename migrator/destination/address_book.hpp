#pragma once
// The directory and the personal lists of a destination, as vCard and LDIF files.
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/files.hpp"
#include "migrator/destination/book_writer.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/destination/known_entries.hpp"
#include "migrator/destination/mailbox_lists.hpp"
#include "migrator/destination/vcard_merge.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

class AddressBook {
 public:
  /// Drafts stand in `drafts`, finished files below `root`. `adds`: cards and
  /// records come to those that a file holds already (vcard_merge.hpp, ldif_merge.hpp), in place of
  /// a new file.
  AddressBook(base::Files& files, std::filesystem::path root, std::filesystem::path drafts,
              mime::Options options, bool adds = false);
  ~AddressBook();

  /// Adds an entry to directory.vcf and directory.ldif, which have their names after
  /// finish_directory(). What is returned is the card.
  base::Result<Delivered> put(const DirectoryEntry& entry);
  base::Result<void> finish_directory();

  /// Writes `target`, a .vcf: the directory's cards, a card for every member that it does not know,
  /// and a group for each list. Without a directory and without lists there is no file. Beside it,
  /// as .ldif, the lists alone, which name the directory's entries; without lists there is none,
  /// and without a directory directory.ldif is a frame for them. Gives a sentence for each member
  /// delivered by name alone. A directory that an earlier run wrote counts too. The people of an
  /// address book are themselves what is delivered: none of them is missing anywhere.
  base::Result<DeliveredLists> put_lists(const std::string& mailbox,
                                         const std::vector<PersonalList>& lists,
                                         const std::filesystem::path& target);
  /// Whether the directory got entries in this run.
  bool grown() const { return grown_; }

 private:
  base::Result<void> open_directory();
  base::Result<void> read_directory();
  base::Result<void> copy_directory(BookWriter& out) const;
  base::Result<void> frame_directory();
  base::Result<void> write_cards(MailboxLists& made, const std::filesystem::path& target);
  base::Result<void> write_records(const std::string& records, const std::filesystem::path& target);
  LdifName box_of(const std::string& mailbox);

  base::Files& files_;
  std::filesystem::path root_, drafts_;
  mime::Options options_;
  bool adds_;
  bool grown_ = false;  // entries came to the directory
  KnownEntries entries_;
  KnownCards there_;                                 // when it adds: what directory.vcf held
  DirectoryNames mailboxes_;                         // that have lists
  std::unordered_map<std::string, LdifName> boxes_;  // of each, how its place is called
  std::unique_ptr<BookWriter> cards_, records_;      // of the directory, while it is written
  bool known_ = false;                               // entries_ tells what directory.vcf holds
};

}  // namespace migrator::destination
