#pragma once
// The folder of a set against its packing list: what stands there and is not listed.
#include <set>
#include <string>

#include "migrator/migration/findings.hpp"
#include "migrator/migration/folder.hpp"
#include "migrator/migration/packing_list.hpp"

namespace migrator::migration {

/// What an unlisted file is, by its content.
enum class Stray {
  primary,    // begins with a section: what it holds is not imported
  secondary,  // begins as a secondary file, or with a block
  other,      // neither
};
base::Result<Stray> kind_of_file(const Folder& folder, const std::string& true_name,
                                 const base::CodePage& page);

/// Names in lower case of the .PRI and .SEC files in the folder that no packing list there names.
/// A folder may hold several sets.
base::Result<std::set<std::string>> unlisted_files(const Folder& folder, const PackingList& list,
                                                   const std::string& packing_list);

/// Says what is not imported because nobody lists it. `pointed_to`: files that rows lead to, in
/// lower case.
base::Result<void> check_unlisted(const Folder& folder, const std::string& packing_list,
                                  const PackingList& list, const base::CodePage& page,
                                  const std::set<std::string>& pointed_to, Findings& findings);

}  // namespace migrator::migration
