#pragma once
// Whether there is room for what a run will write, before it writes anything.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "migrator/run/run.hpp"

namespace migrator::run {

/// What a run will write below a folder.
struct Need {
  std::filesystem::path folder;
  std::uint64_t bytes = 0;
};

/// An estimate from the bytes of the source's files: attachments grow by base64, every message has
/// a header, and one that is a file of its own ends in a block that is not full. A resumed run
/// needs what is left. Empty when the run is complete.
base::Result<std::vector<Need>> needs_of(const Request& request);

/// Bytes that are free for us on the file system of `folder` or, while it is not there, of the
/// nearest folder above it. nullopt when nobody knows.
std::optional<std::uint64_t> free_bytes(const std::filesystem::path& folder);

/// Errc::limit, with both figures, when a file system has no room for what goes there; folders on
/// one file system are counted together.
base::Result<void> check_space(const Request& request, const Doors& doors);

}  // namespace migrator::run
