#include "base/files.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/attributes.hpp"

namespace base {
namespace {

Error failed(const std::filesystem::path& path, std::string_view what) {
  return {
      Errc::io, path.string() + ": " + std::string(what) + ": " + std::strerror(errno),
      errno == ENOSPC || errno == EDQUOT ? "free some space there and run the command again" : ""};
}

class PosixFile : public OutputFile {
 public:
  PosixFile(int descriptor, const std::filesystem::path& path)
      : descriptor_(descriptor), path_(path.native()) {}
  ~PosixFile() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Result<void> write(Bytes bytes) override {
    while (!bytes.empty()) {
      const auto n = ::write(descriptor_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed(path_, "writing");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
      waiting_ += static_cast<std::size_t>(n);
    }
    if (waiting_ >= kUnderWay) start_writing();
    return {};
  }
  Result<void> write_from(const ReadableFile& from) override {
    // Within the kernel: shared where the disk can, else from cache to cache. What it will not
    // copy, for whatever reason, is copied through memory.
    constexpr std::size_t kPortion = 1u << 30;
    off_t at = 0;
    for (;;) {
      const auto n = ::copy_file_range(from.descriptor(), &at, descriptor_, nullptr, kPortion, 0);
      if (n <= 0) break;
      waiting_ += static_cast<std::size_t>(n);
    }
    return OutputFile::write_from(from, static_cast<std::uint64_t>(at));
  }
  Result<void> write_over_start(Bytes bytes) override {
    const auto n = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
    if (n < 0) return failed(path_, "writing");
    if (static_cast<std::size_t>(n) == bytes.size()) return {};
    return Error{Errc::io, path_ + ": its first bytes could not be written again"};
  }
  Result<void> write_at(std::uint64_t offset, Bytes bytes) override {
    while (!bytes.empty()) {
      const auto n = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed(path_, "writing");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return {};
  }
  Result<void> reserve(std::uint64_t size) override {
    // glibc writes into every block where the file system has no call for it.
    const int code = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
    if (code == 0) return {};
    errno = code;
    return failed(path_, "taking its place on the disk");
  }
  Result<void> set_like(const std::filesystem::path& other, bool times) override {
    return copy_attributes(other, descriptor_, path_, times);
  }
  Result<void> set_mode(unsigned mode) override {
    if (::fchmod(descriptor_, mode) != 0) return failed(path_, "setting its mode");
    return {};
  }
  Result<void> set_modified(std::int64_t unix_seconds) override {
    const timespec times[2] = {{0, UTIME_OMIT}, {static_cast<time_t>(unix_seconds), 0}};
    if (::futimens(descriptor_, times) != 0) return failed(path_, "setting its time");
    return {};
  }
  // Of the open file, not of the process: another destination in this very process is another.
  Result<void> lock() override {
    struct flock whole = {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor_, F_OFD_SETLK, &whole) == 0) return {};
    if (errno != EAGAIN && errno != EACCES) return failed(path_, "locking");
    return Error{Errc::conflict, path_ + ": another program has locked this file",
                 "close the program that uses it, and run the command again"};
  }
  void start_writing() override {
    waiting_ = 0;
    (void)::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
  }
  Result<void> sync() override {
    if (::fsync(descriptor_) != 0) return failed(path_, "syncing");
    return {};
  }
  Result<void> close() override {
    if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0)
      return failed(path_, "closing");
    return {};
  }

 private:
  // By measurement (bench/migrate): with a quarter or the half of it, asking costs what it saves.
  static constexpr std::size_t kUnderWay = 2 << 20;

  int descriptor_;
  std::string path_;
  std::size_t waiting_ = 0;  // bytes that the disk has not been asked to write
};

Result<std::unique_ptr<OutputFile>> open_to_write(const std::filesystem::path& path, int flags,
                                                  std::string_view what) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0644);
  if (descriptor < 0 && errno == EEXIST)
    return Error{Errc::conflict, path.string() + ": exists already"};
  if (descriptor < 0) return failed(path, what);
  return std::unique_ptr<OutputFile>(std::make_unique<PosixFile>(descriptor, path));
}

Result<void> with_directory(const std::filesystem::path& path, int (*sync)(int)) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed(path, "opening");
  const int done = sync(descriptor);
  const int why = errno;
  ::close(descriptor);
  errno = why;
  if (done != 0) return failed(path, "syncing");
  return {};
}

}  // namespace

Result<void> OutputFile::write_from(const ReadableFile& from, std::uint64_t offset) {
  std::vector<std::byte> room(1 << 18);
  for (;;) {
    auto got = read_full(from, offset, room);
    if (!got) return std::move(got).error();
    if (*got == 0) return {};
    if (auto done = write(Bytes(room).first(*got)); !done) return done;
    offset += *got;
  }
}

Result<void> PosixFiles::make_directories(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Error{Errc::io, path.string() + ": making the folder: " + error.message()};
  return {};
}

Result<void> PosixFiles::make_directory(const Path& path, unsigned mode) {
  if (::mkdir(path.c_str(), mode) == 0) return {};
  if (errno == EEXIST) return Error{Errc::conflict, path.string() + ": exists already"};
  return failed(path, "making the folder");
}

Result<void> PosixFiles::remove_directory(const Path& path) {
  if (::rmdir(path.c_str()) != 0 && errno != ENOENT) return failed(path, "removing the folder");
  return {};
}

Result<void> PosixFiles::set_directory_like(const Path& path, const Path& other) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return failed(path, "opening");
  auto done = copy_attributes(other, descriptor, path.string(), true);
  ::close(descriptor);
  return done;
}

Result<std::unique_ptr<OutputFile>> PosixFiles::create(const Path& path) {
  return open_to_write(path, O_TRUNC, "creating");
}

Result<std::unique_ptr<OutputFile>> PosixFiles::create_new(const Path& path) {
  return open_to_write(path, O_EXCL, "creating");
}

Result<std::unique_ptr<OutputFile>> PosixFiles::append(const Path& path) {
  return open_to_write(path, O_APPEND, "opening");
}

Result<std::unique_ptr<OutputFile>> PosixFiles::change(const Path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return failed(path, "opening");
  return std::unique_ptr<OutputFile>(std::make_unique<PosixFile>(descriptor, path));
}

Result<void> PosixFiles::truncate(const Path& path, std::uint64_t size) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return failed(path, "opening");
  const int done =
      ::ftruncate(descriptor, static_cast<off_t>(size)) != 0 ? -1 : ::fsync(descriptor);
  const int why = errno;
  ::close(descriptor);
  errno = why;
  if (done != 0) return failed(path, "cutting");
  return {};
}

Result<void> PosixFiles::rename(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed(from, "renaming to " + to.string());
  return {};
}

Result<void> PosixFiles::exchange(const Path& one, const Path& other) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) return {};
  if (errno == EINVAL || errno == ENOSYS)
    return Error{Errc::unsupported, one.string() + ": the disk cannot exchange two names"};
  return failed(one, "exchanging with " + other.string());
}

Result<void> PosixFiles::link(const Path& from, const Path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  if (errno == EEXIST) return Error{Errc::conflict, to.string() + ": exists already"};
  if (errno == EPERM || errno == EMLINK || errno == EXDEV || errno == EOPNOTSUPP || errno == ENOSYS)
    return Error{Errc::unsupported, to.string() + ": the disk has no second names for files"};
  return failed(from, "linking to " + to.string());
}

Result<void> PosixFiles::remove(const Path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed(path, "removing");
  return {};
}

Result<void> PosixFiles::sync_directory(const Path& path) {
  return with_directory(path, [](int descriptor) { return ::fsync(descriptor); });
}

Result<void> PosixFiles::sync_filesystem(const Path& path) {
  return with_directory(path, [](int descriptor) { return ::syncfs(descriptor); });
}

Result<Replacement> Replacement::begin(Files& files, std::filesystem::path path,
                                       std::filesystem::path draft) {
  auto file = files.create(draft);
  if (!file) return std::move(file).error();
  return Replacement(files, std::move(path), std::move(draft), std::move(*file));
}

Replacement::~Replacement() {
  if (file_ == nullptr) return;
  (void)file_->close();
  (void)files_->remove(draft_);
}

Result<void> Replacement::commit() {
  if (auto done = file_->sync(); !done) return done;
  if (auto done = file_->close(); !done) return done;
  if (auto done = files_->rename(draft_, path_); !done) return done;
  file_.reset();
  return files_->sync_directory(path_.has_parent_path() ? path_.parent_path() : ".");
}

Result<void> write_whole(Files& files, const std::filesystem::path& path,
                         std::string_view content) {
  std::filesystem::path draft = path;
  draft += ".new";
  auto file = Replacement::begin(files, path, std::move(draft));
  if (!file) return std::move(file).error();
  if (auto done = file->write(bytes_of(content)); !done) return done;
  return file->commit();
}

Result<Lock> Lock::take(const std::filesystem::path& path, unsigned mode) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
  if (descriptor < 0) return failed(path, "opening");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return Error{Errc::conflict, path.string() + ": another run holds this lock",
                 "wait until it has ended, or end it"};
  }
  return Lock(descriptor);
}

Lock::~Lock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace base
