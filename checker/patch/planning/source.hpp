#pragma once
// A package as a plan sees it: its manifest, who signed that, and what speaks
// against the package.
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "checker/patch/package/reader.hpp"
#include "checker/patch/signature/feed.hpp"
#include "checker/patch/signature/verify.hpp"

namespace checker::patch::planning {

/// Whose packages are taken.
struct Trust {
  std::string public_key;          // the text of a minisign key; "": signatures are not looked at
  bool require_signature = false;  // needs a key
  std::filesystem::path editions;  // which edition of each feed was accepted; "": none is known
};

/// A package, and what tells of its files.
struct Source {
  std::filesystem::path path;
  package::Manifest manifest;
  std::string manifest_at;  // where the manifest was found; "": drafted from the package just now
  std::vector<package::Draft::LeftOut> left_out;  // of a draft
  std::optional<signature::Verified> signed_by;   // the key holds for the manifest's bytes
  std::string signature;              // what is to be said of it: "not signed", "signed by key …"
  std::string superseded_by;          // another package makes it needless: nothing is taken from it
  std::vector<std::string> problems;  // why nothing of it may be put in place
};

/// Finds or drafts the manifest, for files of this machine and language, and holds it against
/// `trust`: a bad or missing signature, an expired or rolled-back edition are `problems`. An error:
/// package or manifest cannot be read.
base::Result<Source> source_of(const std::filesystem::path& path, const package::Reader& reader,
                               const package::Choice& choice, const Trust& trust,
                               std::chrono::sys_seconds now);

/// The edition that a manifest is of; nullopt: of no feed.
std::optional<signature::Edition> edition_of(const package::Manifest& manifest);

}  // namespace checker::patch::planning
