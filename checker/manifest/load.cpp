#include "checker/manifest/library.hpp"

namespace checker::manifest {

Loaded load(const std::vector<std::filesystem::path>& folders) {
  std::vector<Place> places;
  for (const auto& folder : folders) places.push_back({folder, false});
  Library library = read_library(find_files(places));
  Loaded out;
  for (Library::Refused& each : library.refused) out.problems.push_back(std::move(each.error));
  out.knowledge = knowledge_of(std::move(library.manifests));
  return out;
}

}  // namespace checker::manifest
