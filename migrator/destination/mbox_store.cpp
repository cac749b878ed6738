#include "migrator/destination/mbox_store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

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

// Mail that is not ours is only added to when a run is to add.
base::Result<void> MboxStore::fits(const std::string& place, const File& file,
                                   std::uint64_t size) const {
  if (size == file.size) return {};
  if (file.size > 0) return changed(place, size, file.size);
  if (room_.opening.adds) return {};
  return base::Error{base::Errc::conflict,
                     (room_.root / place).string() + ": holds mail that this run has not put there",
                     "move it away, and run the command again"};
}

base::Result<void> MboxStore::fits(const std::string& place, const File& file) const {
  if (file.claimed) return {};
  auto size = size_of(place);
  return size ? fits(place, file, *size) : std::move(size).error();
}

base::Result<void> MboxStore::check(const std::string& place) const {
  const auto known = files_.find(place);
  const File unknown;
  if (auto good = fits(place, known == files_.end() ? unknown : known->second); !good) return good;
  return MboxLocks::check(room_.root / place, journal_.files().contains(place));
}

base::Result<void> MboxStore::make(const std::string& place, std::string_view) {
  if (!resumed_)
    if (auto done = resume({}); !done) return done;
  if (auto good = fits(place, files_[place]); !good) return good;
  if (stands(place)) return {};
  const fs::path path = room_.root / place;
  if (auto made = room_.files.make_directories(path.parent_path()); !made) return made;
  auto file = room_.files.append(path);
  if (!file) return std::move(file).error();
  return (*file)->close();
}

// Locked first: what stands there then does not change any more.
base::Result<void> MboxStore::claim(const std::string& place, File& file) {
  const fs::path path = room_.root / place;
  const bool known = journal_.files().contains(place);
  if (auto locked = locks_.take(path, known); !locked) return locked;
  auto size = size_of(place);
  auto good = size ? fits(place, file, *size) : std::move(size).error();
  if (!good) {
    (void)locks_.release(path);  // the first error is the one that matters
    return good;
  }
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
  // Some programs take a lock for a forgotten one when nothing happens to the file for a while.
  auto size = size_of(place);
  if (!size) return std::move(size).error();
  if (*size != file.size) return changed(place, *size, file.size);
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

// The current file is `size` bytes long again: what is beyond may have been written already. Where
// that fails nothing more is written, since nobody knows what stands there.
base::Result<void> MboxStore::take_back(const std::string& place, File& file, std::uint64_t size) {
  if (gather_.failed()) return {};
  const std::uint64_t beyond = file.size - size;
  const bool held = beyond <= gather_.held();
  gather_.drop_to(held ? gather_.held() - static_cast<std::size_t>(beyond) : 0);
  if (!held)
    if (auto done = room_.files.truncate(room_.root / place, size); !done) {
      gather_.fail(done.error());
      return done;
    }
  file.size = size;
  return {};
}

base::Result<Delivered> MboxStore::put(const std::string& place, const Item& item) {
  auto named = open(place);
  if (!named) return std::move(named).error();
  File& file = (*named)->second;
  if (auto done = choose(file); !done) return std::move(done).error();
  const std::uint64_t from = file.size;
  auto rendered = write(file, *item.message);
  if (!rendered) {
    if (auto done = take_back(place, file, from); !done) return std::move(done).error();
    return std::move(rendered).error();
  }
  if (from == file.flushed) dirty_.push_back(*named);
  Delivered out = delivered_of(*std::move(rendered));
  out.target = place;
  out.bytes = file.size - from;
  out.target_id = std::to_string(from) + "+" + std::to_string(out.bytes);
  return out;
}

// A new file is in new folders, maybe, and those in others.
base::Result<void> MboxStore::sync() {
  const bool any_new =
      std::ranges::any_of(dirty_, [](const Named* named) { return named->second.flushed == 0; });
  if (any_new || dirty_.size() > kFewToSync) return room_.files.sync_filesystem(room_.root);
  for (Named* named : dirty_)
    if (named->second.out)  // one that is closed was synced then
      if (auto done = named->second.out->sync(); !done) return done;
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

base::Result<std::unique_ptr<Store>> mbox_store(Room room) {
  auto journal = MboxJournal::open(room.files, room.state / "mbox.journal", room.opening.run);
  if (!journal) return std::move(journal).error();
  return std::unique_ptr<Store>(std::make_unique<MboxStore>(std::move(room), *std::move(journal)));
}

}  // namespace migrator::destination
