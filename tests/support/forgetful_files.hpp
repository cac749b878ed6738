#pragma once
// A disk that keeps what it was told to keep and nothing else.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/blob.hpp"
#include "base/files.hpp"
#include "tests/support/dice.hpp"

namespace support {

/// Hands everything to `inner`, and knows what of the tree `root` would be there after a power cut
/// by the letter of POSIX: of a file what it held at its last sync, and of a folder the names that
/// it had at its last sync. What stands in `root` at the beginning is on the disk. With dice a cut
/// also keeps some of what was not synced, in any order: the disk had begun to write.
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
  std::size_t cut(Dice* dice = nullptr) {
    const auto before = listed();
    if (dice != nullptr) keep_some(*dice);
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
  base::Result<void> make_directory(const Path& path, unsigned mode) override {
    return inner_.make_directory(path, mode);
  }
  base::Result<void> remove_directory(const Path& path) override {
    return inner_.remove_directory(path);
  }
  base::Result<void> set_directory_like(const Path& path, const Path& other) override {
    return inner_.set_directory_like(path, other);
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
  base::Result<std::unique_ptr<base::OutputFile>> change(const Path& path) override {
    return opened(inner_.change(path), path);
  }
  base::Result<void> truncate(const Path& path, std::uint64_t size) override {
    auto done = inner_.truncate(path, size);
    if (done) keep(path);
    return done;
  }
  base::Result<void> rename(const Path& from, const Path& to) override {
    return inner_.rename(from, to);
  }
  base::Result<void> exchange(const Path& one, const Path& other) override {
    auto done = inner_.exchange(one, other);
    if (done) exchanged_.emplace_back(relative(one), relative(other));
    return done;
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
    mode_t mode = 0;
  };

  class File : public base::OutputFile {
   public:
    File(ForgetfulFiles& owner, Path path, std::unique_ptr<base::OutputFile> inner)
        : owner_(owner), path_(std::move(path)), inner_(std::move(inner)) {}
    base::Result<void> write(base::Bytes bytes) override { return inner_->write(bytes); }
    base::Result<void> write_from(const base::ReadableFile& from) override {
      return inner_->write_from(from);
    }
    base::Result<void> write_over_start(base::Bytes bytes) override {
      return inner_->write_over_start(bytes);
    }
    base::Result<void> write_at(std::uint64_t offset, base::Bytes bytes) override {
      return inner_->write_at(offset, bytes);
    }
    base::Result<void> reserve(std::uint64_t size) override { return inner_->reserve(size); }
    base::Result<void> set_like(const Path& other, bool times) override {
      return inner_->set_like(other, times);
    }
    base::Result<void> set_mode(unsigned mode) override { return inner_->set_mode(mode); }
    base::Result<void> set_modified(std::int64_t time) override {
      return inner_->set_modified(time);
    }
    base::Result<void> lock() override { return inner_->lock(); }
    void start_writing() override { inner_->start_writing(); }
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
    if (::lstat(path.c_str(), &status) != 0) FAIL("cannot look at " << path);
    if (S_ISDIR(status.st_mode)) return 0;
    Kept& kept = files_[status.st_ino];
    if (kept.descriptor < 0) kept.descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (kept.descriptor < 0) FAIL("cannot open " << path);
    return status.st_ino;
  }
  void keep(const Path& path) {
    Kept& kept = files_.at(number_of(path));
    kept.content = *base::read_file(path, 1u << 24);
    kept.time = std::filesystem::last_write_time(path);
    kept.mode = mode_of(path);
  }
  static mode_t mode_of(const Path& path) {
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) FAIL("cannot look at " << path);
    return status.st_mode & 07777;
  }
  // Each name by itself, and of each file all, or a part: of one of the same size a few pieces of
  // it, of another one its beginning.
  void keep_some(Dice& dice) {
    const bool exchanged = dice.one_in(2);
    keep_exchanges([&](const std::string&) { return exchanged; });
    if (!exchanged_.empty()) return;  // the names that are seen are not those of the disk
    std::map<std::string, std::uint64_t> now;
    if (std::filesystem::exists(root_))
      for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) {
        now[relative(entry.path())] = number_of(entry.path());
        if (entry.is_regular_file()) keep_some(dice, entry.path());
      }
    for (const auto& [path, number] : now)
      if ((!names_.contains(path) || names_.at(path) != number) && dice.one_in(2))
        names_[path] = number;
    std::erase_if(names_, [&](const auto& name) {
      return !name.first.empty() && !now.contains(name.first) && dice.one_in(2);
    });
  }
  void keep_some(Dice& dice, const Path& path) {
    Kept& kept = files_.at(number_of(path));
    const std::string now = *base::read_file(path, 1u << 24);
    if (now == kept.content && mode_of(path) == kept.mode) return;
    if (dice.one_in(3)) return;
    kept.time = std::filesystem::last_write_time(path);
    kept.mode = mode_of(path);
    if (now.size() != kept.content.size()) {
      kept.content = dice.one_in(2) ? now : now.substr(0, dice.below(now.size() + 1));
      return;
    }
    for (std::size_t at = 0; at < now.size(); ++at) {
      if (now[at] == kept.content[at]) continue;
      const std::size_t piece = 1 + dice.below(64);  // a torn sector
      if (dice.one_in(2)) kept.content.replace(at, piece, now.substr(at, piece));
      at += piece;
    }
  }
  // An exchange is one step for the disk, too: both sides are kept with either folder.
  void keep_exchanges(const std::function<bool(const std::string&)>& is_kept) {
    std::vector<std::pair<std::string, std::string>> later;
    for (const auto& [one, other] : exchanged_) {
      if (!is_kept(Path(one).parent_path()) && !is_kept(Path(other).parent_path())) {
        later.emplace_back(one, other);
        continue;
      }
      std::map<std::string, std::uint64_t> names;
      for (const auto& [name, number] : names_) names[moved(name, one, other)] = number;
      names_ = std::move(names);
    }
    exchanged_ = std::move(later);
  }
  static std::string moved(const std::string& name, const std::string& one,
                           const std::string& other) {
    const auto is_in = [&](const std::string& of) {
      return name == of || name.starts_with(of + "/");
    };
    if (is_in(one)) return other + name.substr(one.size());
    if (is_in(other)) return one + name.substr(other.size());
    return name;
  }
  void keep_names(const Path& folder) {
    keep_exchanges([of = relative(folder)](const std::string& parent) { return parent == of; });
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
    exchanged_.clear();
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
    if (kept.mode != 0 && ::chmod(full.c_str(), kept.mode) != 0)
      FAIL("cannot set the mode of " << full);
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
  std::map<std::string, std::uint64_t> names_;                  // on the disk, by path; 0: a folder
  std::map<std::uint64_t, Kept> files_;                         // by inode
  std::vector<std::pair<std::string, std::string>> exchanged_;  // not on the disk yet
};

}  // namespace support
