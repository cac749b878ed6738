#pragma once
// index.json: what stands where in a destination. Made from the disk and the catalogue, so that a
// resumed run writes the same.
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "migrator/destination/folder_names.hpp"
#include "migrator/destination/layout.hpp"

namespace migrator::destination {

/// An account that is there, with the folders in it that are.
struct Standing {
  Account account;
  std::string path;    // of its Inbox
  std::string beside;  // its lists are <beside>.vcf and <beside>.ldif
  std::vector<Folder> folders;
};

/// The accounts that index.json below `root` names, and their paths without `suffix`; none where
/// there is no index. Errc::malformed when it is none of ours.
base::Result<Layout::Known> known_accounts(const std::filesystem::path& root,
                                           std::string_view suffix);

/// {"schema":"sidestep-index/1", "post_office", "mailboxes": [{"name", "path", "folders": [{"name",
/// "path"}], "lists", "lists_ldif"}], "boards": [{"name", "path"}], "directory", "directory_ldif"}.
/// Only what exists is named; a board's "folders" are left out when there are none.
base::Json make_index(const std::filesystem::path& root, const std::vector<Standing>& accounts,
                      const std::string& post_office);

}  // namespace migrator::destination
