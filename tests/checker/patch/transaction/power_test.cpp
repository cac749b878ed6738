// Cuts the power at every single step, with any part of what was not synced on the disk.
#include <numeric>

#include "acts.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/door_files.hpp"
#include "tests/support/forgetful_files.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;
using support::DoorFiles;
using Kind = DoorFiles::Kind;

struct Tally {
  int cuts = 0, old_ones = 0, new_ones = 0;
  std::size_t lost = 0;
  std::vector<std::string> wrong;
};

// One cut after `steps`, one in the recovery, then a whole recovery. Whether the act was cut at
// all.
bool cut_once(const Act& act, int steps, unsigned seed, const DoorFiles::Ask& ask, Tally& tally) {
  const std::string at =
      act.name + ", " + std::to_string(steps) + " steps, seed " + std::to_string(seed) + ": ";
  Target target;
  prepare(act, target.root());
  support::Dice dice(seed + 100 * static_cast<unsigned>(steps));
  bool done = false, whole = false, hit = false;
  {
    support::ForgetfulFiles forgetful(disk, target.root());
    DoorFiles door(forgetful, ask);
    base::FailingFiles failing(door, steps, [&] { hit = true; });
    done = act.run(failing, target.root());
    tally.lost += forgetful.cut(seed % 2 == 0 ? nullptr : &dice);
  }
  if (done && tree(target.root()) != act.tree_of(act.after))
    tally.wrong.push_back(at + "it was done, and the power cut took it");
  std::string first;
  {
    support::ForgetfulFiles forgetful(disk, target.root());
    DoorFiles door(forgetful, ask);
    base::FailingFiles failing(door, static_cast<int>(dice.below(24)));
    whole = bool(recover(failing, target.root()));
    if (whole) first = state_of(target.root(), act.trees());
    tally.lost += forgetful.cut((seed + static_cast<unsigned>(steps)) % 2 == 0 ? nullptr : &dice);
  }
  tally.cuts += 2;
  const std::string state = recovered(target.root(), act.trees());
  if (!is_one(state)) tally.wrong.push_back(at + state);
  if (whole && first != state)
    tally.wrong.push_back(at + "recovery said " + first + ", the power cut made it " + state);
  if (done && state != act.after) tally.wrong.push_back(at + "done, and then " + state);
  (state == "new" ? tally.new_ones : tally.old_ones) += 1;
  return hit;
}

DoorFiles::Answer pass(Kind, const fs::path&) { return DoorFiles::Answer::pass; }

// Even ones cut by the letter, odd ones by the dice, in `steps` and in the recovery.
std::vector<unsigned> seeds_of(const Act& act, int steps) {
  if (act.variant && !is_campaign()) return {static_cast<unsigned>(steps / 2 % 2)};
  std::vector<unsigned> out(is_campaign() ? 20 : 2);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

// A sync that is left out.
struct Bug {
  std::string name;
  std::size_t act;  // in which it shows: 0 apply, 1 undo, 2 and 3 of a folder, 4 and 5 as one
  int first;        // the step from which on it can show
  Kind kind;
  std::string part;  // of the path; at its end, without a '/' there
};

}  // namespace

// A record's draft and the record were two names of one file, and stayed so.
TEST_CASE("a power cut in the renaming of the record") {
  Tally tally;
  for (int steps = 66; steps < 76; ++steps) cut_once(acts()[0], steps, 9, pass, tally);
  for (const std::string& wrong : tally.wrong) FAIL_CHECK(wrong);
}

TEST_CASE(
    "after a power cut anywhere, whatever of the unsynced is kept, it is all old or all new") {
  for (const Act& act : acts()) {
    Tally tally;
    bool hit = true;
    for (int steps = 0; hit; ++steps)
      for (const unsigned seed : seeds_of(act, steps))
        hit = cut_once(act, steps, seed, pass, tally);
    for (const std::string& wrong : tally.wrong) FAIL_CHECK(wrong);
    MESSAGE(act.name << ": " << tally.cuts << " cuts, " << tally.lost << " names and files lost; "
                     << tally.old_ones << " old, " << tally.new_ones << " new");
    CHECK(tally.cuts >= 110);
    CHECK(tally.lost > 10);
    CHECK(tally.old_ones > 20);
    CHECK(tally.new_ones > 4);
  }
}

// The test above is only worth something if it would notice.
TEST_CASE("each sync that is left out is noticed by a power cut") {
  const Bug bugs[] = {
      {"new files", 0, 56, Kind::sync_file, "/new/"},
      {"backups", 0, 56, Kind::sync_file, "/old/"},
      {"journal", 0, 56, Kind::sync_file, "/journal"},
      {"journal, in undo", 1, 0, Kind::sync_file, "/journal"},
      {"plan", 0, 16, Kind::sync_file, "/plan.json"},
      {"record", 0, 64, Kind::sync_file, ".json.new"},
      {"folder of the target", 0, 56, Kind::sync_directory, "/Bin"},
      {"folder of the target, in undo", 1, 0, Kind::sync_directory, "/Bin"},
      {"folder of the backups", 0, 56, Kind::sync_directory, "/old"},
      {"folder of the patch", 0, 16, Kind::sync_directory, "/kb42"},
      {"state folder", 0, 56, Kind::sync_directory, "/patch"},
      {"folder of the state folder", 0, 56, Kind::sync_directory, "/.sidestep"},
      {"target", 0, 56, Kind::sync_directory, "/target"},
      {"files of a folder's copy", 2, 56, Kind::sync_file, "/copy/"},
      {"a folder's copy", 2, 56, Kind::sync_directory, "/copy"},
      {"a folder in a folder's copy", 2, 56, Kind::sync_directory, "/copy/de"},
      {"new files and backups, synced as one", 4, 48, Kind::sync_filesystem, "/kb42"},
      {"folder of the target, filled", 4, 48, Kind::sync_directory, "/Bin"},
      {"a folder's new files and copy, synced as one", 5, 48, Kind::sync_filesystem, ""},
      {"a folder's copy, synced as one", 5, 48, Kind::sync_filesystem, "/copy"},
  };
  for (const Bug& bug : bugs) {
    CAPTURE(bug.name);
    int swallowed = 0;
    const DoorFiles::Ask ask = [&](Kind kind, const fs::path& path) {
      const std::string& text = path.native();
      if (kind != bug.kind || !(bug.part.ends_with('/') ? text.find(bug.part) != std::string::npos
                                                        : text.ends_with(bug.part)))
        return DoorFiles::Answer::pass;
      ++swallowed;
      return DoorFiles::Answer::pretend;
    };
    Tally tally;
    for (unsigned seed = 0; seed < 12 && tally.wrong.empty(); ++seed) {
      bool hit = true;
      for (int steps = bug.first; hit && tally.wrong.empty(); ++steps)
        hit = cut_once(acts()[bug.act], steps, seed, ask, tally);
    }
    CHECK(swallowed > 0);
    CHECK_MESSAGE(!tally.wrong.empty(), "not noticed in " << tally.cuts << " cuts");
    if (!tally.wrong.empty())
      MESSAGE(bug.name << ", after " << tally.cuts << " cuts: " << tally.wrong.front());
  }
}

}  // namespace checker::patch::transaction
