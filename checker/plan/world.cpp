#include "checker/plan/world.hpp"

#include <algorithm>

namespace checker::plan {
namespace {

using judge::Finding;

// The inventory with the packages in the place of the files that stand for their components.
Inventory with(const inventory::Index& before, const std::vector<Package>& packages,
               const std::vector<std::size_t>& installed) {
  Inventory out = before.inventory();
  for (const std::size_t i : installed)
    for (const auto* file : judge::files_of(before, packages[i].component)) {
      auto& changed = out.files[static_cast<std::size_t>(file - before.inventory().files.data())];
      changed.file_version = packages[i].version;
      if (packages[i].machine) changed.machine = packages[i].machine;
      changed.language = packages[i].language;
      changed.version_state = inventory::VersionState::present;
      changed.error.reset();
    }
  return out;
}

}  // namespace

World::World(const judge::Measured& measured, const std::vector<Package>& packages,
             const std::vector<std::size_t>& installed)
    : borrowed_(&measured) {
  if (!installed.empty())
    own_ = std::make_unique<Own>(measured.knowledge(), with(measured.index(), packages, installed));
}

Finding World::judge(const manifest::Rule& rule, const Candidate& candidate,
                     const judge::Options& options) const {
  if (candidate.passes.size() < 2)
    return judge::judge(rule, {measured(), candidate.facts}, options);
  std::optional<Finding> worst;
  for (const auto& pass : candidate.passes) {
    const auto facts = contract::facts_of(candidate.facts, pass);
    Finding next = judge::judge(rule, {measured(), facts}, options);
    if (!worst || next.verdict > worst->verdict) worst = std::move(next);
  }
  return std::move(*worst);
}

std::vector<Finding> World::judge(const Candidate& candidate, const judge::Options& options) const {
  std::vector<Finding> out;
  for (const manifest::Rule& rule : measured().knowledge().rules)
    out.push_back(judge(rule, candidate, options));
  return out;
}

}  // namespace checker::plan
