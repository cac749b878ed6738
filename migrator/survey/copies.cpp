#include "migrator/survey/copies.hpp"

#include "base/digest.hpp"

namespace migrator::survey {

// "" for a file that can no longer be read: it is nobody's copy.
std::string Copies::digest(const std::string& path) const {
  auto file = base::ReadableFile::open(folder_ / path);
  if (!file) return {};
  auto digest = base::sha256(base::Blob::window(*file, 0, (*file)->size()));
  return digest ? std::move(*digest) : std::string();
}

std::string Copies::before(const std::string& path, std::uint64_t size, const std::string& owner) {
  auto [first, is_new] = first_.emplace(size, File{path, owner});
  if (is_new) return {};
  File& alone = first->second;
  if (!alone.path.empty()) {
    known_.emplace(std::pair(digest(alone.path), alone.owner), alone.path);
    alone.path.clear();
  }
  const std::string own = digest(path);
  if (own.empty()) return {};
  const auto [same, added] = known_.emplace(std::pair(own, owner), path);
  return added ? "" : same->second;
}

}  // namespace migrator::survey
