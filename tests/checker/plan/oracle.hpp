#pragma once
// A planner that shares no code with ours: random rules, random machines, every
// variation tried and counted by hand.
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker/plan/plan.hpp"
#include "tests/support/dice.hpp"

namespace oracle {

using namespace checker;
using Members = std::set<std::string>;

struct Machine {
  std::map<std::string, std::optional<std::optional<Version>>>
      files;  // missing, unreadable, version
};

struct Run {
  std::string steps;
  Members content, unknown;
  std::map<std::string, int> flags;
};

struct Variation {
  Run run;
  Members left_out, separate;
  std::vector<Version> installed;  // by component
  Machine machine;
  bool steps_changed = false;
};

struct Scene {
  manifest::Knowledge knowledge;
  Machine machine;
  Run meant;
  plan::Request request;
};

Scene random_scene(support::Dice& dice);

/// 0 clear, 1 checked, 2 unknown, 3 applies.
int verdict(const manifest::Rule& rule, const manifest::Knowledge& all, const Machine& machine,
            const Run& run, bool planned);
/// The same of all rules, of a variation as a plan: the worst of its passes.
std::vector<int> verdicts(const Scene& scene, const Variation& variation);

/// Every variation that the pins allow, sensible or not for a rule.
std::vector<Variation> variations(const Scene& scene);
plan::Cost cost(const Scene& scene, const Variation& variation);
/// A cost in the order in which a policy compares.
std::array<unsigned, 7> ordered(const plan::Cost& cost, plan::Policy policy);

/// What our planner makes of the scene; its findings point into the scene.
plan::Planned planned(const Scene& scene);
plan::Cost cost_of(const plan::Planned& planned);

/// What a run could be after some answer about `fact`.
std::vector<Run> answered(const Run& run, const std::string& fact);

}  // namespace oracle
