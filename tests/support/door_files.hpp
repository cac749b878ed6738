#pragma once
// A test that stands in the doorway of the disk.
#include <functional>
#include <memory>
#include <string>

#include "base/files.hpp"

namespace support {

/// Asks before each change: it is made, fails, or is only said to be made.
class DoorFiles : public base::Files {
 public:
  enum class Kind {
    make_directory,
    remove_directory,
    create,
    write,
    attributes,
    sync_file,
    sync_directory,
    sync_filesystem,
    rename,
    exchange,
    link,
    remove,
    truncate
  };
  enum class Answer { pass, fail, pretend };
  using Ask = std::function<Answer(Kind, const Path&)>;

  DoorFiles(base::Files& inner, Ask ask) : inner_(inner), ask_(std::move(ask)) {}

  template <class Change>
  base::Result<void> through(Kind kind, const Path& path, const Change& change) {
    switch (ask_(kind, path)) {
      case Answer::fail:
        return base::Error{base::Errc::io, path.string() + ": a test made this fail"};
      case Answer::pretend:
        return {};
      case Answer::pass:
        break;
    }
    return change();
  }

  base::Result<void> make_directories(const Path& path) override {
    return through(Kind::make_directory, path, [&] { return inner_.make_directories(path); });
  }
  base::Result<void> make_directory(const Path& path, unsigned mode) override {
    return through(Kind::make_directory, path, [&] { return inner_.make_directory(path, mode); });
  }
  base::Result<void> remove_directory(const Path& path) override {
    return through(Kind::remove_directory, path, [&] { return inner_.remove_directory(path); });
  }
  base::Result<void> set_directory_like(const Path& path, const Path& other) override {
    return through(Kind::attributes, path, [&] { return inner_.set_directory_like(path, other); });
  }
  base::Result<std::unique_ptr<base::OutputFile>> create(const Path& path) override {
    return opened(&Files::create, path);
  }
  base::Result<std::unique_ptr<base::OutputFile>> create_new(const Path& path) override {
    return opened(&Files::create_new, path);
  }
  base::Result<std::unique_ptr<base::OutputFile>> append(const Path& path) override {
    return opened(&Files::append, path);
  }
  base::Result<std::unique_ptr<base::OutputFile>> change(const Path& path) override {
    auto file = inner_.change(path);  // makes no file
    if (!file) return file;
    return std::unique_ptr<base::OutputFile>(std::make_unique<File>(*this, path, *std::move(file)));
  }
  base::Result<void> truncate(const Path& path, std::uint64_t size) override {
    return through(Kind::truncate, path, [&] { return inner_.truncate(path, size); });
  }
  base::Result<void> rename(const Path& from, const Path& to) override {
    return through(Kind::rename, to, [&] { return inner_.rename(from, to); });
  }
  base::Result<void> exchange(const Path& one, const Path& other) override {
    return through(Kind::exchange, one, [&] { return inner_.exchange(one, other); });
  }
  base::Result<void> link(const Path& from, const Path& to) override {
    return through(Kind::link, to, [&] { return inner_.link(from, to); });
  }
  base::Result<void> remove(const Path& path) override {
    return through(Kind::remove, path, [&] { return inner_.remove(path); });
  }
  base::Result<void> sync_directory(const Path& path) override {
    return through(Kind::sync_directory, path, [&] { return inner_.sync_directory(path); });
  }
  base::Result<void> sync_filesystem(const Path& path) override {
    return through(Kind::sync_filesystem, path, [&] { return inner_.sync_filesystem(path); });
  }

 private:
  class File : public base::OutputFile {
   public:
    File(DoorFiles& owner, Path path, std::unique_ptr<base::OutputFile> inner)
        : owner_(owner), path_(std::move(path)), inner_(std::move(inner)) {}
    base::Result<void> write(base::Bytes bytes) override {
      return owner_.through(Kind::write, path_, [&] { return inner_->write(bytes); });
    }
    base::Result<void> write_from(const base::ReadableFile& from) override {
      return owner_.through(Kind::write, path_, [&] { return inner_->write_from(from); });
    }
    base::Result<void> write_over_start(base::Bytes bytes) override {
      return owner_.through(Kind::write, path_, [&] { return inner_->write_over_start(bytes); });
    }
    base::Result<void> write_at(std::uint64_t offset, base::Bytes bytes) override {
      return owner_.through(Kind::write, path_, [&] { return inner_->write_at(offset, bytes); });
    }
    base::Result<void> reserve(std::uint64_t size) override {
      return owner_.through(Kind::write, path_, [&] { return inner_->reserve(size); });
    }
    base::Result<void> set_like(const Path& other, bool times) override {
      return owner_.through(Kind::attributes, path_,
                            [&] { return inner_->set_like(other, times); });
    }
    base::Result<void> set_mode(unsigned mode) override {
      return owner_.through(Kind::attributes, path_, [&] { return inner_->set_mode(mode); });
    }
    base::Result<void> set_modified(std::int64_t time) override {
      return owner_.through(Kind::attributes, path_, [&] { return inner_->set_modified(time); });
    }
    base::Result<void> lock() override { return inner_->lock(); }
    void start_writing() override { inner_->start_writing(); }
    base::Result<void> sync() override {
      return owner_.through(Kind::sync_file, path_, [&] { return inner_->sync(); });
    }
    base::Result<void> close() override { return inner_->close(); }

   private:
    DoorFiles& owner_;
    Path path_;
    std::unique_ptr<base::OutputFile> inner_;
  };

  base::Result<std::unique_ptr<base::OutputFile>> opened(
      base::Result<std::unique_ptr<base::OutputFile>> (Files::*how)(const Path&),
      const Path& path) {
    if (ask_(Kind::create, path) != Answer::pass)
      return base::Error{base::Errc::io, path.string() + ": a test made this fail"};
    auto file = (inner_.*how)(path);
    if (!file) return file;
    return std::unique_ptr<base::OutputFile>(std::make_unique<File>(*this, path, *std::move(file)));
  }

  base::Files& inner_;
  Ask ask_;
};

}  // namespace support
