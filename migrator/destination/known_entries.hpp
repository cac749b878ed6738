#pragma once
// What lists have to know of a directory: whom it holds, and how his or her card and record are
// called.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "migrator/destination/book_names.hpp"
#include "migrator/destination/ldif.hpp"
#include "migrator/message/message.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

/// Of names only digests are kept, and a DN: 65,535 entries (the most of a directory, ccmail.md
/// §6.1) cost some 12 megabytes.
class KnownEntries {
 public:
  explicit KnownEntries(const mime::Options& options);

  /// The next entry of the directory, and how it is called. The same entries in the same order have
  /// the same names.
  LdifName remember(const DirectoryEntry& entry);
  /// Whether a member is in the directory: by its name without case, and by its post office when it
  /// names another one.
  bool knows(const Address& member) const;
  /// The first entry of that name, which is known.
  LdifName called(std::string_view name) const;
  bool empty() const { return names_.empty(); }
  void clear();

 private:
  struct Known {
    unsigned times = 0;
    std::string dn;  // of the first, without suffix
  };
  std::string uid(std::string_view name, unsigned repeated) const;

  std::string domain_, post_office_;
  std::unordered_map<std::uint64_t, Known> names_;
  std::unordered_set<std::uint64_t> places_;  // of a name and its post office
  DirectoryNames people_, offices_;
};

/// Texts that a digest is made of, with a byte between them that none of them has.
std::string joined_key(std::initializer_list<std::string_view> texts);
/// A name and its post office, as cc:Mail compares them.
std::string place_key(std::string_view name, std::string_view post_office);

}  // namespace migrator::destination
