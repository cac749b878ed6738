#pragma once
// ZIP through libarchive: its one door. The handle frees itself, codes become
// Errors, and no exception crosses a callback.
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

/// One ZIP, open at its first member. Only the reader that goes by the central directory, and no
/// filters: a filter would follow gzip in gzip without end.
class ZipReader {
 public:
  explicit ZipReader(const base::RandomAccess& from);
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  base::Result<void> open();
  /// The next member, owned by the reader; nullptr behind the last.
  base::Result<archive_entry*> next();
  /// Some bytes of the member; 0 at its end. Warnings are errors here: a member that is not what
  /// its header says is damaged.
  base::Result<std::size_t> read(std::span<std::byte> room);
  /// After a fatal error nothing but a new reader gets further.
  bool is_dead() const { return dead_; }

 private:
  static la_ssize_t feed(archive* a, void* self, const void** out) noexcept;
  static la_int64_t seek(archive* a, void* self, la_int64_t offset, int whence) noexcept;
  static la_int64_t skip(archive* a, void* self, la_int64_t count) noexcept;
  base::Error error(int code);

  const base::RandomAccess& from_;
  std::uint64_t at_ = 0;
  bool dead_ = false;
  std::array<std::byte, 64 * 1024> buffer_;
  ArchiveHandle handle_;
};

/// The walk over all members of one ZIP.
class ZipWalk {
 public:
  ZipWalk(const base::RandomAccess& zip, Budget& budget, const Wanted& wanted,
          const TakeMember& take)
      : zip_(zip), budget_(budget), wanted_(wanted), take_(take) {}
  base::Result<void> run();

 private:
  base::Result<bool> pass();
  base::Result<void> visit(ZipReader& reader, archive_entry* entry);
  base::Result<void> fill(ZipReader& reader, Member& member);
  base::Result<void> check_count(std::optional<std::uint64_t> listed,
                                 bool begins_with_member) const;

  const base::RandomAccess& zip_;
  Budget& budget_;
  const Wanted& wanted_;
  const TakeMember& take_;
  std::uint64_t seen_ = 0;
};

}  // namespace checker::container
