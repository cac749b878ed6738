#include "migrator/destination/mbox_store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "migrator/destination/mbox_text.hpp"
#include "migrator/mime/address.hpp"
#include "migrator/mime/zone.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMostOpen = 64;     // of the 1,024 that a process may have
constexpr std::size_t kFewToSync = 4;  // more files than that are synced with their whole disk

// Status as mail programs keep it: R read, O no longer new. X-Status T is a draft (D would be a
// message to delete): Dovecot, c-client.
mime::OwnFields own_fields(const Message& message) {
  mime::OwnFields out = {{"Status", message.unread ? "O" : "RO"}};
  if (message.unsent) out.emplace_back("X-Status", "T");
  return out;
}

std::optional<LocalTime> real(const std::optional<LocalTime>& time) {
  if (!time) return std::nullopt;
  return make_time(time->year, time->month, time->day, time->hour, time->minute, time->second);
}

// The moment of the Date field, which is not known yet when the separator is written.
std::int64_t sent_at(const Message& message, const mime::Options& options) {
  auto time = real(message.sent);
  if (!time) time = real(message.received);
  if (!time) return 0;
  const auto at = mime::moment(*time, options.time_zone);
  return at ? at->unix_seconds : 0;
}

std::string separator_of(const Message& message, const mime::Options& options) {
  const std::string address =
      message.sender ? mime::to_mailbox(*message.sender, options, options.post_office).address : "";
  return mbox_separator(address, sent_at(message, options));
}

base::Error changed(const fs::path& path, std::uint64_t size, std::uint64_t expected) {
  const char* const what = size < expected ? "has lost mail" : "was changed";
  return {base::Errc::conflict,
          fmt::format("{}: {} since the run wrote to it: it holds {} bytes, and the run left {}",
                      path.string(), what, size, expected),
          "put the file back as it was (mail that came to it into another file), and run the "
          "command again"};
}

}  // namespace

// 0 for a file that is not there.
base::Result<std::uint64_t> MboxStore::size_of(const std::string& place) const {
  struct stat info = {};
  const fs::path path = room_.root / place;
  if (::lstat(path.c_str(), &info) != 0) return std::uint64_t{0};
  if (S_ISREG(info.st_mode)) return static_cast<std::uint64_t>(info.st_size);
  return base::Error{base::Errc::conflict, path.string() + ": is no mbox file",
                     "move it away, and run the command again"};
}

bool MboxStore::stands(const std::string& place) const {
  std::error_code absent;
  return fs::is_regular_file(room_.root / place, absent);
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
  if (*size < wanted) return changed(room_.root / place, *size, wanted);
  if (rested && *size != *journaled->second.rest)
    return changed(room_.root / place, *size, *journaled->second.rest);
  if (*size > wanted && !under_way) return changed(room_.root / place, *size, wanted);
  return wanted;
}

// Everything is looked at before anything is cut.
base::Result<void> MboxStore::resume(const Extents& extents) {
  std::set<std::string> places;
  for (const auto& [place, size] : extents) places.insert(place);
  for (const auto& [place, entry] : journal_.files()) places.insert(place);
  for (const std::string& place : places) {
    auto size = extent(place, extents);
    if (!size) return std::move(size).error();
    files_[place].size = files_[place].flushed = *size;
  }
  for (const auto& [place, entry] : journal_.files()) {
    if (auto locked = locks_.take(room_.root / place, true); !locked) return locked;
    files_[place].claimed = true;
  }
  if (!journal_.files().empty())
    if (auto done = journal_.go_on(); !done) return done;
  resumed_ = true;
  return cut();
}

// What is beyond: whatever was put there and not flushed, also half of it.
base::Result<void> MboxStore::cut() {
  for (auto& [place, file] : files_) {
    if (!file.claimed) continue;
    auto size = size_of(place);
    if (!size) return std::move(size).error();
    file.size = file.flushed;
    if (*size == file.size) continue;
    if (auto done = room_.files.truncate(room_.root / place, file.size); !done) return done;
  }
  return {};
}

// Mail that is not ours is only added to when a run is to add.
base::Result<void> MboxStore::check(const std::string& place, const File& file,
                                    std::uint64_t size) const {
  if (size == file.size) return {};
  const fs::path path = room_.root / place;
  if (file.size > 0) return changed(path, size, file.size);
  if (room_.opening.adds) return {};
  return base::Error{base::Errc::conflict,
                     path.string() + ": holds mail that this run has not put there",
                     "move it away, and run the command again"};
}

base::Result<void> MboxStore::make(const std::string& place, std::string_view) {
  if (!resumed_)
    if (auto done = resume({}); !done) return done;
  const File& known = files_[place];
  if (known.claimed) return {};
  auto size = size_of(place);
  if (!size) return std::move(size).error();
  if (auto good = check(place, known, *size); !good) return good;
  if (stands(place)) return {};
  const fs::path path = room_.root / place;
  if (auto made = room_.files.make_directories(path.parent_path()); !made) return made;
  auto file = room_.files.append(path);
  if (!file) return std::move(file).error();
  return (*file)->close();
}

base::Result<void> MboxStore::claim(const std::string& place, File& file) {
  auto size = size_of(place);
  if (!size) return std::move(size).error();
  if (auto good = check(place, file, *size); !good) return good;
  const bool known = journal_.files().contains(place);
  if (auto locked = locks_.take(room_.root / place, known); !locked) return locked;
  if (auto added = journal_.add(place, *size); !added) return added;
  file.size = file.flushed = *size;
  file.claimed = true;
  return {};
}

base::Result<void> MboxStore::close(File& file) {
  if (!file.out) return {};
  if (current_ == &file) {
    if (auto done = gather_.flush(); !done) return done;
    current_ = nullptr;
  }
  if (file.size > file.flushed)
    if (auto done = file.out->sync(); !done) return done;
  --open_;
  return std::exchange(file.out, nullptr)->close();
}

base::Result<void> MboxStore::make_room() {
  if (open_ < kMostOpen) return {};
  File* oldest = nullptr;
  for (auto& [place, file] : files_)
    if (file.out && (oldest == nullptr || file.used < oldest->used)) oldest = &file;
  return close(*oldest);
}

base::Result<MboxStore::Named*> MboxStore::open(const std::string& place) {
  Named& named = *files_.try_emplace(place).first;
  File& file = named.second;
  if (!file.claimed)
    if (auto done = claim(place, file); !done) return std::move(done).error();
  file.used = ++clock_;
  if (file.out) return &named;
  if (auto done = make_room(); !done) return std::move(done).error();
  auto out = room_.files.append(room_.root / place);
  if (!out) return std::move(out).error();
  if (auto locked = (*out)->lock(); !locked) return std::move(locked).error();
  file.out = *std::move(out);
  ++open_;
  return &named;
}

base::Result<void> MboxStore::choose(File& file) {
  if (current_ == &file) return {};
  if (auto done = gather_.flush(); !done) return done;
  gather_.begin(*file.out);
  current_ = &file;
  return {};
}

base::Result<mime::Rendered> MboxStore::write(File& file, const Message& message) {
  Counted out(gather_, file.size);
  const std::string separator = separator_of(message, room_.options);
  if (auto done = out.write(base::bytes_of(separator)); !done) return std::move(done).error();
  MboxQuote quoted(out);
  auto rendered = mime::render(message, room_.options, quoted, own_fields(message));
  if (!rendered) return rendered;
  if (auto done = quoted.finish(); !done) return std::move(done).error();
  return rendered;
}

// The current file is `size` bytes long again: what is beyond may have been written already.
base::Result<void> MboxStore::take_back(const std::string& place, File& file, std::uint64_t size) {
  const std::uint64_t beyond = file.size - size;
  file.size = size;
  const bool held = beyond <= gather_.held();
  gather_.drop_to(held ? gather_.held() - static_cast<std::size_t>(beyond) : 0);
  return held ? base::Result<void>() : room_.files.truncate(room_.root / place, size);
}

base::Result<Delivered> MboxStore::put(const std::string& place, const Item& item) {
  auto named = open(place);
  if (!named) return std::move(named).error();
  File& file = (*named)->second;
  if (auto done = choose(file); !done) return std::move(done).error();
  const std::uint64_t from = file.size;
  auto rendered = write(file, *item.message);
  if (!rendered) {
    (void)take_back(place, file, from);  // the first error is the one that matters
    return std::move(rendered).error();
  }
  if (from == file.flushed) dirty_.push_back(*named);
  Delivered out = delivered_of(*std::move(rendered));
  out.target = place;
  out.bytes = file.size - from;
  out.target_id = std::to_string(from) + "+" + std::to_string(out.bytes);
  return out;
}

base::Result<void> MboxStore::sync() {
  if (dirty_.size() > kFewToSync) return room_.files.sync_filesystem(room_.root);
  for (Named* named : dirty_) {
    // One that is closed was synced then.
    if (named->second.out)
      if (auto done = named->second.out->sync(); !done) return done;
    if (named->second.flushed > 0) continue;
    const fs::path folder = (room_.root / named->first).parent_path();
    if (auto done = room_.files.sync_directory(folder); !done) return done;
  }
  return {};
}

base::Result<void> MboxStore::flush() {
  grown_.clear();
  if (dirty_.empty()) return {};
  if (auto done = gather_.flush(); !done) return done;
  if (auto done = sync(); !done) return done;
  for (Named* named : dirty_) {
    named->second.flushed = named->second.size;
    grown_[named->first] = named->second.size;
  }
  dirty_.clear();
  return {};
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

base::Result<void> MboxStore::finish() {
  if (auto done = unlock(); !done) return done;
  return journal_.remove();
}

base::Result<void> MboxStore::leave() {
  if (!resumed_ || journal_.files().empty()) return {};
  gather_.drop_to(0);
  if (auto done = cut(); !done) return done;
  for (const auto& [place, file] : files_)
    if (file.claimed)
      if (auto done = journal_.rest(place, file.size); !done) return done;
  if (auto done = journal_.sync(); !done) return done;
  return unlock();
}

// A run that cannot end in good order leaves its locks: then its next one tidies up.
MboxStore::~MboxStore() { (void)leave(); }

base::Result<std::unique_ptr<Store>> mbox_store(Room room) {
  auto journal = MboxJournal::open(room.files, room.state / "mbox.journal", room.opening.run);
  if (!journal) return std::move(journal).error();
  return std::unique_ptr<Store>(std::make_unique<MboxStore>(std::move(room), *std::move(journal)));
}

}  // namespace migrator::destination
