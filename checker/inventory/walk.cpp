#include "checker/inventory/walk.hpp"

#include <algorithm>
#include <system_error>

namespace checker::inventory {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

namespace {

Found trouble(const fs::path& place, const std::string& path, const std::string& why) {
  Found out{place, path, Error{Errc::io, why}};
  return out;
}

// Lists one folder: its files to `out`, its folders to `waiting`.
void list(const Found& folder, std::vector<Found>& waiting, std::vector<Found>& out) {
  std::error_code failed;
  fs::directory_iterator entries(folder.place, failed);
  for (const fs::directory_iterator end; !failed && entries != end; entries.increment(failed)) {
    const fs::path& place = entries->path();
    const std::string path =
        (folder.path.ends_with('/') ? folder.path : folder.path + "/") + place.filename().string();
    std::error_code unknown;
    const fs::file_status status = entries->symlink_status(unknown);
    if (unknown)
      out.push_back(trouble(place, path, "status: " + unknown.message()));
    else if (fs::is_directory(status) && place.filename() != ".sidestep")
      waiting.push_back({place, path, std::nullopt});
    else if (!fs::is_directory(status))
      out.push_back(
          {place, path, std::nullopt, !fs::is_regular_file(status), fs::is_symlink(status)});
  }
  if (!failed) return;
  out.push_back(trouble(folder.place, folder.path, "list folder: " + failed.message()));
  out.back().folder = true;
}

}  // namespace

Result<std::vector<Found>> walk(const fs::path& root) {
  std::error_code failed;
  const fs::file_status status = fs::status(root, failed);
  if (!fs::exists(status))
    return Error{Errc::io,
                 root.string() + ": " + (failed ? failed.message() : "No such file or directory")};
  std::string shown = root.generic_string();
  while (shown.size() > 1 && shown.ends_with('/')) shown.pop_back();
  std::vector<Found> out;
  if (!fs::is_directory(status)) {
    out.push_back({root, shown, std::nullopt, !fs::is_regular_file(status)});
    return out;
  }
  // A list of our own, not recursion: folders nest as deep as the disk allows.
  std::vector<Found> waiting{{root, shown, std::nullopt}};
  while (!waiting.empty()) {
    const Found folder = std::move(waiting.back());
    waiting.pop_back();
    list(folder, waiting, out);
  }
  std::ranges::sort(out, {}, &Found::path);
  return out;
}

}  // namespace checker::inventory
