#pragma once
// A disk that keeps what it was told to keep and nothing else.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "base/files.hpp"

namespace support {

/// Hands everything to `inner`, and knows what of the tree `root` would be there after a power cut
/// by the letter of POSIX: of a file what it held at its last sync, and of a folder the names that
/// it had at its last sync. What stands in `root` at the beginning is on the disk.
class ForgetfulFiles : public base::Files {
 public:
  ForgetfulFiles(base::Files& inner, Path root) : inner_(inner), root_(std::move(root)) {
    keep_all();
  }
  ~ForgetfulFiles() override {
    for (const auto& [number, file] : files_) ::close(file.descriptor);
  }
  ForgetfulFiles(const ForgetfulFiles&) = delete;
  ForgetfulFiles& operator=(const ForgetfulFiles&) = delete;

  /// The power goes, and comes back. How many names and files are not what they were.
  std::size_t cut() {
    const auto before = listed();
    std::filesystem::remove_all(root_);
    for (const auto& [path, number] : names_) {
      const Path full = root_ / path;
      if (!std::filesystem::is_directory(full.parent_path()) && !path.empty()) continue;
      if (number == 0)
        std::filesystem::create_directories(full);
      else
        restore(full, path, number);
    }
    const auto after = listed();
    std::size_t lost = 0;
    for (const auto& [path, content] : before)
      lost += !after.contains(path) || after.at(path) != content;
    return lost;
  }

  base::Result<void> make_directories(const Path& path) override {
    return inner_.make_directories(path);
  }
  base::Result<std::unique_ptr<base::OutputFile>> create(const Path& path) override {
    return opened(inner_.create(path), path);
  }
  base::Result<std::unique_ptr<base::OutputFile>> create_new(const Path& path) override {
    return opened(inner_.create_new(path), path);
  }
  base::Result<std::unique_ptr<base::OutputFile>> append(const Path& path) override {
    return opened(inner_.append(path), path);
  }
  base::Result<void> truncate(const Path& path, std::uint64_t size) override {
    auto done = inner_.truncate(path, size);
    if (done) keep(path);
    return done;
  }
  base::Result<void> rename(const Path& from, const Path& to) override {
    return inner_.rename(from, to);
  }
  base::Result<void> link(const Path& from, const Path& to) override {
    return inner_.link(from, to);
  }
  base::Result<void> remove(const Path& path) override { return inner_.remove(path); }
  base::Result<void> sync_directory(const Path& path) override {
    auto done = inner_.sync_directory(path);
    if (done) keep_names(path);
    return done;
  }
  base::Result<void> sync_filesystem(const Path& path) override {
    auto done = inner_.sync_filesystem(path);
    if (done) keep_all();
    return done;
  }

 private:
  struct Kept {
    int descriptor = -1;  // keeps the number from being given to another file
    std::string content;
    std::filesystem::file_time_type time;
  };

  class File : public base::OutputFile {
   public:
    File(ForgetfulFiles& owner, Path path, std::unique_ptr<base::OutputFile> inner)
        : owner_(owner), path_(std::move(path)), inner_(std::move(inner)) {}
    base::Result<void> write(base::Bytes bytes) override { return inner_->write(bytes); }
    base::Result<void> write_over_start(base::Bytes bytes) override {
      return inner_->write_over_start(bytes);
    }
    base::Result<void> set_modified(std::int64_t time) override {
      return inner_->set_modified(time);
    }
    base::Result<void> lock() override { return inner_->lock(); }
    base::Result<void> sync() override {
      auto done = inner_->sync();
      if (done) owner_.keep(path_);
      return done;
    }
    base::Result<void> close() override { return inner_->close(); }

   private:
    ForgetfulFiles& owner_;
    Path path_;
    std::unique_ptr<base::OutputFile> inner_;
  };

  base::Result<std::unique_ptr<base::OutputFile>> opened(
      base::Result<std::unique_ptr<base::OutputFile>> file, const Path& path) {
    if (!file) return file;
    (void)number_of(path);
    return std::unique_ptr<base::OutputFile>(std::make_unique<File>(*this, path, *std::move(file)));
  }

  // The inode, known from now on.
  std::uint64_t number_of(const Path& path) {
    struct stat status = {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    if (S_ISDIR(status.st_mode)) return 0;
    Kept& kept = files_[status.st_ino];
    if (kept.descriptor < 0) kept.descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(kept.descriptor >= 0);
    return status.st_ino;
  }
  void keep(const Path& path) {
    Kept& kept = files_.at(number_of(path));
    kept.content = *base::read_file(path, 1u << 24);
    kept.time = std::filesystem::last_write_time(path);
  }
  void keep_names(const Path& folder) {
    const std::string of = relative(folder);
    std::erase_if(names_, [&](const auto& name) {
      const Path path(name.first);
      return !name.first.empty() && path.parent_path().string() == of &&
             !std::filesystem::exists(std::filesystem::symlink_status(root_ / path));
    });
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      names_[relative(entry.path())] = number_of(entry.path());
  }
  void keep_all() {
    names_.clear();
    if (!std::filesystem::exists(root_)) return;
    names_[""] = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) {
      names_[relative(entry.path())] = number_of(entry.path());
      if (entry.is_regular_file()) keep(entry.path());
    }
  }
  std::string relative(const Path& path) const {
    const std::string out = path.lexically_relative(root_).string();
    return out == "." ? "" : out;
  }
  void restore(const Path& full, const std::string& path, std::uint64_t number) {
    for (const auto& [other, same] : names_)
      if (same == number && other < path && std::filesystem::exists(root_ / other)) {
        std::filesystem::create_hard_link(root_ / other, full);
        return;
      }
    const Kept& kept = files_.at(number);
    std::ofstream(full, std::ios::binary) << kept.content;
    if (kept.time != std::filesystem::file_time_type())
      std::filesystem::last_write_time(full, kept.time);
  }
  std::map<std::string, std::string> listed() const {
    std::map<std::string, std::string> out;
    if (std::filesystem::exists(root_))
      for (const auto& entry : std::filesystem::recursive_directory_iterator(root_))
        out[relative(entry.path())] =
            entry.is_regular_file() ? *base::read_file(entry.path(), 1u << 24) : "/";
    return out;
  }

  base::Files& inner_;
  Path root_;
  std::map<std::string, std::uint64_t> names_;  // on the disk, by path; 0: a folder
  std::map<std::uint64_t, Kept> files_;         // by inode
};

}  // namespace support
