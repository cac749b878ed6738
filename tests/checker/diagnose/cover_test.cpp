#include "checker/diagnose/cover.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/support/dice.hpp"

using checker::diagnose::Covers;
using checker::diagnose::smallest_covers;

namespace {

using Sets = std::vector<std::vector<std::size_t>>;

// Tries every set there is.
Sets by_hand(const Sets& explains) {
  std::set<std::size_t> wanted;
  for (const auto& each : explains) wanted.insert(each.begin(), each.end());
  Sets best;
  if (wanted.empty()) return best;
  for (std::size_t mask = 1; mask < (std::size_t{1} << explains.size()); ++mask) {
    std::vector<std::size_t> set;
    std::set<std::size_t> covered;
    for (std::size_t i = 0; i < explains.size(); ++i)
      if ((mask >> i & 1) != 0) {
        set.push_back(i);
        covered.insert(explains[i].begin(), explains[i].end());
      }
    if (covered != wanted || (!best.empty() && set.size() > best.front().size())) continue;
    if (!best.empty() && set.size() < best.front().size()) best.clear();
    best.push_back(std::move(set));
  }
  std::ranges::sort(best);
  return best;
}

}  // namespace

TEST_CASE("the smallest covers are all those that trying every set finds") {
  support::Dice dice(1999);
  for (int round = 0; round < 400; ++round) {
    Sets explains(1 + dice.below(7));
    for (auto& each : explains)
      for (std::size_t thing = 0; thing < 6; ++thing)
        if (dice.below(3) == 0) each.push_back(thing);
    const Sets wanted = by_hand(explains);
    const Covers got = smallest_covers(explains, 6, 1000);
    CAPTURE(round);
    CHECK(got.sets == wanted);
    CHECK_FALSE(got.cut);
  }
}

TEST_CASE("the search for covers is bounded, and says when it was cut") {
  // Every pair of a hundred explains one thing of its own with a rival: covers of a hundred.
  Sets many(200);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = {i / 2};
  const Covers none = smallest_covers(many, 100, 8);
  CHECK(none.sets.empty());
  CHECK(none.cut);
  const Sets alike(50, std::vector<std::size_t>{0});
  const Covers cut = smallest_covers(alike, 1, 8);
  CHECK(cut.sets.size() == 8);
  CHECK(cut.cut);
}
