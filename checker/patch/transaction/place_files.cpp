#include <algorithm>

#include "base/system.hpp"
#include "checker/patch/transaction/abreast.hpp"
#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/preflight.hpp"
#include "checker/patch/transaction/steps.hpp"

namespace checker::patch::transaction {
namespace {

using base::Errc;
using base::Error;
using base::Result;

Result<void> put_one(const Work& work, const Plan& plan, std::size_t index) {
  const FileRecord& file = plan.files[index];
  if (auto done = check_target(work.state, file.path); !done) return done;
  auto now = hash_of(work.state.root(), file.path);
  if (!now) return std::move(now).error();
  if (*now != file.before_sha256)
    return Error{Errc::conflict, file.path + ": was changed since the plan was made",
                 "make the plan again"};
  const auto staged = work.state.part(plan.id, "new", index);
  const auto target = work.state.root() / file.path;
  if (!file.before_sha256.empty()) return work.files.rename(staged, target);
  // An added file gets its name by a link, which never replaces what somebody just put there.
  if (auto done = work.files.link(staged, target); !done) return done;
  return work.files.remove(staged);
}

}  // namespace

std::vector<std::filesystem::path> folders_of(const State& state, const Plan& plan) {
  std::vector<std::filesystem::path> out;
  for (const FileRecord& file : plan.files) out.push_back((state.root() / file.path).parent_path());
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Result<void> put_in_place(const Work& work, const Plan& plan) {
  for (std::size_t i = 0; i < plan.files.size(); ++i)
    if (auto done = put_one(work, plan, i); !done) return done;
  for (const auto& folder : folders_of(work.state, plan))
    if (auto done = work.files.sync_directory(folder); !done) return done;
  return {};
}

Result<void> check_in_place(const State& state, const Request& request) {
  auto fine = each_abreast(request.changes.size(), [&](std::size_t i) -> Result<void> {
    const Change& change = request.changes[i];
    auto now = hash_of(state.root(), change.path);
    if (!now) return std::move(now).error();
    if (*now == change.after_sha256) return {};
    return Error{Errc::conflict, change.path + ": somebody else changed it during the patch"};
  });
  if (!fine) return fine;
  for (const Change& change : request.changes) {
    if (!change.verify) continue;
    if (auto done = change.verify(state.root() / change.path); !done)
      return std::move(done).error().during(change.path);
  }
  if (request.recheck) return request.recheck();
  return {};
}

Result<void> finish(const Work& work, Plan& plan) {
  auto records = work.state.read_records();
  if (!records) return std::move(records).error();
  const auto own = std::ranges::find(*records, plan.id, &Plan::id);
  if (own != records->end()) {
    plan = *own;
  } else {
    plan.sequence = records->empty() ? 1 : records->back().sequence + 1;
    plan.committed = base::utc_now();
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(work.state.records(), ignored))
    if (auto done = work.files.make_directory(work.state.records(), 0755); !done) return done;
  if (auto done = work.files.sync_directory(work.state.folder()); !done) return done;
  if (auto done = work.state.remove_draft(work.files, plan.id); !done) return done;
  if (auto done = base::write_whole(work.files, work.state.record(plan.id), text_of(plan)); !done)
    return done;
  // The folder "restore" stays: undo shall need no room on the disk.
  if (auto done = work.state.remove(work.files, plan.id, "new"); !done) return done;
  return work.files.sync_directory(work.state.of_id(plan.id));
}

}  // namespace checker::patch::transaction
