#pragma once
// set.json: what an export set consists of. Read strictly, as a person wrote it.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "base/path.hpp"
#include "migrator/ccmail/export_set.hpp"
#include "migrator/ccmail/header.hpp"

namespace migrator::ccmail {

struct AccountFiles {
  Account account;
  std::vector<base::RelPath> messages;  // in the order in which they are read
  /// The number of the first item of each file, and one for whatever else there is: in a recovery
  /// set, whose messages keep the numbers that they had. Empty: 1, 2, …
  std::vector<std::uint64_t> numbers;
  std::optional<base::RelPath> private_directory;  // PRIVDIR.INI
};

struct SetFile {
  std::filesystem::path folder;
  std::string post_office;
  std::string database, export_version;  // empty when the set does not say
  Rules rules;
  std::string time_zone;
  std::vector<AccountFiles> accounts;  // mailboxes first, then boards
  std::optional<base::RelPath> directory, private_lists;

  std::map<std::pair<AccountKind, std::string>, std::size_t> by_name = {};  // in lower case

  void add(AccountFiles files);
  /// The account of this kind and name, in any case; nullptr when there is none.
  const AccountFiles* find(AccountKind kind, std::string_view name) const;
};

/// Reads folder/set.json. Unknown keys, wrong types, names given twice and paths that lead out of
/// the folder (also through a link) are refused with the place in the document.
base::Result<SetFile> load_set(const std::filesystem::path& folder, const SetChoice& choice = {});

/// Opens a file of the set; Errc::conflict when a link leads out of the folder, Errc::io when it
/// cannot be read. Messages name the file as set.json does.
base::Result<std::shared_ptr<const base::ReadableFile>> open_inside(
    const std::filesystem::path& folder, const base::RelPath& path);
/// Whether there is no such file, rather than one that cannot be opened.
bool is_gone(const std::filesystem::path& folder, const base::RelPath& path);

}  // namespace migrator::ccmail
