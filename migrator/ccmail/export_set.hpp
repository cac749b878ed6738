#pragma once
// A cc:Mail export set: a folder with set.json and the text files that EXPORT wrote.
#include <filesystem>
#include <memory>
#include <optional>

#include "base/json.hpp"
#include "contract/facts.hpp"
#include "migrator/message/message.hpp"

namespace migrator::ccmail {

/// What a person chose instead of what stands in the folder.
struct SetChoice {
  std::optional<base::Json> description;  // in place of set.json: of a folder that has none
  std::filesystem::path profile;          // of keyword spellings; "": the one that the set names
};

/// Opens the set whose folder this is. set.json is read strictly (unknown keys are refused); the
/// files it names must lie inside the folder. Messages are read one at a time, never a file whole.
base::Result<std::unique_ptr<Source>> open_export_set(const std::filesystem::path& folder,
                                                      const SetChoice& choice = {});

/// What the set itself tells about the operation: source.post_office, source.database,
/// source.export_version, source.list_names (last-first when any list member is "Last, First"),
/// source.has_receipts. Facts that it does not tell are left out.
base::Result<contract::Facts> measure(const std::filesystem::path& folder,
                                      const SetChoice& choice = {});

}  // namespace migrator::ccmail
