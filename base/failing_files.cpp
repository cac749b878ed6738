#include "base/files.hpp"

namespace base {
namespace {

class FailingFile : public OutputFile {
 public:
  FailingFile(FailingFiles& owner, std::unique_ptr<OutputFile> inner)
      : owner_(owner), inner_(std::move(inner)) {}
  Result<void> write(Bytes bytes) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->write(bytes);
  }
  Result<void> write_from(const ReadableFile& from) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->write_from(from);
  }
  Result<void> write_over_start(Bytes bytes) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->write_over_start(bytes);
  }
  Result<void> write_at(std::uint64_t offset, Bytes bytes) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->write_at(offset, bytes);
  }
  Result<void> reserve(std::uint64_t size) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->reserve(size);
  }
  Result<void> set_like(const std::filesystem::path& other, bool times) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->set_like(other, times);
  }
  Result<void> set_mode(unsigned mode) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->set_mode(mode);
  }
  Result<void> set_modified(std::int64_t unix_seconds) override {
    if (auto allowed = owner_.step(); !allowed) return allowed;
    return inner_->set_modified(unix_seconds);
  }
  Result<void> lock() override { return inner_->lock(); }
  void start_writing() override { inner_->start_writing(); }
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
Result<void> FailingFiles::make_directory(const Path& path, unsigned mode) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.make_directory(path, mode);
}
Result<void> FailingFiles::remove_directory(const Path& path) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.remove_directory(path);
}
Result<void> FailingFiles::set_directory_like(const Path& path, const Path& other) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.set_directory_like(path, other);
}
Result<std::unique_ptr<OutputFile>> FailingFiles::open(
    Result<std::unique_ptr<OutputFile>> (Files::*how)(const Path&), const Path& path) {
  if (auto allowed = step(); !allowed) return std::move(allowed).error();
  auto file = (inner_.*how)(path);
  if (!file) return file;
  return std::unique_ptr<OutputFile>(std::make_unique<FailingFile>(*this, std::move(*file)));
}
Result<std::unique_ptr<OutputFile>> FailingFiles::create(const Path& path) {
  return open(&Files::create, path);
}
Result<std::unique_ptr<OutputFile>> FailingFiles::create_new(const Path& path) {
  return open(&Files::create_new, path);
}
Result<std::unique_ptr<OutputFile>> FailingFiles::append(const Path& path) {
  return open(&Files::append, path);
}
Result<std::unique_ptr<OutputFile>> FailingFiles::change(const Path& path) {
  return open(&Files::change, path);
}
Result<void> FailingFiles::truncate(const Path& path, std::uint64_t size) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.truncate(path, size);
}
Result<void> FailingFiles::link(const Path& from, const Path& to) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.link(from, to);
}
Result<void> FailingFiles::rename(const Path& from, const Path& to) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.rename(from, to);
}
Result<void> FailingFiles::exchange(const Path& one, const Path& other) {
  if (auto allowed = step(); !allowed) return allowed;
  return inner_.exchange(one, other);
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

}  // namespace base
