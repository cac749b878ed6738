// The planner against a brute-force oracle.
#include "tests/checker/plan/oracle.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace oracle;
using support::Dice;

TEST_CASE("no variation that anybody could think of is cheaper than the plan") {
  int changed = 0, split = 0, installed = 0, left_out = 0, blocked = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    std::optional<std::array<unsigned, 7>> best;
    for (const Variation& v : variations(s)) {
      const auto its = ordered(cost(s, v), s.request.policy);
      if (!best || its < *best) best = its;
    }
    REQUIRE(best);
    CHECK(ordered(cost_of(p), s.request.policy) == *best);
    changed += p.plan.changes.empty() ? 0 : 1;
    split += p.plan.passes.size() > 1 ? 1 : 0;
    installed += p.plan.cost[4] > 0 ? 1 : 0;
    left_out += p.plan.left_out.empty() ? 0 : 1;
    blocked += p.plan.status == contract::PlanStatus::blocked ? 1 : 0;
  }
  MESSAGE("plans: ", changed, " changed, ", split, " split, ", installed, " with packages, ",
          left_out, " without something, ", blocked, " blocked");
  CHECK(std::min({changed, split, installed, left_out, blocked}) > 20);
}

TEST_CASE("of each variation that was not chosen: the first criterion on which it lost") {
  for (unsigned seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    const auto ours = ordered(cost_of(p), s.request.policy);
    for (const auto& r : p.rejected) {
      const auto its = ordered(r.cost, s.request.policy);
      const auto at = static_cast<std::size_t>(std::ranges::mismatch(its, ours).in1 - its.begin());
      if (at == its.size()) {
        CHECK(r.lost_on.empty());
        continue;
      }
      CHECK(its[at] > ours[at]);
      CHECK(r.its == its[at]);
      CHECK(r.of_plan == ours[at]);
      CHECK_FALSE(r.lost_on.empty());
    }
  }
}

TEST_CASE("a blocked plan names rules that cannot be satisfied together, and none too many") {
  int seen = 0, together = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    if (p.plan.status != contract::PlanStatus::blocked) {
      CHECK(p.conflict.empty());
      continue;
    }
    ++seen;
    together += p.conflict.size() > 1 ? 1 : 0;
    const auto broken_by_all = [&](const Members& rules) {
      return std::ranges::all_of(variations(s), [&](const Variation& v) {
        const auto all = verdicts(s, v);
        for (std::size_t i = 0; i < all.size(); ++i)
          if (all[i] == 3 && rules.contains(s.knowledge.rules[i].id)) return true;
        return false;
      });
    };
    Members named(p.conflict.begin(), p.conflict.end());
    CHECK(broken_by_all(named));
    for (const std::string& rule : p.conflict) {
      Members fewer = named;
      fewer.erase(rule);
      CHECK_FALSE(broken_by_all(fewer));
    }
  }
  CHECK(seen > 50);
  CHECK(together > 2);
}

TEST_CASE("what a question is said to settle, some answer settles; each brings something new") {
  int asked = 0, settling = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const Scene s = random_scene(dice);
    const plan::Planned p = planned(s);
    CHECK(p.questions.size() <= 5);
    Members settled;
    for (const auto& q : p.questions) {
      ++asked;
      const auto before = settled.size();
      settled.insert(q.settles.begin(), q.settles.end());
      CHECK(settled.size() > before);
      if (!p.plan.changes.empty()) continue;  // else it may settle what only the plan leaves open
      for (const std::string& id : q.settles) {
        const auto& rule = *s.knowledge.rule(id);
        CAPTURE(id);
        CHECK(verdict(rule, s.knowledge, s.machine, s.meant, false) == 2);
        CHECK(std::ranges::any_of(answered(s.meant, q.fact), [&](const Run& run) {
          return verdict(rule, s.knowledge, s.machine, run, true) % 3 == 0;
        }));
        ++settling;
      }
    }
  }
  CHECK(asked > 200);
  CHECK(settling > 100);
}
