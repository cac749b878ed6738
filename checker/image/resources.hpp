#pragma once
// The resource directory of a PE image: type, name, language, data.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/image/pe.hpp"

namespace checker::image {

/// No file has nearly as many; a list of more is somebody's attack.
constexpr std::size_t kMaxLanguages = 256;

/// Where a resource's bytes stand.
struct ResourceData {
  FileOffset at;
  std::uint32_t size = 0;
  std::uint16_t language = 0;
};

/// One language of the version resource, and where its block is or why it is nowhere.
struct LanguageData {
  std::uint16_t language = 0;
  base::Result<ResourceData> data;
};

/// What is to be looked for besides the version resource that Windows would use.
struct Wanted {
  bool all_languages = false;
  bool cabinet = false;
};

struct VersionEntry {
  std::optional<ResourceData> data;      // the version resource that Windows would use
  bool other_id = false;                 // there is one, but under another name than 1
  std::string why;                       // there is no `data`: what is there instead, and where
  std::vector<std::uint16_t> languages;  // of number 1, in stored order, at most kMaxLanguages
  std::size_t language_count = 0;        // how many there are
  std::vector<LanguageData> all;         // Wanted::all_languages: as `languages`
  std::optional<ResourceData> cabinet;   // Wanted::cabinet: RCDATA "CABINET"
};

/// Looks for RT_VERSION, name 1, into `out`. Of several languages: US English, then English of no
/// country, then neutral, then the first (the order of GetFileVersionInfo's FindResourceEx). Three
/// levels are read and no more, so a tree that loops costs three directories. A cabinet that cannot
/// be reached is none. `out` holds what was found before an error, too.
base::Result<void> find_version(Reader& in, const PeHeaders& headers, const Wanted& wanted,
                                VersionEntry& out);

}  // namespace checker::image
