#pragma once
// Cover: the smallest sets of explanations that explain everything together.
#include <cstddef>
#include <vector>

namespace checker::diagnose {

struct Covers {
  std::vector<std::vector<std::size_t>> sets;  // each ascending
  bool cut = false;  // there are more than were asked for, or the search was too long
};

/// `explains[i]`: the things, each below `things`, that explanation i explains. Every thing that
/// some explanation explains has to be explained. All sets of the smallest size, in lexical order,
/// `most` at most; none where the smallest has more than kMostInSet.
Covers smallest_covers(const std::vector<std::vector<std::size_t>>& explains, std::size_t things,
                       std::size_t most);

inline constexpr std::size_t kMostInSet = 6;  // nobody acts on more problems at once

}  // namespace checker::diagnose
