#include "migrator/destination/open_delivered.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text.hpp"
#include "migrator/destination/mbox_text.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;
using Access = std::shared_ptr<const base::RandomAccess>;

constexpr std::size_t kInMemory = 4u << 20;  // a record with its quotes taken away, at most

// A record without its quotes: in memory while it is small, then in a file without a name.
class Spool : public base::ByteSink {
 public:
  ~Spool() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Result<void> write(base::Bytes bytes) override {
    held_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return held_.size() > kInMemory ? spill() : Result<void>();
  }
  Result<Access> take() {
    if (descriptor_ < 0)
      return Access(std::make_shared<base::BlobAccess>(base::Blob::of(std::move(held_))));
    if (auto done = spill(); !done) return std::move(done).error();
    auto file = base::ReadableFile::adopt(std::exchange(descriptor_, -1), "a temporary file");
    if (!file) return std::move(file).error();
    return Access(std::move(*file));
  }

 private:
  Result<void> spill() {
    if (descriptor_ < 0) {
      std::error_code error;
      std::string name = (fs::temp_directory_path(error) / "sidestep-audit-XXXXXX").string();
      descriptor_ = ::mkstemp(name.data());
      if (descriptor_ < 0) return Error{Errc::io, name + ": " + std::strerror(errno)};
      ::unlink(name.c_str());
    }
    for (std::string_view rest = held_; !rest.empty();) {
      const auto n = ::write(descriptor_, rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return Error{Errc::io, std::string("a temporary file: ") + std::strerror(errno)};
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    held_.clear();
    return {};
  }
  std::string held_;
  int descriptor_ = -1;
};

Error gone() { return {Errc::conflict, "is not there"}; }

// A Maildir name holds ':', which base::RelPath refuses; a ledger that somebody wrote by hand names
// nothing outside of its destination all the same.
bool lies_below(const fs::path& target) {
  return !target.empty() && target.is_relative() &&
         std::ranges::find(target, fs::path("..")) == target.end();
}

}  // namespace

std::optional<Extent> parse_extent(std::string_view target_id) {
  Extent out;
  const char* const end = target_id.data() + target_id.size();
  const auto offset = std::from_chars(target_id.data(), end, out.offset);
  if (offset.ec != std::errc() || offset.ptr == end || *offset.ptr != '+') return std::nullopt;
  const auto length = std::from_chars(offset.ptr + 1, end, out.length);
  if (length.ec != std::errc() || length.ptr != end) return std::nullopt;
  return out;
}

std::string_view maildir_stem(std::string_view name) {
  return name.substr(0, name.find_first_of(":,"));
}

void DeliveredReader::list(const std::string& folder) {
  listing_ = {folder, {}};
  for (const char* part : {"cur", "new"}) {
    std::error_code error;
    for (fs::directory_iterator at(root_ / folder / part, error), end; !error && at != end;
         at.increment(error)) {
      const std::string name = at->path().filename().string();
      listing_.files.emplace(maildir_stem(name), part + ("/" + name));
    }
  }
}

std::string DeliveredReader::path_now(const std::string& target) {
  std::error_code error;
  if (!lies_below(target)) return "";
  if (fs::is_regular_file(root_ / target, error)) return target;
  if (format_ != Format::maildir) return "";
  const fs::path path(target);
  const std::string folder = path.parent_path().parent_path().string();
  if (listing_.folder != folder || folder.empty()) list(folder);
  const auto found = listing_.files.find(std::string(maildir_stem(path.filename().string())));
  return found == listing_.files.end() ? "" : folder + "/" + found->second;
}

Result<Access> DeliveredReader::open(const std::string& target, const std::string& target_id) {
  if (format_ == Format::mbox) return open_record(target, target_id);
  const std::string path = path_now(target);
  if (path.empty()) return gone();
  auto file = base::ReadableFile::open(root_ / path);
  if (!file) return std::move(file).error();
  return Access(std::move(*file));
}

Result<Access> DeliveredReader::open_record(const std::string& target,
                                            const std::string& target_id) {
  if (path_now(target).empty()) return gone();
  if (mbox_ == nullptr || mbox_target_ != target) {
    auto file = base::ReadableFile::open(root_ / target);
    if (!file) return std::move(file).error();
    mbox_ = std::move(*file);
    mbox_target_ = target;
  }
  const auto where = parse_extent(target_id);
  if (!where || where->offset > mbox_->size() || where->length > mbox_->size() - where->offset)
    return Error{Errc::conflict, "ends before its message at byte " + base::printable(target_id)};
  const auto record = base::Blob::window(mbox_, where->offset, where->length);
  auto start = record.part(0, 5).text(5);
  if (!start) return std::move(start).error();
  if (*start != "From ")
    return Error{Errc::malformed, "no message begins at byte " + std::to_string(where->offset)};
  Spool spool;
  MboxUnquote unquote(spool);
  if (auto read = record.each([&](base::Bytes bytes) { return unquote.write(bytes); }); !read)
    return std::move(read).error();
  return spool.take();
}

}  // namespace migrator::destination
