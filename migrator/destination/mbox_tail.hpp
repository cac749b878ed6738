#pragma once
// The end of an mbox file that may be ours and may be somebody's: nobody can tell, so it is kept.
#include <filesystem>

#include "base/files.hpp"

namespace migrator::destination {

/// Copies what `file` holds from byte `from` on into a new file in `folder`, durably:
/// "Garden-1.mbox". That file.
base::Result<std::filesystem::path> keep_tail(base::Files& files, const std::filesystem::path& file,
                                              std::uint64_t from,
                                              const std::filesystem::path& folder);

}  // namespace migrator::destination
