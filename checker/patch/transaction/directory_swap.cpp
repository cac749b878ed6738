#include "checker/patch/transaction/directory_swap.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "checker/patch/transaction/place.hpp"

namespace checker::patch::transaction {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr const char* kCopy = "copy";
constexpr std::size_t kMostEntries = 1'000'000;

// What a folder holds, by path below it.
using Listing = std::map<std::string, struct stat>;

Result<Listing> list(const fs::path& folder) {
  Listing out;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    const std::string name = at->path().lexically_relative(folder).string();
    struct stat& status = out[name];
    if (::lstat(at->path().c_str(), &status) != 0)
      return Error{Errc::io, at->path().string() + ": cannot be looked at"};
    if (out.size() > kMostEntries) return Error{Errc::limit, folder.string() + ": holds too much"};
  }
  if (error) return Error{Errc::io, folder.string() + ": " + error.message()};
  return out;
}

std::string folder_of(const Plan& plan) {
  std::vector<std::string> paths;
  for (const FileRecord& file : plan.files) paths.push_back(file.path);
  return common_folder(paths);
}

fs::path copy_of(const State& state, const Plan& plan) { return state.of_id(plan.id) / kCopy; }

// The changed files' paths below their folder.
std::set<std::string> changed_in(const Plan& plan, const std::string& folder) {
  std::set<std::string> out;
  for (const FileRecord& file : plan.files) out.insert(file.path.substr(folder.size() + 1));
  return out;
}

bool is_same(const struct stat& a, const struct stat& b) {
  if ((a.st_mode & S_IFMT) != (b.st_mode & S_IFMT)) return false;
  return !S_ISREG(a.st_mode) ||
         (a.st_size == b.st_size && a.st_mode == b.st_mode && a.st_uid == b.st_uid &&
          a.st_gid == b.st_gid && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
          a.st_mtim.tv_nsec == b.st_mtim.tv_nsec);
}

// The first path in which the two differ, the changed files left out; "": none.
Result<std::string> difference(const fs::path& one, const fs::path& other,
                               const std::set<std::string>& changed) {
  auto first = list(one);
  if (!first) return std::move(first).error();
  auto second = list(other);
  if (!second) return std::move(second).error();
  for (const std::string& name : changed) {
    first->erase(name);
    second->erase(name);
  }
  for (const auto& [name, status] : *first) {
    const auto same = second->find(name);
    if (same == second->end() || !is_same(status, same->second)) return name;
    second->erase(same);
  }
  return second->empty() ? std::string() : second->begin()->first;
}

Result<void> sync_both(const Work& work, const Plan& plan) {
  const fs::path live = work.state.root() / folder_of(plan);
  if (auto done = work.files.sync_directory(live.parent_path()); !done) return done;
  return work.files.sync_directory(work.state.of_id(plan.id));
}

Error written_meanwhile(const std::string& folder, const std::string& name) {
  return {Errc::conflict, folder + "/" + name + ": was changed while its folder was copied",
          "end what writes there, or patch without --swap=dir"};
}

// Whether every changed file stands in `folder` as its old, or new, side.
Result<bool> holds(const fs::path& folder, const Plan& plan, bool new_side) {
  const std::string name = folder_of(plan);
  for (const FileRecord& file : plan.files) {
    auto now = hash_of(folder, file.path.substr(name.size() + 1));
    if (!now) return std::move(now).error();
    if (*now != (new_side ? file.after_sha256 : file.before_sha256)) return false;
  }
  return true;
}

}  // namespace

std::string common_folder(const std::vector<std::string>& paths) {
  std::string out = paths.empty() ? "" : paths[0];
  for (const std::string& path : paths)
    while (!out.empty() && !(path.size() > out.size() && path.starts_with(out + "/"))) {
      const auto slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    }
  return out;
}

Result<std::uint64_t> check_swap(const State& state, const Request& request) {
  std::vector<std::string> paths;
  for (const Change& change : request.changes) paths.push_back(change.path);
  const std::string folder = common_folder(paths);
  if (folder.empty())
    return Error{Errc::usage,
                 "the files do not lie in one folder below the target, so that it could be changed "
                 "as a whole",
                 "name the folder's own parent as the target, or patch without --swap=dir"};
  auto there = list(state.root() / folder);
  if (!there) return std::move(there).error();
  struct stat own = {};
  if (::stat((state.root() / folder).c_str(), &own) != 0)
    return Error{Errc::io, folder + ": cannot be looked at"};
  std::uint64_t size = 0;
  for (const auto& [name, status] : *there) {
    const std::string path = folder + "/" + name;
    if (status.st_dev != own.st_dev)
      return Error{Errc::unsupported, path + ": is on another file system"};
    if (!S_ISDIR(status.st_mode) && (!S_ISREG(status.st_mode) || status.st_nlink > 1))
      return Error{Errc::unsupported,
                   path + ": is a link, or no plain file: its folder is not changed as a whole",
                   "patch without --swap=dir"};
    if (is_frozen(state.root() / path))
      return Error{Errc::unsupported, path + ": is immutable, or append only (see `lsattr`)"};
    size += S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) + 4096 : 4096;
  }
  return size;
}

Result<void> build_copy(const Work& work, const Plan& plan) {
  const std::string folder = folder_of(plan);
  const fs::path live = work.state.root() / folder, copy = copy_of(work.state, plan);
  auto there = list(live);
  if (!there) return std::move(there).error();
  const auto changed = changed_in(plan, folder);
  const bool many = there->size() > work.synced_singly;
  if (auto done = work.files.make_directory(copy, 0700); !done) return done;
  std::vector<std::string> folders = {""};
  for (const auto& [name, status] : *there) {  // a folder comes before what is in it
    if (changed.contains(name)) continue;
    const bool is_folder = S_ISDIR(status.st_mode);
    if (is_folder) folders.push_back(name);
    auto done = is_folder ? work.files.make_directory(copy / name, 0700)
                          : copy_file(work, there->size(), live / name, copy / name);
    if (!done) return done;
  }
  for (std::size_t i = 0; i < plan.files.size(); ++i)
    if (auto done = work.files.rename(work.state.part(plan.id, "new", i),
                                      copy / plan.files[i].path.substr(folder.size() + 1));
        !done)
      return done;
  // The deepest first: what is put into a folder changes its time.
  for (auto name = folders.rbegin(); name != folders.rend(); ++name) {
    const fs::path made = name->empty() ? copy : copy / *name;
    if (auto done = work.files.set_directory_like(made, name->empty() ? live : live / *name); !done)
      return done;
    if (many) continue;
    if (auto done = work.files.sync_directory(made); !done) return done;
  }
  return many ? work.files.sync_filesystem(copy)
              : work.files.sync_directory(work.state.of_id(plan.id));
}

Result<void> swap_in(const Work& work, const Plan& plan) {
  const std::string folder = folder_of(plan);
  const fs::path live = work.state.root() / folder, copy = copy_of(work.state, plan);
  const auto changed = changed_in(plan, folder);
  auto old_side = holds(live, plan, false);
  if (!old_side) return std::move(old_side).error();
  if (!*old_side) return Error{Errc::conflict, folder + ": was changed since the plan was made"};
  auto differs = difference(live, copy, changed);
  if (!differs) return std::move(differs).error();
  if (!differs->empty()) return written_meanwhile(folder, *differs);
  if (auto done = work.files.exchange(live, copy); !done) return done;
  if (auto done = sync_both(work, plan); !done) return done;
  // What somebody wrote at the last moment is in the old folder: that one comes back at once.
  differs = difference(live, copy, changed);
  if (!differs) return std::move(differs).error();
  if (differs->empty()) return {};
  if (auto done = work.files.exchange(live, copy); !done) return done;
  if (auto done = sync_both(work, plan); !done) return done;
  return written_meanwhile(folder, *differs);
}

Result<void> swap_back(const Work& work, const Plan& plan) {
  const std::string folder = folder_of(plan);
  const fs::path live = work.state.root() / folder, copy = copy_of(work.state, plan);
  std::error_code ignored;
  auto place = look(work.state.root(), folder);
  if (folder.empty() || !place || !place->present || !S_ISDIR(place->status.st_mode) ||
      !fs::is_directory(fs::symlink_status(copy, ignored)))
    return {};
  // An exchange by a run that did not live to sync it counts only when it is on the disk.
  if (auto done = sync_both(work, plan); !done) return done;
  auto is_new = holds(live, plan, true);
  if (!is_new) return std::move(is_new).error();
  auto keeps_old = holds(copy, plan, false);
  if (!keeps_old) return std::move(keeps_old).error();
  if (!*is_new || !*keeps_old) return {};
  auto differs = difference(live, copy, changed_in(plan, folder));
  if (!differs) return std::move(differs).error();
  if (!differs->empty()) return {};
  if (auto done = work.files.exchange(live, copy); !done) return done;
  return sync_both(work, plan);
}

}  // namespace checker::patch::transaction
