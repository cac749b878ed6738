#pragma once
// libarchive: its one door. The handle frees itself, codes become Errors, and
// no exception crosses a callback.
#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <string>

#include "checker/container/container.hpp"

namespace checker::container {

struct FreeArchive {
  void operator()(archive* a) const noexcept { archive_read_free(a); }
};
using ArchiveHandle = std::unique_ptr<archive, FreeArchive>;

/// How much is read of a file at a time.
inline constexpr std::size_t kBuffer = 64 * 1024;

/// One archive, open at its first member. One format, named, and no filters: a filter would follow
/// gzip in gzip without end.
class ArchiveReader {
 public:
  ArchiveReader(const base::RandomAccess& from, Format format, bool check_sums = true);
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  base::Result<void> open();
  /// The next member, owned by the reader; nullptr behind the last.
  base::Result<archive_entry*> next();
  /// What libarchive found odd about that member's header; "" mostly.
  const std::string& warning() const { return warning_; }

  struct Block {
    std::uint64_t at = 0;  // from the member's beginning; before it may be a hole
    base::Bytes bytes;     // until the next call
    bool is_end = false;   // no bytes: the member ends at `at`
  };
  /// How many bytes more of the member are wanted: much less than it gets, read() does not unpack.
  void expect(std::uint64_t count);
  /// More of the member. Warnings are errors here: a member that is not what its header says is
  /// damaged.
  base::Result<Block> read();
  /// After a fatal error nothing but a new reader gets further.
  bool is_dead() const { return dead_; }
  /// Where the last header was looked for.
  std::uint64_t header_position() const;

 private:
  static la_ssize_t feed(archive* a, void* self, const void** out) noexcept;
  static la_int64_t seek(archive* a, void* self, la_int64_t offset, int whence) noexcept;
  static la_int64_t skip(archive* a, void* self, la_int64_t count) noexcept;
  base::Error error(int code);

  const base::RandomAccess& from_;
  Format format_;
  bool check_sums_;
  bool dead_ = false;
  std::string warning_;
  std::size_t slice_;
  std::uint64_t at_ = 0;             // of the next byte that libarchive gets
  std::uint64_t held_at_ = 0;        // of the first byte in buffer_
  std::size_t held_ = 0, fill_ = 0;  // bytes in buffer_; how many to ask for next
  std::array<std::byte, kBuffer> buffer_;
  ArchiveHandle handle_;
};

/// The member's name in UTF-8.
std::string name_of(archive_entry* entry, Format format);

}  // namespace checker::container
