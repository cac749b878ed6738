#pragma once
// Where the data that both programs share stands on the disk.
#include <filesystem>

namespace base {

/// The manifests that came with this program: share/sidestep/manifests beside its bin folder, else
/// those of the source tree that it was built from.
std::filesystem::path own_manifests();

}  // namespace base
