#include "checker/patch/transaction/recover.hpp"

#include <algorithm>

#include "checker/patch/transaction/place.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Error lost(const Unfinished& one, const State& state) {
  return {Errc::malformed,
          one.id + ": the journal says " + one.found() + ", and its plan in " +
              state.of_id(one.id).string() + " is gone",
          "compare the target's files by hand; when they are all old or all new, move the journal "
          "away"};
}

Error tampered(const Unfinished& one) {
  return {Errc::malformed, one.id + ": its plan is not the one that the journal names",
          "nothing was touched; compare the target's files with the backups by hand"};
}

// The record of what was in place, else the plan, which says the same.
Result<std::optional<Plan>> plan_to_undo(const State& state, const Unfinished& one) {
  auto record = state.read_record(one.id);
  if (!record) return record;
  if (!*record) return state.read_plan(one.id);
  if (!one.last->digest.empty() && (*record)->digest != one.last->digest) return tampered(one);
  return record;
}

// What `begin` said of the plan; "" when the journal has forgotten it.
std::string begun_with(const Journal& journal, const std::string& id) {
  for (auto at = journal.entries().rbegin(); at != journal.entries().rend(); ++at)
    if (at->id == id && at->stage == Stage::begin) return at->digest;
  return "";
}

Result<Outcome> end_undo(const Work& work, const Unfinished& one) {
  Outcome out{one.id, one.found(), Now::old_files, {}};
  auto plan = plan_to_undo(work.state, one);
  if (!plan) return std::move(plan).error();
  if (*plan) {
    auto others = take_back(work, **plan, Stage::undone);
    if (!others) return std::move(others).error();
    out.changed_by_others = *std::move(others);
    return out;
  }
  // All that remains to be said is that it is undone: its record goes last.
  const auto folders = work.state.folders();
  if (folders && std::ranges::find(*folders, one.id) != folders->end())
    return lost(one, work.state);
  if (auto done = work.journal.add(work.files, {Stage::undone, one.id}); !done)
    return std::move(done).error();
  return out;
}

Result<Outcome> go_forward(const Work& work, const Unfinished& one) {
  auto plan = work.state.read_plan(one.id);
  if (!plan) return std::move(plan).error();
  if (!*plan) return lost(one, work.state);
  const std::string digest = begun_with(work.journal, one.id);
  if (!digest.empty() && digest != (*plan)->digest) return tampered(one);
  if (auto done = finish(work, **plan); !done) return std::move(done).error();
  if (auto done = work.journal.add(work.files, {Stage::done, one.id}); !done)
    return std::move(done).error();
  return Outcome{one.id, one.found(), Now::new_files, {}};
}

// A folder that the journal does not know: what a crash left before BEGIN, or, when the journal was
// lost, anything. So it is looked at, too.
Result<Outcome> clear_unknown(const Work& work, const Unfinished& one) {
  Outcome out{one.id, one.found(), Now::old_files, {}};
  auto plan = work.state.read_plan(one.id);
  bool staged = false;  // nothing is, before the plan is on the disk
  for (const char* where : {"new", "old"}) {
    auto some = work.state.holds(one.id, where);
    if (!some) return std::move(some).error();
    staged = staged || *some;
  }
  if (staged && !plan) return std::move(plan).error();
  if (staged && !*plan) return lost(one, work.state);
  if (plan && *plan) {
    auto others = go_back(work, **plan);
    if (!others) return std::move(others).error();
    out.changed_by_others = *std::move(others);
  }
  if (staged) {  // should the removal be broken off, the journal says what it was
    auto ids = work.state.recorded();
    if (!ids) return std::move(ids).error();
    if (auto done = work.journal.make_ready(work.files, *ids); !done)
      return std::move(done).error();
    if (auto done = work.journal.add(work.files, {Stage::rolled_back, one.id}); !done)
      return std::move(done).error();
  }
  if (auto done = work.state.remove(work.files, one.id); !done) return std::move(done).error();
  return out;
}

Result<void> forget(const Work& work, const std::string& id) {
  auto record = work.state.recorded();
  if (!record) return std::move(record).error();
  if (std::ranges::find(*record, id) != record->end()) {
    if (auto done = work.files.remove(work.state.record(id)); !done) return done;
    if (auto done = work.files.sync_directory(work.state.records()); !done) return done;
  }
  if (auto done = work.state.remove_draft(work.files, id); !done) return done;
  return work.state.remove(work.files, id);
}

Result<Outcome> go_back_from(const Work& work, const Unfinished& one) {
  auto plan = work.state.read_plan(one.id);
  if (!plan) return std::move(plan).error();
  if (!*plan) return lost(one, work.state);
  const std::string digest = begun_with(work.journal, one.id);
  if (!digest.empty() && digest != (*plan)->digest) return tampered(one);
  auto others = take_back(work, **plan,
                          one.last->stage == Stage::begin ? Stage::aborted : Stage::rolled_back);
  if (!others) return std::move(others).error();
  return Outcome{one.id, one.found(), Now::old_files, *std::move(others)};
}

Result<Outcome> end_one(const Work& work, const Unfinished& one) {
  if (!one.last) return clear_unknown(work, one);
  switch (one.last->stage) {
    case Stage::begin:
    case Stage::prepared:
      return go_back_from(work, one);
    case Stage::commit:
    case Stage::done:
      return go_forward(work, one);
    case Stage::undo:
      return end_undo(work, one);
    case Stage::aborted:
    case Stage::rolled_back:
    case Stage::undone:
      break;
  }
  if (auto done = forget(work, one.id); !done) return std::move(done).error();
  return Outcome{one.id, one.found(), Now::old_files, {}};
}

// An entry that is torn may have said UNDO, if it was damaged later than written: then some files
// of a patch that is in place are old ones.
Result<void> find_torn_undo(const Work& work, std::vector<Unfinished>& out) {
  auto records = work.state.read_records();
  if (!records) return std::move(records).error();
  for (const Plan& plan : *records) {
    std::size_t old_ones = 0, new_ones = 0;
    for (const FileRecord& file : plan.files) {
      auto now = hash_of(work.state.root(), file.path);
      if (!now) return std::move(now).error();
      old_ones += *now == file.before_sha256;
      new_ones += *now == file.after_sha256;
    }
    const auto last = work.journal.last(plan.id);
    if (old_ones == 0 || old_ones + new_ones < plan.files.size() ||
        later_overlap(*records, plan) != nullptr)
      continue;
    if (last && last->stage == Stage::done) out.push_back({plan.id, Entry{Stage::undo, plan.id}});
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> take_back(const Work& work, const Plan& plan, Stage end) {
  auto others = go_back(work, plan);
  if (!others) return others;
  if (auto done = work.journal.add(work.files, {end, plan.id}); !done)
    return std::move(done).error();
  if (auto done = forget(work, plan.id); !done) return std::move(done).error();
  return others;
}

Result<Recovered> recover_all(const Work& work) {
  auto todo = find_unfinished(work.state, work.journal);
  if (!todo) return std::move(todo).error();
  Recovered out;
  if (todo->empty() && !work.journal.torn()) return out;
  if (work.journal.torn())
    if (auto done = find_torn_undo(work, *todo); !done) return std::move(done).error();
  if (auto done = work.journal.make_durable(work.files); !done) return std::move(done).error();
  for (const Unfinished& one : *todo) {
    auto outcome = end_one(work, one);
    if (!outcome) return std::move(outcome).error().during("recover " + one.id);
    out.outcomes.push_back(*std::move(outcome));
  }
  return out;
}

}  // namespace checker::patch::transaction
