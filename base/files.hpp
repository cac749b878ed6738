#pragma once
// Files: everything that changes a disk goes through here, so that a test can
// stand in the doorway.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/blob.hpp"

namespace base {

/// A file being written. Nothing is durable before sync(); close() reports late errors.
class OutputFile : public ByteSink {
 public:
  /// Writes all bytes of `from`; a disk that can share them does not write them a second time.
  virtual Result<void> write_from(const ReadableFile& from) { return write_from(from, 0); }
  /// Writes over the first bytes, which have been written before.
  virtual Result<void> write_over_start(Bytes bytes) = 0;
  /// Writes at this offset, in bytes, of a file that change() opened.
  virtual Result<void> write_at(std::uint64_t offset, Bytes bytes) = 0;
  /// Makes the file `size` bytes long, the new ones zero, and takes their place on the disk now, so
  /// that writing there cannot meet a full one (no promise on disks that never write in place).
  virtual Result<void> reserve(std::uint64_t size) = 0;
  /// Gives it the owner, the mode and the extended attributes of the regular file `other`, and with
  /// `times` its times of access and change; all, or an error that names what it could not give.
  virtual Result<void> set_like(const std::filesystem::path& other, bool times) = 0;
  virtual Result<void> set_mode(unsigned mode) = 0;
  virtual Result<void> set_modified(std::int64_t unix_seconds) = 0;
  /// Keeps other programs that lock what they write (fcntl) from it, until close(). Errc::conflict
  /// when one of them has it.
  virtual Result<void> lock() = 0;
  /// Lets the disk begin to write what it was given, so that a sync has less to wait for. A wish.
  virtual void start_writing() {}
  virtual Result<void> sync() = 0;
  virtual Result<void> close() = 0;

 protected:
  /// The bytes from `offset` on, through memory.
  Result<void> write_from(const ReadableFile& from, std::uint64_t offset);
};

class Files {
 public:
  using Path = std::filesystem::path;
  virtual ~Files() = default;
  virtual Result<void> make_directories(const Path& path) = 0;
  /// One new folder; Errc::conflict when something is called so.
  virtual Result<void> make_directory(const Path& path, unsigned mode = 0755) = 0;
  virtual Result<void> remove_directory(const Path& path) = 0;  // empty; absent is fine
  /// Gives a folder the owner, the mode, the extended attributes and the times of another.
  virtual Result<void> set_directory_like(const Path& path, const Path& other) = 0;
  /// A new or emptied file.
  virtual Result<std::unique_ptr<OutputFile>> create(const Path& path) = 0;
  /// A new file; Errc::conflict when there is one.
  virtual Result<std::unique_ptr<OutputFile>> create_new(const Path& path) = 0;
  /// The end of a file, which is made where there is none.
  virtual Result<std::unique_ptr<OutputFile>> append(const Path& path) = 0;
  /// A file that exists, to write over parts of it with write_at().
  virtual Result<std::unique_ptr<OutputFile>> change(const Path& path) = 0;
  /// Cuts a file to its first `size` bytes, durably.
  virtual Result<void> truncate(const Path& path, std::uint64_t size) = 0;
  virtual Result<void> rename(const Path& from, const Path& to) = 0;
  /// Lets two files, or two folders, change names in one step. Errc::unsupported where the disk
  /// cannot.
  virtual Result<void> exchange(const Path& one, const Path& other) = 0;
  /// Gives the file a second name, which must be free. Errc::unsupported where the disk has no such
  /// names.
  virtual Result<void> link(const Path& from, const Path& to) = 0;
  virtual Result<void> remove(const Path& path) = 0;  // absent is fine
  virtual Result<void> sync_directory(const Path& path) = 0;
  /// Everything that was written to the file system of the directory `path`, by whomever: contents,
  /// names and attributes. A write that failed since somebody last asked is an error, as it is of
  /// sync() (syncfs does so since Linux 5.8).
  virtual Result<void> sync_filesystem(const Path& path) = 0;
};

class PosixFiles : public Files {
 public:
  Result<void> make_directories(const Path& path) override;
  Result<void> make_directory(const Path& path, unsigned mode) override;
  Result<void> remove_directory(const Path& path) override;
  Result<void> set_directory_like(const Path& path, const Path& other) override;
  Result<std::unique_ptr<OutputFile>> create(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> create_new(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> append(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> change(const Path& path) override;
  Result<void> truncate(const Path& path, std::uint64_t size) override;
  Result<void> rename(const Path& from, const Path& to) override;
  Result<void> exchange(const Path& one, const Path& other) override;
  Result<void> link(const Path& from, const Path& to) override;
  Result<void> remove(const Path& path) override;
  Result<void> sync_directory(const Path& path) override;
  Result<void> sync_filesystem(const Path& path) override;
};

/// For tests: hands everything to `inner`, until `steps` changes were made; then calls `fail`
/// (which may end the process) and refuses every later change.
class FailingFiles : public Files {
 public:
  FailingFiles(Files& inner, int steps, std::function<void()> fail = {})
      : inner_(inner), left_(steps), fail_(std::move(fail)) {}
  int made() const { return made_; }

  Result<void> make_directories(const Path& path) override;
  Result<void> make_directory(const Path& path, unsigned mode) override;
  Result<void> remove_directory(const Path& path) override;
  Result<void> set_directory_like(const Path& path, const Path& other) override;
  Result<std::unique_ptr<OutputFile>> create(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> create_new(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> append(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> change(const Path& path) override;
  Result<void> truncate(const Path& path, std::uint64_t size) override;
  Result<void> rename(const Path& from, const Path& to) override;
  Result<void> exchange(const Path& one, const Path& other) override;
  Result<void> link(const Path& from, const Path& to) override;
  Result<void> remove(const Path& path) override;
  Result<void> sync_directory(const Path& path) override;
  Result<void> sync_filesystem(const Path& path) override;

  Result<void> step();  // counts one change; also called by the files it has made

 private:
  Result<std::unique_ptr<OutputFile>> open(
      Result<std::unique_ptr<OutputFile>> (Files::*how)(const Path&), const Path& path);
  Files& inner_;
  int left_;
  int made_ = 0;
  std::function<void()> fail_;
};

/// A file that replaces `path` when it is whole: until commit(), and after a crash, there is the
/// old one. Without commit() what was written is removed.
class Replacement : public ByteSink {
 public:
  /// `draft`: where the file is written first, in the same folder.
  static Result<Replacement> begin(Files& files, std::filesystem::path path,
                                   std::filesystem::path draft);
  ~Replacement() override;
  Replacement(Replacement&& other) noexcept = default;
  Replacement& operator=(Replacement&&) = delete;
  Result<void> write(Bytes bytes) override { return file_->write(bytes); }
  Result<void> write_over_start(Bytes bytes) { return file_->write_over_start(bytes); }
  Result<void> commit();
  const std::filesystem::path& draft() const { return draft_; }

 private:
  Replacement(Files& files, std::filesystem::path path, std::filesystem::path draft,
              std::unique_ptr<OutputFile> file)
      : files_(&files), path_(std::move(path)), draft_(std::move(draft)), file_(std::move(file)) {}
  Files* files_;
  std::filesystem::path path_, draft_;
  std::unique_ptr<OutputFile> file_;  // null: committed, or moved from
};

/// Replaces `path` by a file with this content: after a crash there is the old or the new one.
Result<void> write_whole(Files& files, const std::filesystem::path& path, std::string_view content);

/// A lock that ends with the process; Errc::conflict when somebody else holds it.
class Lock {
 public:
  /// `mode`: of the file that is made where there is none.
  static Result<Lock> take(const std::filesystem::path& path, unsigned mode = 0644);
  ~Lock();
  Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Lock& operator=(Lock&&) = delete;

 private:
  explicit Lock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace base
