#pragma once
// The end of a ZIP: how many members its central directory lists, and where it
// says that it stands. libarchive passes over members that it cannot make sense
// of and says nothing.
#include <cstdint>
#include <optional>

#include "base/stream.hpp"

namespace checker::container {

/// Bytes of an end record without its comment.
inline constexpr std::uint64_t kEndRecord = 22;

/// The end record (APPNOTE 4.3.16), with the numbers of its ZIP64 form (4.3.14) where it has one.
struct EndRecord {
  std::uint64_t offset = 0;   // of the record itself
  std::uint64_t comment = 0;  // bytes behind it
  std::uint64_t members = 0;
  std::uint64_t directory_size = 0, directory_offset = 0;  // as stated
  std::uint64_t directory_end = 0;  // where the central directory has to end: at the first record
};

/// The last end record in the file; nullopt when there is none in its last 64 KiB.
base::Result<std::optional<EndRecord>> find_end_record(const base::RandomAccess& zip);

/// The end record at `offset`; nullopt when there is none.
base::Result<std::optional<EndRecord>> read_end_record(const base::RandomAccess& zip,
                                                       std::uint64_t offset);

}  // namespace checker::container
