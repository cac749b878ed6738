#pragma once
// The fingerprint of a source: whether it is still what it was when a run began.
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace migrator::run {

/// What a path offers: an export set or a set of migration files.
struct Origin {
  enum class Kind { export_set, packing_list };
  Kind kind = Kind::export_set;
  std::filesystem::path path;    // the folder with set.json, or the .PKL
  std::filesystem::path folder;  // that the places of its items are relative to
};

/// Errc::io when there is nothing, Errc::usage when it is neither a folder with set.json nor a
/// .PKL.
base::Result<Origin> origin_of(const std::filesystem::path& path);

/// A digest of set.json (or the .PKL) and of the names, sizes and modification times of the files
/// that belong to it. The contents are not read: a mailbox may be larger than patience.
base::Result<std::string> fingerprint(const Origin& origin);

}  // namespace migrator::run
