// How a run that writes mbox files begins, goes on where another was broken off, and ends: at every
// moment the next one can tell the run's bytes from somebody's mail.
#include <fmt/format.h>

#include <set>

#include "migrator/destination/mbox_store.hpp"
#include "migrator/destination/mbox_tail.hpp"
#include "migrator/destination/places.hpp"

namespace migrator::destination {

namespace fs = std::filesystem;

base::Error MboxStore::changed(const std::string& place, std::uint64_t size,
                               std::uint64_t expected) const {
  const char* const what = size < expected ? "has lost mail" : "was changed";
  return {base::Errc::conflict,
          fmt::format("{}: {} since the run wrote to it: it holds {} bytes, and the run left {}",
                      (room_.root / place).string(), what, size, expected),
          "put the file back as it was (mail that came to it into another file), and run the "
          "command again"};
}

// How long a file of the run is to be, from what it holds: never longer than it is.
base::Result<std::uint64_t> MboxStore::extent(const std::string& place,
                                              const Extents& extents) const {
  auto size = size_of(place);
  if (!size) return size;
  const auto delivered = extents.find(place);
  const auto journaled = journal_.files().find(place);
  const bool under_way = journaled != journal_.files().end();
  const std::uint64_t wanted =
      delivered != extents.end() ? delivered->second : journaled->second.base;
  const bool rested = under_way && journaled->second.rest.has_value();
  if (*size < wanted) return changed(place, *size, wanted);
  if (rested && *size != *journaled->second.rest)
    return changed(place, *size, *journaled->second.rest);
  if (*size > wanted && !under_way) return changed(place, *size, wanted);
  return wanted;
}

// Everything, before anything is touched.
base::Result<void> MboxStore::look(const Extents& extents) {
  std::set<std::string> places;
  for (const auto& [place, size] : extents) places.insert(place);
  for (const auto& [place, entry] : journal_.files()) places.insert(place);
  for (const std::string& place : places) {
    if (auto inside = check_place(place); !inside)
      return std::move(inside).error().during("the ledger");
    auto size = extent(place, extents);
    if (!size) return std::move(size).error();
    files_[place].size = files_[place].flushed = *size;
  }
  return {};
}

// A killed run leaves its locks. Where one has gone, others may have put mail behind ours, and that
// is remembered before the lock stands again.
base::Result<void> MboxStore::find_open() {
  std::vector<std::string> open;
  for (const auto& [place, entry] : journal_.files())
    if (!entry.rest && !entry.open &&
        MboxLocks::holder(room_.root / place, true) != MboxLocks::Holder::us)
      open.push_back(place);
  for (const std::string& place : open)
    if (auto done = journal_.open_to_others(place, files_[place].flushed); !done) return done;
  return journal_.sync();
}

base::Result<void> MboxStore::lock_all(std::vector<fs::path>& taken) {
  for (const auto& [place, entry] : journal_.files()) {
    const fs::path path = room_.root / place;
    // The folder of a file that was never synced may not be there.
    if (auto made = room_.files.make_directories(path.parent_path()); !made) return made;
    const bool had = MboxLocks::holder(path, true) == MboxLocks::Holder::us;
    if (auto locked = locks_.take(path, true); !locked) return locked;
    if (!had) taken.push_back(path);
  }
  return {};
}

// Of files that were open to others nothing is cut before it stands elsewhere.
base::Result<std::string> MboxStore::keep() {
  std::string kept;
  for (const auto& [place, entry] : journal_.files()) {
    if (!entry.open) continue;
    const std::uint64_t from = files_[place].flushed;
    auto size = size_of(place);
    if (!size) return std::move(size).error();
    if (*size <= from) continue;
    auto copy = keep_tail(room_.files, room_.root / place, from, room_.state / "cut");
    if (!copy) return std::move(copy).error();
    kept += fmt::format("{}{} of {}", kept.empty() ? "" : ", ", copy->string(), place);
  }
  return kept;
}

// Looked at once more under the locks. `kept`: what resume() has to tell.
base::Result<void> MboxStore::regain(const Extents& extents, std::string& kept,
                                     std::vector<fs::path>& taken) {
  if (auto done = look(extents); !done) return done;
  if (auto done = find_open(); !done) return done;
  if (auto done = lock_all(taken); !done) return done;
  if (auto done = look(extents); !done) return done;
  auto copies = keep();
  if (!copies) return std::move(copies).error();
  kept = *std::move(copies);
  return journal_.files().empty() ? base::Result<void>() : journal_.go_on();
}

base::Result<void> MboxStore::resume(const Extents& extents) {
  std::string kept;
  std::vector<fs::path> taken;
  if (auto done = regain(extents, kept, taken); !done) {
    for (const fs::path& path : taken) (void)locks_.release(path);  // the first error matters
    (void)locks_.end();
    return done;
  }
  for (const auto& [place, entry] : journal_.files()) files_[place].claimed = true;
  resumed_ = true;
  for (auto& [place, file] : files_)
    if (auto done = file.claimed ? cut(place, file) : base::Result<void>(); !done) return done;
  if (kept.empty()) return {};
  return base::Error{base::Errc::conflict,
                     "files were not locked any more after a run was broken off, and what came "
                     "behind its mail is moved away: " +
                         kept,
                     "look there for mail that is not the run's, and put it where it belongs; then "
                     "run the command again: it goes on"};
}

// What is beyond the last flush: whatever was put there, also half of it.
base::Result<void> MboxStore::cut(const std::string& place, File& file) {
  auto size = size_of(place);
  if (!size) return std::move(size).error();
  file.size = file.flushed;
  if (*size <= file.size) return {};
  return room_.files.truncate(room_.root / place, file.size);
}

// How the files are left, for whoever goes on. One that is longer than we made it has somebody's
// mail at its end, though it was locked.
base::Result<void> MboxStore::note_rest() {
  for (auto& [place, file] : files_) {
    if (!file.claimed) continue;
    auto size = size_of(place);
    if (!size) return std::move(size).error();
    auto noted = *size == file.size ? journal_.rest(place, file.size)
                                    : journal_.open_to_others(place, file.flushed);
    if (!noted) return noted;
  }
  return journal_.sync();
}

base::Result<void> MboxStore::unlock() {
  for (auto& [place, file] : files_) {
    if (!file.claimed) continue;
    if (auto done = close(file); !done) return done;
    if (auto done = locks_.release(room_.root / place); !done) return done;
    file.claimed = false;
  }
  return locks_.end();
}

// The locks go before the journal, and for good: no power cut brings one back that nobody removes.
base::Result<void> MboxStore::finish() {
  if (auto done = note_rest(); !done) return done;
  if (auto done = unlock(); !done) return done;
  if (auto done = room_.files.sync_filesystem(room_.root); !done) return done;
  return journal_.remove();
}

base::Result<void> MboxStore::leave() {
  if (!resumed_ || journal_.files().empty()) return {};
  gather_.drop_to(0);
  current_ = nullptr;
  for (auto& [place, file] : files_) {
    if (!file.claimed) continue;
    auto size = size_of(place);
    if (!size) return std::move(size).error();
    if (*size > file.size) continue;
    if (auto done = cut(place, file); !done) return done;
  }
  if (auto done = note_rest(); !done) return done;
  return unlock();
}

// A run that cannot end in good order leaves its locks: then its next one tidies up.
MboxStore::~MboxStore() { (void)leave(); }

}  // namespace migrator::destination
