#pragma once
// The resource directory of a PE image: type, name, language, data.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/image/pe.hpp"

namespace checker::image {

/// Where a resource's bytes stand.
struct ResourceData {
  FileOffset at;
  std::uint32_t size = 0;
  std::uint16_t language = 0;
};

struct VersionEntry {
  std::optional<ResourceData> data;      // the version resource that Windows would use
  bool other_id = false;                 // there is one, but under another name than 1
  std::vector<std::uint16_t> languages;  // all languages of number 1, in stored order
};

/// Looks for RT_VERSION, name 1. Of several languages: US English, then English of no country, then
/// neutral, then the first (the order of GetFileVersionInfo's FindResourceEx). Three levels are
/// read and no more, so a tree that loops costs three directories.
base::Result<VersionEntry> find_version(Reader& in, const PeHeaders& headers);

}  // namespace checker::image
