#include "checker/plan/conflict.hpp"

#include <algorithm>

namespace checker::plan {

std::vector<std::string> minimal_conflict(const std::vector<std::set<std::string>>& broken) {
  std::set<std::string> rules;
  for (const auto& of_one : broken) rules.insert(of_one.begin(), of_one.end());
  const auto every_variation_breaks_one_of = [&](const std::set<std::string>& some) {
    return std::ranges::all_of(broken, [&](const auto& of_one) {
      return std::ranges::any_of(of_one, [&](const auto& rule) { return some.contains(rule); });
    });
  };
  // Whoever can be spared goes; what stays after one round stays, for the rest only shrinks.
  for (const std::string& rule : std::vector<std::string>(rules.begin(), rules.end())) {
    std::set<std::string> without = rules;
    without.erase(rule);
    if (every_variation_breaks_one_of(without)) rules = std::move(without);
  }
  return {rules.begin(), rules.end()};
}

}  // namespace checker::plan
