#pragma once
// A set that is open: its description, and where its lists stand.
#include "migrator/ccmail/private_lists.hpp"
#include "migrator/ccmail/set_file.hpp"

namespace migrator::ccmail {

struct OpenSet {
  SetFile file;
  PrivateLists lists;
};

/// Reads set.json and checks private-lists.csv.
base::Result<OpenSet> open_set(const std::filesystem::path& folder, const SetChoice& choice = {});

}  // namespace migrator::ccmail
