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

std::string Copies::before(const std::string& path, std::uint64_t size) {
  auto [first, is_new] = first_.emplace(size, path);
  if (is_new) return {};
  if (!first->second.empty()) {
    known_.emplace(digest(first->second), first->second);
    first->second.clear();
  }
  const std::string own = digest(path);
  if (own.empty()) return {};
  const auto [same, alone] = known_.emplace(own, path);
  return alone ? "" : same->second;
}

}  // namespace migrator::survey
