#pragma once
// The strings in a program or resource file, whatever its format: runs of
// printable bytes, and of printable UTF-16LE units, between bytes that are not.
#include <functional>
#include <string>

#include "base/stream.hpp"
#include "base/text.hpp"

namespace migrator::ccmail {

inline constexpr std::uint64_t kMaxProgram = 256u << 20;  // bytes; EXPORT.EXE has under one MiB

/// Calls `take` with each string of 2 to 120 bytes as UTF-8 (of `page`, unless it is UTF-16, of
/// which Latin, Greek and Cyrillic are read) and the offset of its first byte. NUL, CR, LF and the
/// length bytes of Pascal strings end one. Reads the file once, in portions. Errc::limit for a file
/// over kMaxProgram.
base::Result<void> each_string(
    const base::RandomAccess& file, const base::CodePage& page,
    const std::function<void(const std::string& text, std::uint64_t offset)>& take);

}  // namespace migrator::ccmail
