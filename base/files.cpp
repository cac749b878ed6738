#include "base/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace base {
namespace {

Error failed(const std::filesystem::path& path, std::string_view what) {
  return {
      Errc::io, path.string() + ": " + std::string(what) + ": " + std::strerror(errno),
      errno == ENOSPC || errno == EDQUOT ? "free some space there and run the command again" : ""};
}

class PosixFile : public OutputFile {
 public:
  PosixFile(int descriptor, std::filesystem::path path)
      : descriptor_(descriptor), path_(std::move(path)) {}
  ~PosixFile() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Result<void> write(Bytes bytes) override {
    while (!bytes.empty()) {
      const auto n = ::write(descriptor_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed(path_, "writing");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return {};
  }
  Result<void> write_over_start(Bytes bytes) override {
    const auto n = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
    if (n < 0) return failed(path_, "writing");
    if (static_cast<std::size_t>(n) == bytes.size()) return {};
    return Error{Errc::io, path_.string() + ": its first bytes could not be written again"};
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
  int descriptor_;
  std::filesystem::path path_;
};

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

Result<void> PosixFiles::make_directories(const Path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Error{Errc::io, path.string() + ": making the folder: " + error.message()};
  return {};
}

Result<std::unique_ptr<OutputFile>> PosixFiles::create(const Path& path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return failed(path, "creating");
  return std::unique_ptr<OutputFile>(std::make_unique<PosixFile>(descriptor, path));
}

Result<std::unique_ptr<OutputFile>> PosixFiles::append(const Path& path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return failed(path, "opening");
  return std::unique_ptr<OutputFile>(std::make_unique<PosixFile>(descriptor, path));
}

Result<void> PosixFiles::rename(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failed(from, "renaming to " + to.string());
  return {};
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

Result<void> PosixFiles::set_modified(const Path& path, std::int64_t unix_seconds) {
  const timespec times[2] = {{0, UTIME_OMIT}, {static_cast<time_t>(unix_seconds), 0}};
  if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    return failed(path, "setting its time");
  return {};
}

namespace {

class FailingFile : public OutputFile {
 public:
  FailingFile(FailingFiles& owner, std::unique_ptr<OutputFile> inner)
      : owner_(owner), inner_(std::move(inner)) {}
  Result<void> write(Bytes bytes) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->write(bytes);
  }
  Result<void> write_over_start(Bytes bytes) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->write_over_start(bytes);
  }
  Result<void> sync() override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->sync();
  }
  Result<void> close() override { return inner_->close(); }

 private:
  FailingFiles& owner_;
  std::unique_ptr<OutputFile> inner_;
};

}  // namespace

Result<void> FailingFiles::step() {
  if (left_ == 0) {
    if (fail_) fail_();
    return Error{Errc::io, "the disk is gone (a test took it away)"};
  }
  if (left_ > 0) --left_;
  ++made_;
  return {};
}

Result<void> FailingFiles::make_directories(const Path& path) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.make_directories(path);
}
Result<std::unique_ptr<OutputFile>> FailingFiles::create(const Path& path) {
  if (auto allowed = step(); !allowed) return std::move(allowed).error();
  auto file = inner_.create(path);
  if (!file) return file;
  return std::unique_ptr<OutputFile>(std::make_unique<FailingFile>(*this, std::move(*file)));
}
Result<std::unique_ptr<OutputFile>> FailingFiles::append(const Path& path) {
  if (auto allowed = step(); !allowed) return std::move(allowed).error();
  auto file = inner_.append(path);
  if (!file) return file;
  return std::unique_ptr<OutputFile>(std::make_unique<FailingFile>(*this, std::move(*file)));
}
Result<void> FailingFiles::rename(const Path& from, const Path& to) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.rename(from, to);
}
Result<void> FailingFiles::remove(const Path& path) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.remove(path);
}
Result<void> FailingFiles::sync_directory(const Path& path) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.sync_directory(path);
}
Result<void> FailingFiles::sync_filesystem(const Path& path) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.sync_filesystem(path);
}
Result<void> FailingFiles::set_modified(const Path& path, std::int64_t unix_seconds) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.set_modified(path, unix_seconds);
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
