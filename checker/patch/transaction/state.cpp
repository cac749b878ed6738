#include "checker/patch/transaction/state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checker/patch/transaction/place.hpp"
#include "checker/patch/transaction/request.hpp"

namespace checker::patch::transaction {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr int kDeepest = 2048;  // a path of Linux has at most 4096 bytes
constexpr std::uint64_t kMostRecord = 64u << 20;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored));
}

// The names in a folder; none where there is no folder.
Result<std::vector<std::string>> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  if (!is_folder(folder)) return out;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    out.push_back(at->path().filename().string());
  if (error) return Error{Errc::io, folder.string() + ": " + error.message()};
  std::ranges::sort(out);
  return out;
}

Result<void> make_one(base::Files& files, const fs::path& path, unsigned mode) {
  if (!is_folder(path))
    if (auto done = files.make_directory(path, mode); !done) return done;
  // Also what an earlier run has made and perhaps did not live to sync.
  return files.sync_directory(path.parent_path());
}

// A folder of ours holds files, and folders of files. Links are removed, never followed.
Result<void> remove_tree(base::Files& files, const fs::path& folder, int depth = 0) {
  if (!is_folder(folder)) return files.remove(folder);
  if (depth > kDeepest) return Error{Errc::limit, folder.string() + ": too deep to be ours"};
  auto names = names_in(folder);
  if (!names) return std::move(names).error();
  for (const std::string& name : *names)
    if (auto done = remove_tree(files, folder / name, depth + 1); !done) return done;
  return files.remove_directory(folder);
}

}  // namespace

Result<State> State::of(const Path& root) {
  std::error_code error;
  const Path real = fs::canonical(root, error);
  if (error || !fs::is_directory(real, error))
    return Error{Errc::usage, root.string() + ": is no folder that is there"};
  State out(real);
  for (const Path& part : {out.folder_.parent_path(), out.folder_, out.records()}) {
    const auto status = fs::symlink_status(part, error);
    if (fs::exists(status) && !fs::is_directory(status))
      return Error{Errc::unsupported, part.string() + ": should be a folder of ours, and is none"};
  }
  return out;
}

bool State::exists() const { return is_folder(folder_); }

std::string State::name(const char* where, std::size_t index) {
  return fmt::format("{}/{:04}", where, index + 1);
}

Result<void> State::make(base::Files& files) const {
  if (auto done = make_one(files, folder_.parent_path(), 0755); !done) return done;
  return make_one(files, folder_, 0700);
}

Result<base::Lock> State::take_lock() const {
  auto lock = base::Lock::take(this->lock(), 0600);
  if (!lock && lock.error().code == Errc::conflict)
    return Error{Errc::conflict, root_.string() + ": another sidestep patch is at work",
                 "wait until it has ended, or end it"};
  return lock;
}

Result<std::optional<Plan>> State::read_record(const std::string& id) const {
  auto text = read_kept(record(id), kMostRecord);
  if (!text) return std::move(text).error();
  if (!*text) return std::optional<Plan>();
  auto plan = parse_plan(**text, record(id).string());
  if (!plan) return std::move(plan).error();
  if (plan->id != id || plan->sequence == 0)
    return Error{Errc::malformed, record(id).string() + ": is not the record of " + id};
  return std::optional(*std::move(plan));
}

Result<std::optional<Plan>> State::read_plan(const std::string& id) const {
  auto text =
      is_folder(of_id(id)) ? read_kept(plan(id), kMostRecord) : std::optional<std::string>();
  if (!text) return std::move(text).error();
  if (!*text) return std::optional<Plan>();
  auto plan = parse_plan(**text, this->plan(id).string());
  if (!plan) return std::move(plan).error();
  if (plan->id != id)
    return Error{Errc::malformed, this->plan(id).string() + ": is not the plan of " + id};
  return std::optional(*std::move(plan));
}

Result<std::vector<Plan>> State::read_records() const {
  auto ids = recorded();
  if (!ids) return std::move(ids).error();
  std::vector<Plan> out;
  for (const std::string& id : *ids) {
    auto record = read_record(id);
    if (!record) return std::move(record).error();
    if (*record) out.push_back(**std::move(record));
  }
  std::ranges::stable_sort(out, {}, &Plan::sequence);
  return out;
}

Result<std::vector<std::string>> State::folders() const {
  auto names = names_in(folder_);
  if (!names) return names;
  std::erase_if(*names,
                [&](const auto& name) { return !is_id(name) || !is_folder(folder_ / name); });
  return names;
}

Result<std::vector<std::string>> State::recorded() const {
  constexpr std::string_view kEnd = ".json";
  auto names = names_in(records());
  if (!names) return names;
  std::erase_if(*names, [&](const auto& name) { return !name.ends_with(kEnd); });
  for (std::string& name : *names) name.resize(name.size() - kEnd.size());
  std::erase_if(*names, [](const auto& id) { return !is_id(id); });
  return names;
}

Result<void> State::remove(base::Files& files, const std::string& id) const {
  if (!is_folder(of_id(id))) return {};
  if (auto done = files.remove(plan(id)); !done) return done;
  if (auto done = remove_tree(files, of_id(id)); !done) return done;
  // Should it come back with the power, the next command removes it again.
  (void)files.sync_directory(folder_);
  return {};
}

Result<void> State::remove(base::Files& files, const std::string& id, const char* where) const {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(of_id(id) / where, ignored))) return {};
  return remove_tree(files, of_id(id) / where);
}

Result<void> State::remove_draft(base::Files& files, const std::string& id) const {
  Path draft = record(id);
  draft += ".new";
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(draft, ignored))) return {};
  return files.remove(draft);
}

Result<bool> State::holds(const std::string& id, const char* where) const {
  auto names = names_in(of_id(id) / where);
  if (!names) return std::move(names).error();
  return !names->empty();
}

Result<std::vector<Unfinished>> find_unfinished(const State& state, const Journal& journal) {
  auto folders = state.folders();
  if (!folders) return std::move(folders).error();
  auto recorded = state.recorded();
  if (!recorded) return std::move(recorded).error();
  const auto has = [](const auto& list, const auto& id) {
    return std::ranges::find(list, id) != list.end();
  };
  std::vector<Unfinished> out;
  const auto known = journal.ids();
  for (const std::string& id : known) {
    const auto last = journal.last(id);
    const bool leftover = last->stage == Stage::done ? has(*folders, id) && !has(*recorded, id)
                                                     : has(*folders, id) || has(*recorded, id);
    if (!is_final(last->stage) || leftover) out.push_back({id, last});
  }
  for (const std::string& id : *folders)
    if (!has(known, id) && !has(*recorded, id)) out.push_back({id, {}});
  return out;
}

}  // namespace checker::patch::transaction
