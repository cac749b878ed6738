#pragma once
// How a folder that was given as a source is to be read.
#include <filesystem>
#include <optional>

#include "base/json.hpp"
#include "migrator/survey/left_out.hpp"
#include "migrator/survey/survey.hpp"

namespace migrator::survey {

/// The one set of migration files that lies in it, or else the set.json that it would need.
struct WayIn {
  std::optional<std::filesystem::path> packing_list;
  std::optional<base::Json> description;
  std::vector<LeftOut> left_out = {};  // what lies there and is not taken
};

/// For a folder without set.json. Errc::usage, with what was found and what to give instead, when
/// there are several sets, a set and messages, a set.json further down, or nothing; and
/// Errc::conflict when something that may hold messages cannot stand in a set.json: a run must not
/// lose what nobody has looked at.
base::Result<WayIn> way_into(const std::filesystem::path& folder, const Options& options = {});

}  // namespace migrator::survey
