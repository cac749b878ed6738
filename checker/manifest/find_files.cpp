#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "checker/manifest/library.hpp"

namespace checker::manifest {
namespace {

namespace fs = std::filesystem;
using base::Errc;

constexpr int kMaxDepth = 8;
constexpr std::size_t kMaxFiles = 4096;  // ten times what all products of those years would need

constexpr std::string_view kProfiles = "profiles";  // of the migrator: no manifests

// "x.json" for "x.cases.json" and "x.fixes.json".
constexpr std::string_view kCases = ".cases.json", kFixes = ".fixes.json", kPlain = ".json";

class Finder {
 public:
  void look_into(const Place& place, std::size_t index) {
    std::error_code error;
    if (fs::is_regular_file(place.path, error)) return look_at(place, index);
    const std::string own = (place.path / "").lexically_normal().parent_path().filename().string();
    for (const fs::path& file : walk(place.path)) {
      const std::string relative = file.lexically_relative(place.path).string();
      add({file, own.empty() || own == "." ? relative : own + "/" + relative, relative, index,
           place.context});
    }
  }

  Files found() && { return std::move(out_); }

 private:
  // One file, and those that belong to it.
  void look_at(const Place& place, std::size_t index) {
    const std::string path = place.path.string();
    std::string stem = path;
    for (const std::string_view ending : {kCases, kFixes, kPlain})
      if (base::lower(stem).ends_with(ending)) {
        stem.erase(stem.size() - ending.size());
        break;
      }
    std::vector<fs::path> all = {path};
    for (const std::string_view ending : {kPlain, kCases, kFixes})
      all.emplace_back(stem + std::string(ending));
    std::error_code error;
    for (const fs::path& file : all)
      if (file == place.path || fs::exists(file, error))
        add({file, file.string(), file.filename().string(), index, place.context});
  }

  void add(FoundFile file) {
    std::error_code error;
    const fs::path real = fs::weakly_canonical(file.file, error);
    if (!seen_.insert(error ? file.file.string() : real.string()).second) return;
    if (seen_.size() > kMaxFiles) {
      if (seen_.size() == kMaxFiles + 1)
        out_.problems.push_back(
            {Errc::limit, file.name + ": more than " + std::to_string(kMaxFiles) + " manifests"});
      return;
    }
    const std::string name = base::lower(file.file.filename().string());
    if (name.ends_with(".schema.json")) return;
    auto& kind = name.ends_with(kCases)   ? out_.cases
                 : name.ends_with(kFixes) ? out_.fixes
                                          : out_.manifests;
    kind.push_back(std::move(file));
  }

  // Whatever is in the way is a problem that is said: a manifest that nobody read cannot object.
  std::vector<fs::path> walk(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code error;
    fs::recursive_directory_iterator each(folder, error), end;
    for (; !error && each != end; each.increment(error)) {
      std::error_code unknown;
      const bool is_folder = fs::is_directory(each->symlink_status(unknown));
      if (!is_folder && base::lower(each->path().filename().string()).ends_with(kPlain))
        out.push_back(each->path());
      if (is_folder && each.depth() == 0 && each->path().filename() == kProfiles)
        each.disable_recursion_pending();
      if (is_folder && each.depth() >= kMaxDepth) {
        each.disable_recursion_pending();
        out_.problems.push_back(
            {Errc::limit, each->path().string() + ": folders are nested too deep"});
      }
    }
    if (error) out_.problems.push_back({Errc::io, folder.string() + ": " + error.message()});
    // What is shared stands higher up.
    std::ranges::sort(
        out, {}, [](const fs::path& p) { return std::pair(std::distance(p.begin(), p.end()), p); });
    return out;
  }

  Files out_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

Files find_files(const std::vector<Place>& places) {
  Finder finder;
  // What somebody asked about is not the context of itself.
  for (const bool context : {false, true})
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i].context == context) finder.look_into(places[i], i);
  Files out = std::move(finder).found();
  // But what it builds on stands before it.
  for (auto* kind : {&out.manifests, &out.cases, &out.fixes})
    std::stable_partition(kind->begin(), kind->end(), [](const FoundFile& f) { return f.context; });
  return out;
}

}  // namespace checker::manifest
