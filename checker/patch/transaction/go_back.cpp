#include <algorithm>

#include "checker/patch/transaction/directory_swap.hpp"
#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/steps.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

enum class Act { keep, leave, remove, restore };

// Whether the staged file still waits: then what stands in the target never was ours. A link that
// puts an added file in place leaves the staged name for a moment; that one is ours.
Result<bool> is_waiting(const Work& work, const Plan& plan, std::size_t index, bool present) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(work.state.of_id(plan.id) / "new", ignored)) return false;
  auto staged = look(work.state.of_id(plan.id), State::name("new", index));
  if (!staged) return std::move(staged).error();
  if (!staged->present || !present) return staged->present;
  auto there = look(work.state.root(), plan.files[index].path);
  if (!there) return std::move(there).error();
  return !there->is_same_file(*staged);
}

Result<Act> decide(const Work& work, const Plan& plan, std::size_t index) {
  const FileRecord& file = plan.files[index];
  auto now = hash_of(work.state.root(), file.path);
  if (!now) return std::move(now).error();
  if (*now == file.before_sha256) return Act::keep;
  if (*now == "?") return Act::leave;  // a link, a folder: our files are none
  auto waiting = is_waiting(work, plan, index, !now->empty());
  if (!waiting) return std::move(waiting).error();
  if (*waiting) return Act::leave;
  if (file.before_sha256.empty()) return *now == file.after_sha256 ? Act::remove : Act::leave;
  if (*now == file.after_sha256 || now->empty()) return Act::restore;
  return Error{
      Errc::conflict,
      file.path +
          ": is neither the old nor the new file: somebody changed it after it was "
          "put in place",
      "move it to another place, then run `sidestep patch recover`: the old file comes back"};
}

// No bytes are written, so that a full disk does not matter.
Result<void> restore(const Work& work, const Plan& plan, std::size_t index) {
  const auto name = work.state.part(plan.id, "restore", index);
  std::error_code ignored;
  if (!std::filesystem::is_directory(name.parent_path(), ignored))
    if (auto done = work.files.make_directory(name.parent_path(), 0755); !done) return done;
  if (auto done = work.files.remove(name); !done) return done;
  if (auto done = work.files.link(work.state.part(plan.id, "old", index), name); !done) return done;
  return work.files.rename(name, work.state.root() / plan.files[index].path);
}

}  // namespace

Result<void> check_backup(const State& state, const Plan& plan, std::size_t index) {
  const FileRecord& file = plan.files[index];
  auto kept = measure(state.of_id(plan.id), State::name("old", index));
  if (kept && kept->sha256 == file.before_sha256) return {};
  return Error{Errc::malformed,
               file.path + ": its backup " + state.part(plan.id, "old", index).string() +
                   (kept ? " is not what was copied there" : " cannot be read"),
               "put the right file there, or into the target, and run the command again"};
}

Result<std::vector<std::string>> go_back(const Work& work, const Plan& plan) {
  if (plan.swap == Swap::directory)
    if (auto done = swap_back(work, plan); !done) return std::move(done).error();
  std::vector<Act> acts;
  std::vector<std::string> others;
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    auto act = decide(work, plan, i);
    if (!act) return std::move(act).error();
    if (*act == Act::restore)
      if (auto done = check_backup(work.state, plan, i); !done) return std::move(done).error();
    if (*act == Act::leave) others.push_back(plan.files[i].path);
    acts.push_back(*act);
  }
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    Result<void> done;
    if (acts[i] == Act::restore) done = restore(work, plan, i);
    if (acts[i] == Act::remove) done = work.files.remove(work.state.root() / plan.files[i].path);
    if (!done) return std::move(done).error();
  }
  std::error_code ignored;
  for (const auto& folder : folders_of(work.state, plan))
    if (std::filesystem::is_directory(std::filesystem::symlink_status(folder, ignored)))
      if (auto done = work.files.sync_directory(folder); !done) return std::move(done).error();
  return others;
}

}  // namespace checker::patch::transaction
