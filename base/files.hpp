#pragma once
// Files: everything that changes a disk goes through here, so that a test can
// stand in the doorway.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/stream.hpp"

namespace base {

/// A file being written. Nothing is durable before sync(); close() reports late errors.
class OutputFile : public ByteSink {
 public:
  /// Writes over the first bytes, which have been written before.
  virtual Result<void> write_over_start(Bytes bytes) = 0;
  virtual Result<void> set_modified(std::int64_t unix_seconds) = 0;
  /// Keeps other programs that lock what they write (fcntl) from it, until close(). Errc::conflict
  /// when one of them has it.
  virtual Result<void> lock() = 0;
  virtual Result<void> sync() = 0;
  virtual Result<void> close() = 0;
};

class Files {
 public:
  using Path = std::filesystem::path;
  virtual ~Files() = default;
  virtual Result<void> make_directories(const Path& path) = 0;
  /// A new or emptied file.
  virtual Result<std::unique_ptr<OutputFile>> create(const Path& path) = 0;
  /// A new file; Errc::conflict when there is one.
  virtual Result<std::unique_ptr<OutputFile>> create_new(const Path& path) = 0;
  /// The end of a file, which is made where there is none.
  virtual Result<std::unique_ptr<OutputFile>> append(const Path& path) = 0;
  /// Cuts a file to its first `size` bytes, durably.
  virtual Result<void> truncate(const Path& path, std::uint64_t size) = 0;
  virtual Result<void> rename(const Path& from, const Path& to) = 0;
  /// Gives the file a second name, which must be free. Errc::unsupported where the disk has no such
  /// names.
  virtual Result<void> link(const Path& from, const Path& to) = 0;
  virtual Result<void> remove(const Path& path) = 0;  // absent is fine
  virtual Result<void> sync_directory(const Path& path) = 0;
  virtual Result<void> sync_filesystem(const Path& path) = 0;  // of the open directory `path`
};

class PosixFiles : public Files {
 public:
  Result<void> make_directories(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> create(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> create_new(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> append(const Path& path) override;
  Result<void> truncate(const Path& path, std::uint64_t size) override;
  Result<void> rename(const Path& from, const Path& to) override;
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
  Result<std::unique_ptr<OutputFile>> create(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> create_new(const Path& path) override;
  Result<std::unique_ptr<OutputFile>> append(const Path& path) override;
  Result<void> truncate(const Path& path, std::uint64_t size) override;
  Result<void> rename(const Path& from, const Path& to) override;
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
