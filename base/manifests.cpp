#include "base/manifests.hpp"

#include "base/process.hpp"

namespace base {

std::filesystem::path own_manifests() {
  const auto installed = program_folder().parent_path() / "share/sidestep/manifests";
  std::error_code error;
  if (std::filesystem::is_directory(installed, error)) return installed;
  return SIDESTEP_SOURCE_MANIFESTS;
}

}  // namespace base
