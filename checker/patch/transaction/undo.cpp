#include <algorithm>

#include "base/text.hpp"
#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/preflight.hpp"
#include "checker/patch/transaction/recover.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

// Patches of the same files are taken back last first.
Result<void> check_order(const std::vector<Plan>& records, const Plan& plan) {
  std::string path;
  const Plan* later = later_overlap(records, plan, &path);
  if (later == nullptr) return {};
  return Error{Errc::conflict,
               later->id + " changed " + path + " later, and must be taken back first",
               "run `sidestep patch undo` with " + later->id};
}

// All that could stop it half way is looked at first.
Result<void> check_files(const State& state, const Plan& plan) {
  for (std::size_t i = 0; i < plan.files.size(); ++i) {
    const FileRecord& file = plan.files[i];
    auto now = hash_of(state.root(), file.path);
    if (!now) return std::move(now).error();
    if (*now != file.after_sha256)
      return Error{Errc::conflict,
                   file.path + (now->empty() ? ": was removed" : ": was changed") +
                       " since it was put in place: it is not taken back",
                   "keep what you need of it, and put the patch's own file there again"};
    if (auto done = check_target(state, file.path); !done) return done;
    if (!file.before_sha256.empty())
      if (auto done = check_backup(state, plan, i); !done) return done;
  }
  return {};
}

// The folder that the files come back through stays from apply(); should somebody have tidied up,
// it is made before anything depends on it.
Result<void> make_restore(base::Files& files, const State& state, const Plan& plan) {
  const auto folder = state.of_id(plan.id) / "restore";
  std::error_code ignored;
  if (std::filesystem::is_directory(std::filesystem::symlink_status(folder, ignored))) return {};
  return files.make_directory(folder, 0700);
}

Result<Applied> undo_locked(base::Files& files, const State& state, const std::string& id) {
  auto journal = Journal::read(state.journal());
  if (!journal) return std::move(journal).error();
  const Work work{files, state, *journal};
  if (auto done = recover_all(work); !done) return std::move(done).error();
  auto records = state.read_records();
  if (!records) return std::move(records).error();
  const auto plan = std::ranges::find(*records, id, &Plan::id);
  if (plan == records->end()) return Error{Errc::usage, "no patch of this name is in place"};
  if (auto done = check_order(*records, *plan); !done) return std::move(done).error();
  if (auto done = check_files(state, *plan); !done) return std::move(done).error();
  auto ids = state.recorded();
  if (!ids) return std::move(ids).error();
  if (auto done = journal->make_ready(files, *ids); !done) return std::move(done).error();
  if (auto done = make_restore(files, state, *plan); !done) return std::move(done).error();
  auto back = journal->add(files, {Stage::undo, id, plan->digest});
  if (back) {
    auto others = take_back(work, *plan, Stage::undone);
    if (others) {
      for (FileRecord& file : plan->files)
        file.as_written = std::ranges::find(*others, file.path) == others->end();
      return applied_of(*plan);
    }
    back = std::move(others).error();
  }
  Error error = std::move(back).error();
  error.message += "; a recovery is needed";
  if (error.hint.empty()) error.hint = "run `sidestep patch recover`";
  return error;
}

Result<Applied> undo_in(base::Files& files, const std::filesystem::path& root,
                        const std::string& id) {
  auto state = State::of(root);
  if (!state) return std::move(state).error();
  if (!state->exists()) return Error{Errc::usage, "no patch of this name is in place"};
  auto lock = state->take_lock();
  if (!lock) return std::move(lock).error();
  return undo_locked(files, *state, id);
}

}  // namespace

Result<Applied> undo(base::Files& files, const std::filesystem::path& root, const std::string& id) {
  auto out = undo_in(files, root, id);
  if (!out) return std::move(out).error().during("undo " + base::printable(id));
  return out;
}

Result<std::vector<Applied>> applied(const std::filesystem::path& root) {
  auto state = State::of(root);
  if (!state) return std::move(state).error();
  auto journal = Journal::read(state->journal());
  if (!journal) return std::move(journal).error();
  auto records = state->read_records();
  if (!records) return std::move(records).error();
  std::vector<Applied> out;
  for (Plan& plan : *records) {
    const auto last = journal->last(plan.id);
    if (last && last->stage != Stage::done && last->stage != Stage::commit) continue;
    for (FileRecord& file : plan.files) {
      auto now = hash_of(state->root(), file.path);
      if (!now) return std::move(now).error();
      file.as_written = *now == file.after_sha256;
    }
    out.push_back(applied_of(std::move(plan)));
  }
  return out;
}

}  // namespace checker::patch::transaction
