#pragma once
// The fingerprint of a source: whether it is still what it was when a run began.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "migrator/ccmail/export_set.hpp"
#include "migrator/survey/left_out.hpp"

namespace migrator::run {

/// What a path offers: an export set or a set of migration files.
struct Origin {
  enum class Kind { export_set, packing_list };
  Kind kind = Kind::export_set;
  std::filesystem::path path;                  // the folder with set.json, or the .PKL
  std::filesystem::path folder;                // that the places of its items are relative to
  ccmail::SetChoice choice = {};               // of an export set
  std::vector<survey::LeftOut> left_out = {};  // of a folder that was surveyed
};

/// A folder without set.json is surveyed: the one set of migration files in it, or the set.json
/// that it would need, in `choice`; `profile` of keyword spellings helps to read it. Errc::io when
/// there is nothing, Errc::usage when it is neither nor a .PKL.
base::Result<Origin> origin_of(const std::filesystem::path& path,
                               const std::filesystem::path& profile = {});

/// A digest of set.json (or the .PKL) and of the names, sizes and modification times of the files
/// that belong to it. The contents are not read: a mailbox may be larger than patience.
base::Result<std::string> fingerprint(const Origin& origin);

/// The files that belong to a source, relative to its folder, without what describes it; some may
/// be absent.
base::Result<std::set<std::string>> source_files(const Origin& origin);

}  // namespace migrator::run
