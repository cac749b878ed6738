#pragma once
// Feeds: signed lists that come in editions. An old edition, signed as well as
// the newest, may hide what was found since; so the highest edition that was
// accepted is remembered, and none below it, or past its time, is taken.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/files.hpp"

namespace checker::patch::signature {

struct Edition {
  std::string feed;                  // its id
  std::uint64_t version = 0;         // from 1
  std::chrono::sys_seconds expires;  // from this second on it is refused
};

/// Whether an edition may be used at the time `now`, `state` being the file that accept() writes: a
/// feed that it does not name was never seen. Errc::conflict, saying which: it is expired, or a
/// higher one was accepted before. Errc::malformed or Errc::io: `state` cannot be read, so that
/// nobody knows.
base::Result<void> check(const Edition& edition, std::chrono::sys_seconds now,
                         const std::filesystem::path& state);

/// The same, and remembers the edition, durably: after a crash `state` is as it was, or has it.
/// Errc::conflict, too, when somebody else is writing `state`.
base::Result<void> accept(base::Files& files, const Edition& edition, std::chrono::sys_seconds now,
                          const std::filesystem::path& state);

}  // namespace checker::patch::signature
