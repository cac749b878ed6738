#include "checker/inventory/measure.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/digest.hpp"
#include "checker/inventory/records.hpp"
#include "checker/inventory/rows.hpp"
#include "checker/inventory/unpack.hpp"

namespace checker::inventory {

using base::Bytes;
using base::Errc;
using base::Error;
using base::Result;

namespace {

// So many at the same time wait for the disk that what it would read ahead is another one's.
constexpr unsigned kManyJobs = 8;

Error io_error(const char* what) {
  return {Errc::io, std::string(what) + ": " + std::strerror(errno)};
}

/// Splits what a child writes into rows, and believes it nothing about other files than its own.
class Rows {
 public:
  Rows(FileRecord& own, std::vector<FileRecord>& out) : own_(own), out_(out) {}

  bool take(Bytes bytes) {
    std::string_view text = base::text_of(bytes);
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      held_ += text.substr(0, end);
      text.remove_prefix(end + 1);
      if (!take_row()) return false;
    }
    held_ += text;
    if (held_.size() <= kMaxRow) return true;
    failed_ = Error{Errc::limit, "the decoder wrote a row without an end"};
    return false;
  }
  const std::optional<Error>& failed() const { return failed_; }

 private:
  bool take_row() {
    auto row = read_row(held_, "decoder");
    held_.clear();
    if (row && row->path == own_.path && row->error) {
      own_.error = std::move(row->error);
      own_.closed = row->closed;
      return true;
    }
    if (row && row->path.starts_with(own_.path + "!/")) {
      out_.push_back(std::move(*row));
      return true;
    }
    failed_ = row ? Error{Errc::malformed, "the decoder wrote a row of another file"} : row.error();
    return false;
  }

  FileRecord& own_;
  std::vector<FileRecord>& out_;
  std::string held_;
  std::optional<Error> failed_;
};

}  // namespace

/// An open file whose first page is read once.
class Measure::File : public base::RandomAccess {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint64_t size() const override { return size_; }
  void set_size(std::uint64_t size) { size_ = size; }

  Result<Bytes> first_page() {
    auto got = pread_all(0, page_);
    if (!got) return std::move(got).error();
    page_size_ = *got;
    return Bytes(page_).first(page_size_);
  }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> room) const override {
    const bool in_page = offset <= page_size_ && room.size() <= page_size_ - offset;
    if (!in_page && page_size_ < kPage && offset < page_size_) {
      // All of a small file has been read.
      const std::size_t n = page_size_ - static_cast<std::size_t>(offset);
      std::memcpy(room.data(), page_.data() + offset, n);
      return n;
    }
    if (!in_page) return pread_all(offset, room);
    std::memcpy(room.data(), page_.data() + offset, room.size());
    return room.size();
  }

 private:
  Result<std::size_t> pread_all(std::uint64_t offset, std::span<std::byte> room) const {
    std::size_t got = 0;
    while (got < room.size() && offset + got < size_) {
      const auto n = ::pread(descriptor_, room.data() + got, room.size() - got,
                             static_cast<off_t>(offset + got));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return io_error("read");
      if (n == 0) break;
      got += static_cast<std::size_t>(n);
    }
    return got;
  }

  int descriptor_;
  std::uint64_t size_ = 0;
  std::array<std::byte, kPage> page_;
  std::size_t page_size_ = 0;
};

Measure::Measure(const ScanOptions& options,
                 const base::Result<std::unique_ptr<base::Decoder>>& decoder, std::string root)
    : options_(options), decoder_(decoder), root_(std::move(root)) {
  struct stat info = {};
  if (!options.skip.empty() && ::stat(options.skip.c_str(), &info) == 0) skipped_ = info;
}

void Measure::entry(const Span& span, std::size_t index, std::vector<FileRecord>& out) {
  const Listing& listing = *span.listing;
  const Listing::Entry& entry = listing.entries()[index];
  FileRecord record = blank_record(listing.path(entry), 0);
  if (span.error) {
    record.error = span.error;
    record.closed = true;
    out.push_back(std::move(record));
    return;
  }
  // A file that is the root itself goes by its name.
  const bool is_root = listing.descriptor() == AT_FDCWD;
  const std::string_view path = is_root ? record.name : below(record.path, root_);
  if (options_.filter.excludes(path)) return;
  const bool included = options_.filter.includes(path);
  if (!included && options_.depth == 0) return;
  if (entry.kind != EntryKind::file) {
    // A pipe, a device or a link is no file to look into; one that bears a wanted name is said.
    const bool link = entry.kind == EntryKind::link;
    const bool asked = is_asked_for(options_, record.name) || (options_.all && !link) || is_root;
    if (!included || !asked) return;
    record.error = Error{Errc::unsupported, link ? "a link, not followed" : "not a regular file"};
    record.closed = is_root;  // who named it meant something
    out.push_back(std::move(record));
    return;
  }
  // O_NONBLOCK: what was a file when the folder was listed may be a pipe by now.
  const int follow = listing.descriptor() == AT_FDCWD ? 0 : O_NOFOLLOW;
  File opened(::openat(listing.descriptor(), listing.name(entry).data(),
                       O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | follow));
  if (opened.descriptor() < 0) {
    record.error = io_error("open");
    if (included) out.push_back(std::move(record));
    return;
  }
  file(opened, std::move(record), included, out);
}

void Measure::file(File& file, FileRecord record, bool included,
                   std::vector<FileRecord>& out) const {
  struct stat info = {};
  if (::fstat(file.descriptor(), &info) != 0 || !S_ISREG(info.st_mode)) {
    record.error = Error{Errc::unsupported, "not a regular file"};
    if (included) out.push_back(std::move(record));
    return;
  }
  if (is_skipped(info)) return;
  if (options_.filter.newer_than && info.st_mtime <= *options_.filter.newer_than) return;
  record.size = static_cast<std::uint64_t>(info.st_size);
  if (options_.times)
    record.modified = std::chrono::sys_seconds(std::chrono::seconds(info.st_mtime));
  file.set_size(record.size);
  if (options_.jobs >= kManyJobs) ::posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_RANDOM);
  const auto start = file.first_page();
  if (!start) {
    record.error = start.error();
    if (included) out.push_back(std::move(record));
    return;
  }
  const bool is_image = image::may_be_image(*start);
  image::Layout layout;
  if (is_image) {
    image::Image image = image::read_image(file, read_options(options_, options_.depth > 0));
    layout = std::move(image.layout);
    add_image(std::move(image), record);
  }
  const bool opens = options_.depth > 0 && needs_unpacking(file, *start, layout, record);
  const bool asked = is_asked_for(options_, record.name);
  bool listed = included && (is_image || options_.all || asked);
  if (listed && wants_digest(options_, record.name)) add_digest(file, record);
  const std::size_t place = out.size();
  if (opens) unpack(file, record, out);
  listed = listed || (included && record.error) || record.closed;
  if (listed) out.insert(out.begin() + static_cast<std::ptrdiff_t>(place), std::move(record));
}

bool Measure::is_skipped(const struct stat& info) const {
  return skipped_ && skipped_->st_ino == info.st_ino && skipped_->st_dev == info.st_dev;
}

// Whether the child has something to open. Here only marks are looked for, by code of our own; what
// has one and is known to be unreadable needs no child.
bool Measure::needs_unpacking(const File& file, Bytes start, const image::Layout& layout,
                              FileRecord& record) const {
  const auto found = image::may_be_image(start) ? container::spot_payload(file, layout)
                                                : container::recognise(file, start);
  if (found && !*found) return false;
  if (found && !(*found)->refusal) return true;
  record.error = found ? (*found)->refusal : found.error();
  record.closed = true;
  return false;
}

void Measure::unpack(const File& file, FileRecord& own, std::vector<FileRecord>& out) const {
  std::optional<Error> error;
  if (decoder_) {
    Rows rows(own, out);
    const auto done = (*decoder_)->decode(
        file.descriptor(), to_text(UnpackRequest{own.path, root_}),
        [&](Bytes bytes) { return rows.take(bytes); }, options_.stop);
    if (!done) error = done.error();
    if (rows.failed()) error = rows.failed();
  } else {
    error = decoder_.error();
  }
  if (!error) return;
  own.error = std::move(error);
  own.closed = true;
}

void Measure::add_digest(const File& file, FileRecord& record) const {
  base::Sha256 digest;
  std::array<std::byte, 64 * 1024> room;
  for (std::uint64_t at = 0; at < file.size();) {
    if (is_stopped()) return;
    const auto got = file.read_at(at, room);
    if (!got || *got == 0) {
      if (!record.error)
        record.error =
            got ? Error{Errc::io, "the file became shorter while it was read"} : got.error();
      return;
    }
    digest.update(Bytes(room).first(*got));
    at += *got;
  }
  record.sha256 = std::move(digest).hex();
}

}  // namespace checker::inventory
