// Breaks everything off after every single step.
#include "acts.hpp"
#include "tests/support/door_files.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

}  // namespace

TEST_CASE(
    "broken off after any step, and the recovery after any step, too, it is all old or all new") {
  for (const Act& act : acts()) {
    CAPTURE(act.name);
    int broken = 0, recoveries = 0, old_ones = 0, new_ones = 0;
    for (int steps = 0;; ++steps) {
      CAPTURE(steps);
      bool done = false;
      for (int more = steps % stride(act);; more += stride(act)) {
        Target target;
        prepare(act, target.root());
        bool hit = false;
        base::FailingFiles failing(disk, steps, [&] { hit = true; });
        const bool said = act.run(failing, target.root());
        if (said && tree(target.root()) != act.tree_of(act.after)) FAIL_CHECK("it was not done");
        if (!hit) {
          done = true;
          CHECK(said);
          CHECK(state_of(target.root(), act.trees()) == act.after);
          break;
        }
        base::FailingFiles again(disk, more);
        const bool whole = bool(recover(again, target.root()));
        const std::string state = recovered(target.root(), act.trees());
        if (!is_one(state)) FAIL_CHECK(state << " after " << steps << " and " << more << " steps");
        (state == "new" ? new_ones : old_ones) += 1;
        if (whole) break;
        ++recoveries;
      }
      if (done) break;
      ++broken;
    }
    MESSAGE(act.name << ": broken off at " << broken << " places, recovery at " << recoveries
                     << " more; " << old_ones << " old, " << new_ones << " new");
    CHECK(broken >= (act.name == "apply" ? 70 : 20));
    CHECK(recoveries >= 40);
    CHECK(old_ones > 20);
    CHECK(new_ones > 0);
  }
}

TEST_CASE("one step that fails is answered by going back, or by saying that a recovery is needed") {
  for (const Act& act : acts()) {
    CAPTURE(act.name);
    int failures = 0, needed = 0;
    for (int at = 0;; ++at) {
      CAPTURE(at);
      Target target;
      prepare(act, target.root());
      int step = 0;
      support::DoorFiles door(disk, [&](auto, const auto&) {
        return step++ == at ? support::DoorFiles::Answer::fail : support::DoorFiles::Answer::pass;
      });
      const bool done = act.run(door, target.root());
      if (step <= at) break;
      ++failures;
      if (!done) {
        const auto open = unfinished(target.root());
        needed += open && *open ? 1 : 0;
        if (open && !*open && state_of(target.root(), act.trees()) != act.before)
          FAIL_CHECK(state_of(target.root(), act.trees()) << ", and no recovery is needed");
      }
      const std::string state = recovered(target.root(), act.trees());
      if (!is_one(state) || (done && state != act.after)) FAIL_CHECK(state);
    }
    MESSAGE(act.name << ": " << failures << " failures, " << needed << " need a recovery");
    CHECK(failures >= (act.name == "apply" ? 70 : 20));
  }
}

}  // namespace checker::patch::transaction
