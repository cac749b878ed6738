#include "checker/plan/objections.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"

namespace checker::plan {
namespace {

using contract::Fact;
using contract::FactSet;
using judge::Evidence;
using judge::Finding;
using judge::Verdict;
using manifest::Remedy;
using manifest::Rule;
using Change = contract::Plan::Change;

bool carries(const Fact& content, const std::string& member) {
  const auto* set = std::get_if<FactSet>(&content.value);
  return set != nullptr && (set->members.contains(member) || set->unknown.contains(member));
}

// Whether a change is what a remedy proposes.
bool is(const Remedy& remedy, const Change& change, const Candidate& candidate) {
  switch (remedy.kind) {
    case Remedy::Kind::set_fact:
      return remedy.fact == change.fact && change.to.value == Fact{remedy.value, {}}.value;
    case Remedy::Kind::leave_out:
      return change.fact == "migration.content" && carries(change.from, remedy.member) &&
             !carries(change.to, remedy.member);
    case Remedy::Kind::split:
      return change.fact == kPasses &&
             std::set<std::string>(remedy.separate.begin(), remedy.separate.end()) ==
                 candidate.passes.back().content;
    case Remedy::Kind::package:
      return change.fact == std::string(kComponent) + remedy.component;
    case Remedy::Kind::file:
    case Remedy::Kind::by_hand:
      return false;
  }
  return false;
}

bool cures(const Package& package, const Remedy& remedy) {
  return remedy.kind == Remedy::Kind::package && remedy.version &&
         base::equals_fold(package.component, remedy.component) &&
         package.version >= *remedy.version && package.version.branch() == remedy.version->branch();
}

// Whether there is an older file to replace, and none of another machine.
bool replaces(const Package& package, const inventory::Index& index) {
  const auto files = judge::files_of(index, package.component);
  const auto other_machine = [&](const auto* file) {
    return file->machine && package.machine && *file->machine != *package.machine;
  };
  const auto older = [&](const auto* file) {
    return !file->file_version || *file->file_version < package.version;
  };
  return std::ranges::any_of(files, older) && std::ranges::none_of(files, other_machine);
}

}  // namespace

bool objects(const Finding& f) { return f.verdict != Verdict::clear; }

std::vector<const Rule*> objectors(const std::vector<Finding>& meant) {
  std::vector<const Rule*> out;
  for (const Finding& f : meant)
    if (objects(f)) out.push_back(f.rule);
  std::ranges::stable_sort(out, [](const Rule* a, const Rule* b) {
    return std::pair(b->severity, a->basis) < std::pair(a->severity, b->basis);
  });
  return out;
}

const Remedy* remedy_for(const Rule& rule, const Change& change, const Candidate& candidate) {
  const auto it = std::ranges::find_if(rule.remedies,
                                       [&](const Remedy& r) { return is(r, change, candidate); });
  return it == rule.remedies.end() ? nullptr : &*it;
}

unsigned rank_of(const Change& change, const Candidate& candidate,
                 const std::vector<const Rule*>& objecting) {
  constexpr unsigned kUnranked = 9;
  unsigned best = kUnranked;
  for (const Rule* rule : objecting)
    if (const Remedy* remedy = remedy_for(*rule, change, candidate))
      best = std::min(best, remedy->rank);
  return best;
}

std::vector<Package> wanted(const std::vector<Package>& at_hand, const std::vector<Finding>& meant,
                            const Evidence& evidence) {
  std::map<std::pair<std::string, Version>, Package> out;
  for (const Finding& f : meant) {
    if (!objects(f)) continue;
    for (const Remedy& remedy : f.rule->remedies)
      for (const Package& package : at_hand)
        if (cures(package, remedy) && replaces(package, evidence.index())) {
          auto& chosen = out.try_emplace({base::lower(remedy.component), package.version}, package)
                             .first->second;
          chosen.component = remedy.component;  // as the rules spell it
        }
  }
  std::vector<Package> list;
  for (auto& [key, package] : out) list.push_back(std::move(package));
  return list;
}

}  // namespace checker::plan
