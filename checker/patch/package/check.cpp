// What holds between the parts of a manifest.
#include <map>
#include <set>

#include "base/text.hpp"
#include "checker/patch/package/manifest.hpp"
#include "checker/patch/package/names.hpp"

namespace checker::patch::package {
namespace {

using base::Errc;
using base::Error;
using base::pointer;
using base::Result;

Error wrong(const std::string& where, const std::string& how) {
  return {Errc::malformed, where + " " + how};
}

/// Names that may occur once, whatever their case.
class Once {
 public:
  // What was there before, or null.
  const std::string* add(const std::string& name) {
    const auto [at, is_new] = seen_.emplace(base::lower(name), name);
    return is_new ? nullptr : &at->second;
  }
  const std::string* find(const std::string& name) const {
    const auto at = seen_.find(base::lower(name));
    return at == seen_.end() ? nullptr : &at->second;
  }

 private:
  std::map<std::string, std::string> seen_;
};

Result<void> check_files(const Manifest& manifest, const std::string& where) {
  Once members, destinations;
  for (std::size_t i = 0; i < manifest.files.size(); ++i) {
    const File& file = manifest.files[i];
    const std::string at = pointer(where, i);
    if (const auto* before = members.add(file.member))
      return wrong(pointer(at, "member"), "is named twice: " + *before);
    if (manifest.package && outer_of(file.member).file != manifest.package->name)
      return wrong(pointer(at, "member"),
                   "should begin with the package's name, " + manifest.package->name + "!/");
    if (const auto* before = destinations.add(file.destination()))
      return wrong(pointer(at, "component"),
                   "would be put where another file of the package is put: " + *before);
  }
  // A file cannot be where a folder is to be.
  for (std::size_t i = 0; i < manifest.files.size(); ++i) {
    std::string folder = manifest.files[i].folder;
    while (!folder.empty()) {
      if (const auto* file = destinations.find(folder))
        return wrong(pointer(pointer(where, i), "folder"), "is the name of a file, too: " + *file);
      const auto cut = folder.rfind('/');
      folder.resize(cut == std::string::npos ? 0 : cut);
    }
  }
  return {};
}

Result<void> check_sets(const Manifest& manifest, const std::string& where) {
  std::set<std::string> there;
  for (const File& file : manifest.files) there.insert(base::lower(file.destination()));
  Once used;
  for (std::size_t i = 0; i < manifest.sets.size(); ++i)
    for (std::size_t j = 0; j < manifest.sets[i].size(); ++j) {
      const std::string& name = manifest.sets[i][j];
      const std::string at = pointer(pointer(where, i), j);
      if (!there.contains(base::lower(name))) return wrong(at, "names no file of the package");
      if (used.add(name) != nullptr) return wrong(at, "stands in a set already");
    }
  return {};
}

Result<void> check_ids(const Manifest& manifest, const std::vector<std::string>& ids,
                       const std::string& where) {
  Once used;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (base::equals_fold(ids[i], manifest.id))
      return wrong(pointer(where, i), "is the package's own id");
    if (used.add(ids[i]) != nullptr) return wrong(pointer(where, i), "is named twice");
  }
  return {};
}

Result<void> check_requirements(const Manifest& manifest, const std::string& where) {
  Once used;
  for (std::size_t i = 0; i < manifest.requirements.size(); ++i)
    if (used.add(manifest.requirements[i].component) != nullptr)
      return wrong(pointer(pointer(where, i), "component"), "is named twice");
  return {};
}

}  // namespace

std::string File::destination() const {
  return folder.empty() ? component : folder + "/" + component;
}

Result<void> check(const Manifest& manifest, const std::string& name) {
  if (auto done = check_files(manifest, pointer(name, "files")); !done) return done;
  if (auto done = check_sets(manifest, pointer(name, "sets")); !done) return done;
  if (auto done = check_ids(manifest, manifest.supersedes, pointer(name, "supersedes")); !done)
    return done;
  if (auto done = check_ids(manifest, manifest.conflicts, pointer(name, "conflicts")); !done)
    return done;
  if (auto done = check_requirements(manifest, pointer(name, "requires")); !done) return done;
  if (manifest.feed && manifest.feed->expires < manifest.feed->issued)
    return wrong(pointer(pointer(name, "feed"), "expires"), "is before it was issued");
  return {};
}

}  // namespace checker::patch::package
