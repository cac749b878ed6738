#include "migrator/migration/draft.hpp"

namespace migrator::migration {
namespace {
constexpr std::size_t kBuffer = 64 * 1024;

std::filesystem::path draft_of(std::filesystem::path path) {
  path += ".new";
  return path;
}
}  // namespace

base::Result<Draft> Draft::create(base::Files& files, std::filesystem::path path) {
  auto file = files.create(draft_of(path));
  if (!file) return std::move(file).error();
  return Draft(files, std::move(path), std::move(*file));
}

base::Result<void> Draft::write(base::Bytes bytes) {
  offset_ += bytes.size();
  if (buffer_.size() + bytes.size() > kBuffer) {
    if (auto done = flush(); !done) return done;
    if (bytes.size() > kBuffer) return file_->write(bytes);
  }
  buffer_ += base::text_of(bytes);
  return {};
}

base::Result<void> Draft::flush() {
  if (buffer_.empty()) return {};
  auto done = file_->write(base::bytes_of(buffer_));
  buffer_.clear();
  return done;
}

base::Result<void> Draft::close() {
  if (auto done = flush(); !done) return done;
  if (auto done = file_->sync(); !done) return done;
  return file_->close();
}

base::Result<void> Draft::publish() { return files_->rename(draft_of(path_), path_); }

}  // namespace migrator::migration
