#pragma once
// The files below a path, by their places on disk.
#include <filesystem>
#include <string>
#include <vector>

#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

struct Found {
  std::filesystem::path place;
  std::string path;                  // as it is shown
  std::optional<base::Error> error;  // a folder that cannot be listed, or no regular file
  bool special = false;              // a device, a pipe, a socket, a link
  bool link = false;                 // below the root: not followed
  bool folder = false;               // with an error: a folder that could not be listed
};

/// Every file at or below `root`, sorted by path. Links below `root` are named and
/// not followed; `root` itself may be one. Errc::io when `root` is not there.
base::Result<std::vector<Found>> walk(const std::filesystem::path& root);

}  // namespace checker::inventory
