#include "checker/patch/transaction/transaction.hpp"

#include <algorithm>

#include "base/system.hpp"
#include "base/text.hpp"
#include "checker/patch/transaction/directory_swap.hpp"
#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/preflight.hpp"
#include "checker/patch/transaction/recover.hpp"
#include "checker/patch/transaction/request.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr const char* kRecover = "run `sidestep patch recover`";

Error needs_recovery(Error error) {
  error.message += "; a recovery is needed";
  error.hint = kRecover;
  return error;
}

Plan plan_of(const Request& request, const std::vector<std::uint64_t>& old) {
  Plan out;
  out.id = request.id;
  out.created = base::utc_now();
  out.swap = request.swap;
  out.note = request.note;
  for (std::size_t i = 0; i < old.size(); ++i) {
    const Change& change = request.changes[i];
    out.files.push_back(
        {change.path, change.before_sha256, change.after_sha256, old[i], change.size});
  }
  return out;
}

// Everything up to BEGIN: the folder, the plan.
Result<void> begin(const Work& work, Plan& plan) {
  const State& state = work.state;
  if (auto done = work.files.make_directory(state.of_id(plan.id), 0700); !done) return done;
  for (const char* where : {"new", "old", "restore"})
    if (auto done = work.files.make_directory(state.of_id(plan.id) / where, 0700); !done)
      return done;
  auto file = work.files.create_new(state.plan(plan.id));
  if (!file) return std::move(file).error();
  if (auto done = (*file)->write(base::bytes_of(text_of(plan))); !done) return done;
  if (auto done = (*file)->sync(); !done) return done;
  if (auto done = (*file)->close(); !done) return done;
  if (auto done = work.files.sync_directory(state.of_id(plan.id)); !done) return done;
  if (auto done = work.files.sync_directory(state.folder()); !done) return done;
  return work.journal.add(work.files, {Stage::begin, plan.id, plan.digest});
}

// Up to the moment before COMMIT. After an error all that was done can be taken back.
Result<void> carry_out(const Work& work, const Request& request, Plan& plan) {
  if (auto done = begin(work, plan); !done) return done;
  if (auto done = stage(work, request, plan); !done) return done;
  const bool whole = plan.swap == Swap::directory;
  if (whole)
    if (auto done = build_copy(work, plan); !done) return done;
  if (auto done = work.journal.add(work.files, {Stage::prepared, plan.id}); !done) return done;
  if (auto done = whole ? swap_in(work, plan) : put_in_place(work, plan); !done) return done;
  return check_in_place(work.state, request);
}

Result<Recovered> recover_locked(base::Files& files, const State& state) {
  auto journal = Journal::read(state.journal());
  if (!journal) return std::move(journal).error();
  return recover_all({files, state, *journal});
}

// The error, and what became of the target. The journal is read again: an entry that failed may
// stand there, or a part of it.
Error taken_back(const Work& work, Error why) {
  auto back = recover_locked(work.files, work.state);
  if (!back) {
    why.message += "; going back failed: " + back.error().message;
    return needs_recovery(std::move(why));
  }
  why.message += "; everything is as it was";
  for (const Outcome& one : back->outcomes)
    for (const std::string& path : one.changed_by_others)
      why.message += "; " + path + " is as somebody else left it";
  return why;
}

Result<Applied> apply_locked(base::Files& files, const State& state, const Request& request,
                             const std::vector<std::uint64_t>& old) {
  auto journal = Journal::read(state.journal());
  if (!journal) return std::move(journal).error();
  auto applied = state.recorded();
  if (!applied) return std::move(applied).error();
  auto folders = state.folders();
  if (!folders) return std::move(folders).error();
  for (const auto& list : {*applied, *folders})
    if (std::ranges::find(list, request.id) != list.end())
      return Error{Errc::conflict, "a patch " + request.id + " was applied already",
                   "take it back with `sidestep patch undo`, or choose another name"};
  if (auto done = journal->make_ready(files, *applied); !done) return std::move(done).error();
  const Work work{files, state, *journal, request.synced_singly};
  Plan plan = plan_of(request, old);
  if (auto done = carry_out(work, request, plan); !done)
    return taken_back(work, std::move(done).error());
  // From here on an error does not say which of the two the disk has: it is not tried again.
  if (auto done = journal->add(files, {Stage::commit, plan.id}); !done)
    return needs_recovery(std::move(done).error());
  if (auto done = finish(work, plan); !done)
    return needs_recovery(std::move(done).error().during("the new files are in place"));
  // All that counts is on the disk: should this fail, the next command finds the same once more.
  (void)journal->add(files, {Stage::done, plan.id});
  for (FileRecord& file : plan.files) file.as_written = true;  // carry_out() has looked
  return applied_of(std::move(plan));
}

Result<Applied> apply_to(base::Files& files, const State& state, const Request& request) {
  // The first patch of a target is refused before there is even a state folder.
  const bool known = state.exists();
  if (!known)
    if (auto fine = preflight(state, request, true); !fine) return std::move(fine).error();
  if (auto done = state.make(files); !done) return std::move(done).error();
  auto lock = state.take_lock();
  if (!lock) return std::move(lock).error();
  if (auto done = recover_locked(files, state); !done) return std::move(done).error();
  auto old = preflight(state, request, known);
  if (!old) return std::move(old).error();
  return apply_locked(files, state, request, old->old);
}

}  // namespace

Result<Applied> apply(base::Files& files, const Request& request) {
  const std::string action = "apply " + base::printable(request.id);
  if (auto done = check_request(request); !done) return std::move(done).error().during(action);
  auto state = State::of(request.root);
  if (!state) return std::move(state).error().during(action);
  auto out = apply_to(files, *state, request);
  if (!out) return std::move(out).error().during(action);
  return out;
}

Result<Space> check(const Request& request) {
  if (auto done = check_request(request); !done) return std::move(done).error();
  auto state = State::of(request.root);
  if (!state) return std::move(state).error();
  auto found = preflight(*state, request, false);
  if (!found) return std::move(found).error();
  return found->space;
}

bool is_busy(const std::filesystem::path& root) {
  auto state = State::of(root);
  if (!state || !std::filesystem::exists(state->lock())) return false;
  auto lock = state->take_lock();
  return !lock && lock.error().code == Errc::conflict;
}

Result<Recovered> recover(base::Files& files, const std::filesystem::path& root) {
  auto needed = unfinished(root);
  if (!needed) return std::move(needed).error();
  if (!*needed) return Recovered{};
  auto state = State::of(root);
  if (!state) return std::move(state).error();
  auto lock = state->take_lock();
  if (!lock) return std::move(lock).error();
  return recover_locked(files, *state);
}

Result<std::optional<std::string>> unfinished(const std::filesystem::path& root) {
  std::optional<std::string> out;
  auto state = State::of(root);
  if (!state) return std::move(state).error();
  if (!state->exists()) return out;
  auto journal = Journal::read(state->journal());
  if (!journal) return std::move(journal).error();
  auto list = find_unfinished(*state, *journal);
  if (!list) return std::move(list).error();
  for (const Unfinished& one : *list)
    out = (out ? *out + "; " : "") + one.id + ": the journal says " + one.found();
  if (!out && journal->torn()) out = "the journal's last entry was cut short";
  return out;
}

}  // namespace checker::patch::transaction
