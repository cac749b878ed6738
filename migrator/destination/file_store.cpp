#include "migrator/destination/file_store.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "migrator/destination/gather.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

// The same size and time: nobody has changed it since it was delivered, and it was delivered with
// the same fields.
bool alike(const fs::path& one, const fs::path& other) {
  struct stat a = {}, b = {};
  return ::lstat(one.c_str(), &a) == 0 && ::lstat(other.c_str(), &b) == 0 && S_ISREG(a.st_mode) &&
         S_ISREG(b.st_mode) && a.st_size == b.st_size && a.st_mtime == b.st_mtime;
}

}  // namespace

std::int64_t arrival(const mime::Rendered& rendered) {
  return std::max<std::int64_t>(rendered.sent.value_or(0), 0);
}

Delivered delivered_of(mime::Rendered&& rendered) {
  Delivered out;
  out.message_id = std::move(rendered.message_id);
  out.hash = std::move(rendered.hash);
  out.programs = rendered.programs;
  out.macros = rendered.macros;
  out.warnings = std::move(rendered.warnings);
  return out;
}

// What a broken run left behind goes before anything is written there: it may be a second name of
// a delivered file, and writing over it would empty that.
base::Result<void> FileStore::sweep() {
  std::error_code error;
  std::vector<fs::path> leftovers;
  for (fs::directory_iterator at(drafts_, error), end; !error && at != end; at.increment(error))
    leftovers.push_back(at->path());
  for (const fs::path& path : leftovers)
    if (auto done = room_.files.remove(path); !done) return done;
  return {};
}

const fs::path& FileStore::draft(std::size_t number) {
  while (paths_.size() <= number) paths_.push_back(drafts_ / std::to_string(paths_.size() + 1));
  return paths_[number];
}

base::Result<mime::Rendered> FileStore::write(const Message& message, const fs::path& draft,
                                              std::uint64_t& bytes) {
  auto file = room_.files.create(draft);
  if (!file) return std::move(file).error();
  Counted counted(**file, bytes);  // a small message comes in one piece
  auto rendered = mime::render(message, room_.options, counted, own_fields(message));
  if (!rendered) return rendered;
  if (auto done = (*file)->set_modified(arrival(*rendered)); !done) return std::move(done).error();
  if (auto done = (*file)->close(); !done) return std::move(done).error();
  return rendered;
}

base::Result<Delivered> FileStore::put(const std::string& place, const Item& item) {
  if (paths_.empty()) {
    if (auto made = room_.files.make_directories(drafts_); !made) return std::move(made).error();
    if (auto swept = sweep(); !swept) return std::move(swept).error();
  }
  const fs::path& path = draft(staged_.size());
  std::uint64_t bytes = 0;
  auto rendered = write(*item.message, path, bytes);
  if (!rendered) {
    (void)room_.files.remove(path);  // the first error is the one that matters
    return std::move(rendered).error();
  }
  staged_.push_back({directory(place), file_name(item, *rendered), {}});
  Delivered out = delivered_of(*std::move(rendered));
  out.target = staged_.back().directory + "/" + staged_.back().name;
  out.bytes = bytes;
  return out;
}

base::Result<void> FileStore::share(const std::string& target) {
  if (!staged_.empty()) staged_.back().same_as = target;
  return {};
}

// The second name comes about among the drafts and moves over what is there, as a draft does. False
// where it cannot be had: then the draft is as good.
base::Result<bool> FileStore::link(const Staged& item, const fs::path& draft,
                                   const fs::path& path) {
  const fs::path shared = room_.root / item.same_as;
  if (item.same_as.empty() || !alike(shared, draft)) return false;
  fs::path second = draft;
  second += "=";
  if (!room_.files.link(shared, second)) return false;
  if (auto done = room_.files.rename(second, path); !done) return std::move(done).error();
  // A rename onto another name of the same file does nothing, and so leaves the first (POSIX).
  for (const fs::path& rest : {second, draft})
    if (auto done = room_.files.remove(rest); !done) return std::move(done).error();
  return true;
}

base::Result<void> FileStore::name(const Staged& item, const fs::path& draft) {
  std::string path = room_.root.native();
  path.append("/").append(item.directory).append("/").append(item.name);
  const fs::path target(std::move(path));
  auto linked = link(item, draft, target);
  if (!linked) return std::move(linked).error();
  return *linked ? base::Result<void>() : room_.files.rename(draft, target);
}

base::Result<void> FileStore::flush() {
  if (staged_.empty()) return {};
  if (auto done = room_.files.sync_filesystem(room_.root); !done) return done;
  auto there = standing(staged_);
  if (!there) return std::move(there).error();
  std::set<std::string_view> touched;
  for (std::size_t i = 0; i < staged_.size(); ++i) {
    const bool known = (*there)[i];
    auto done = known ? room_.files.remove(paths_[i]) : name(staged_[i], paths_[i]);
    if (!done) return done;
    const bool again = i > 0 && staged_[i].directory == staged_[i - 1].directory;
    if (!known && (!again || (*there)[i - 1])) touched.insert(staged_[i].directory);
  }
  for (const std::string_view directory : touched)
    if (auto done = room_.files.sync_directory(room_.root / directory); !done) return done;
  staged_.clear();
  return {};
}

base::Result<void> FileStore::finish() { return sweep(); }

}  // namespace migrator::destination
