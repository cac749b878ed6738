#pragma once
// The directory and the personal lists of a destination, as vCard files.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/files.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

/// A name as cc:Mail compares it: without case (Q237588), in every script.
std::string folded_name(std::string_view utf8);

/// Names are kept as 64-bit digests, so that 65,535 entries (the most of a directory, ccmail.md
/// §6.1) cost a few megabytes.
class AddressBook {
 public:
  /// Drafts stand in `drafts`, finished files below `root`. `adds`: cards come to those that a file
  /// holds already (vcard_merge.hpp), in place of a new file.
  AddressBook(base::Files& files, std::filesystem::path root, std::filesystem::path drafts,
              mime::Options options, bool adds = false);
  ~AddressBook();

  /// Adds an entry to directory.vcf, which has its name after finish_directory().
  base::Result<void> put(const DirectoryEntry& entry);
  base::Result<void> finish_directory();

  /// Writes `target`: the directory's cards, a card for every member that it does not know, and a
  /// group for each list. Without a directory and without lists there is no file. Gives a sentence
  /// for each member delivered by name alone. A directory that an earlier run wrote counts too. The
  /// people of an address book are themselves what is delivered: none of them is missing anywhere.
  base::Result<std::vector<std::string>> put_lists(const std::string& mailbox,
                                                   const std::vector<PersonalList>& lists,
                                                   const std::filesystem::path& target);
  /// Whether the directory got entries in this run.
  bool grown() const { return grown_; }

 private:
  class Writer;
  struct Members;

  unsigned remember(const DirectoryEntry& entry);  // how often its name has been seen before
  bool knows(const Address& member) const;
  std::string entry_uid(std::string_view name, unsigned repeated) const;
  base::Result<void> read_directory();
  base::Result<void> copy_directory(Writer& out) const;
  std::string resolve(const Address& member, const std::string& list, Members& members) const;
  std::string resolve_person(const PersonalList& book, std::size_t index, Members& members) const;

  base::Files& files_;
  std::filesystem::path root_, drafts_;
  mime::Options options_;
  bool adds_;
  bool grown_ = false;                                 // entries came to the directory
  std::unordered_map<std::uint64_t, unsigned> names_;  // digest of a name: how often it stands
  std::unordered_set<std::uint64_t> places_;           // of a name and its post office
  std::unique_ptr<Writer> directory_;                  // while it is being written
  bool known_ = false;                                 // names_ tells what directory.vcf holds
};

}  // namespace migrator::destination
