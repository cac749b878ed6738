#pragma once
// index.json: what stands where in a destination. Made from the disk and the catalogue, so that a
// resumed run writes the same.
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "migrator/destination/layout.hpp"

namespace migrator::destination {

struct Folder {
  std::string name;  // as the source has it: "Suppliers\Rope"
  std::string path;  // relative to the destination
};

/// The folders inside the Maildir at `path` below `root`, in byte order of their paths; the exact
/// name of each stands in its maildirfolder.
base::Result<std::vector<Folder>> folders_of(const std::filesystem::path& root,
                                             const std::string& path);

/// The accounts that index.json below `root` names, and their paths; none where there is no index.
/// Errc::malformed when it is none of ours.
base::Result<Layout::Known> known_accounts(const std::filesystem::path& root);

/// {"schema":"sidestep-index/1", "post_office", "mailboxes": [{"name", "path", "folders": [{"name",
/// "path"}], "lists"}], "boards": [{"name", "path"}], "directory"}. Only what exists is named;
/// "lists", "directory" and a board's "folders" are left out when there are none.
base::Result<base::Json> make_index(const std::filesystem::path& root, const Layout& layout,
                                    const std::string& post_office);

}  // namespace migrator::destination
