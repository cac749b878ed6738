#include "migrator/destination/book_writer.hpp"

namespace migrator::destination {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

}  // namespace

bool stands(const std::filesystem::path& path) {
  std::error_code absent;
  return std::filesystem::exists(path, absent);
}

base::Result<std::unique_ptr<BookWriter>> BookWriter::open(base::Files& files,
                                                           std::filesystem::path draft) {
  auto file = files.create(draft);
  if (!file) return std::move(file).error();
  return std::unique_ptr<BookWriter>(new BookWriter(files, std::move(draft), *std::move(file)));
}

base::Result<void> BookWriter::add(std::string_view text) {
  held_ += text;
  return held_.size() < kPiece ? base::Result<void>() : flush();
}

base::Result<void> BookWriter::flush() {
  if (held_.empty()) return {};
  auto done = file_->write(base::bytes_of(held_));
  held_.clear();
  return done;
}

base::Result<void> BookWriter::finish(const std::filesystem::path& target, const Merge& merge) {
  if (auto done = flush(); !done) return done;
  if (auto done = file_->sync(); !done) return done;
  if (auto done = file_->close(); !done) return done;
  if (merge) {
    const auto merged = draft_.parent_path() / "merged.new";
    if (auto whole = merge(files_, target, draft_, merged); !whole) return whole;
    if (auto done = files_.rename(merged, draft_); !done) return done;
  }
  if (auto done = files_.rename(draft_, target); !done) return done;
  return files_.sync_directory(target.parent_path());
}

}  // namespace migrator::destination
