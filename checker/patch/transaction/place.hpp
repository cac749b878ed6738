#pragma once
// What stands on the disk, looked at without following a link.
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace checker::patch::transaction {

/// A name in the target, and what is called so.
struct Place {
  bool present = false;
  struct stat status = {};         // when present
  struct stat folder_status = {};  // of the folder it is in

  bool is_file() const { return present && S_ISREG(status.st_mode); }
  bool is_same_file(const Place& other) const {
    return present && other.present && status.st_dev == other.status.st_dev &&
           status.st_ino == other.status.st_ino;
  }
  /// "symbolic link", "folder", …
  std::string kind() const;
};

/// `path`, relative, below `root`. Errc::unsupported when a folder on the way is a symbolic link or
/// is none; Errc::usage when one is missing.
base::Result<Place> look(const std::filesystem::path& root, const std::string& path);

/// SHA-256 of a regular file of one name only or several, and its size.
struct Measured {
  std::string sha256;
  std::uint64_t size = 0;
};
base::Result<Measured> measure(const std::filesystem::path& root, const std::string& path);

/// What stands there: its hash; "": nothing; "?": something that is no regular file, or that cannot
/// be reached without following a link.
base::Result<std::string> hash_of(const std::filesystem::path& root, const std::string& path);

/// A state file's bytes; none when there is no such file. Errc::malformed when it is no regular
/// file; Errc::limit above `most` bytes.
base::Result<std::optional<std::string>> read_kept(const std::filesystem::path& path,
                                                   std::uint64_t most);

/// Whether the file or folder has the flag "immutable" or "append only" (FS_IOC_GETFLAGS); no where
/// the disk does not know such flags.
bool is_frozen(const std::filesystem::path& path);

}  // namespace checker::patch::transaction
