#include "migrator/destination/mbox_locks.hpp"

#include <unistd.h>

#include "base/blob.hpp"

namespace migrator::destination {
namespace {

constexpr std::string_view kOurs = " sidestep\n";  // behind the process, which others look for

std::filesystem::path lock_of(std::filesystem::path file) { return file += ".lock"; }

base::Result<void> write(base::Result<std::unique_ptr<base::OutputFile>> file) {
  if (!file) return std::move(file).error();
  const std::string text = std::to_string(::getpid()) + std::string(kOurs);
  if (auto done = (*file)->write(base::bytes_of(text)); !done) return done;
  return (*file)->close();
}

base::Error locked(const std::filesystem::path& file) {
  return {base::Errc::conflict, lock_of(file).string() + ": another program has locked the mail",
          "close the mail program that uses it; if there is none, remove that file; then run the "
          "command again"};
}

}  // namespace

// Whole at once, as a second name of one that was written before; where the disk has no such names,
// in two steps.
base::Result<void> MboxLocks::make(const std::filesystem::path& path) {
  if (!made_) {
    if (auto done = files_.remove(whole_); !done) return done;
    if (auto done = write(files_.create(whole_)); !done) return done;
    made_ = true;
  }
  auto linked = files_.link(whole_, path);
  if (linked || linked.error().code != base::Errc::unsupported) return linked;
  return write(files_.create_new(path));
}

MboxLocks::Holder MboxLocks::holder(const std::filesystem::path& file, bool known) {
  const std::filesystem::path path = lock_of(file);
  std::error_code absent;
  if (!std::filesystem::exists(std::filesystem::symlink_status(path, absent)))
    return Holder::nobody;
  const auto text = base::read_file(path, 100);
  const bool ours = text && (text->ends_with(kOurs) || (known && text->empty()));
  return ours ? Holder::us : Holder::another;
}

base::Result<void> MboxLocks::check(const std::filesystem::path& file, bool known) {
  return holder(file, known) == Holder::another ? locked(file) : base::Result<void>();
}

base::Result<void> MboxLocks::take(const std::filesystem::path& file, bool known) {
  const std::filesystem::path path = lock_of(file);
  auto made = make(path);
  if (made) return files_.sync_directory(path.parent_path());
  if (made.error().code != base::Errc::conflict) return made;
  return holder(file, known) == Holder::us ? base::Result<void>() : locked(file);
}

base::Result<void> MboxLocks::release(const std::filesystem::path& file) {
  return files_.remove(lock_of(file));
}

base::Result<void> MboxLocks::end() {
  return std::exchange(made_, false) ? files_.remove(whole_) : base::Result<void>();
}

}  // namespace migrator::destination
