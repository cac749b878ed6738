#pragma once
// Which service pack of a product fits some of its files, hotfixes included.
#include <string>
#include <vector>

#include "checker/judge/level.hpp"

namespace checker::judge {

/// Whether a file is exactly what `level` states of it.
bool is_at(const manifest::Level& level, const ComponentLevel& file);

struct PackFit {
  const manifest::Level* level = nullptr;  // nullptr: no service pack fits all files
  std::vector<const manifest::Level*> also;
  std::vector<const manifest::Level*> hotfixes;
  std::size_t exact = 0;    // files that are exactly what the pack or a hotfix states
  bool some_newer = false;  // a file is of the pack's build, and of a higher revision
};

/// `files`: those whose version is of the product, and that some level states.
PackFit fitting_pack(const manifest::Product& product,
                     const std::vector<const ComponentLevel*>& files);

}  // namespace checker::judge
