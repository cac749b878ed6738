#pragma once
// Inventory: what was measured of a folder, a container or a single file. The
// judge reads nothing else.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "checker/image/image.hpp"
#include "checker/version/version.hpp"

namespace checker::inventory {

using image::to_string;     // "present", "none", "other-id", …
using image::VersionState;  // present, none, other_id, unreadable, cut_short

/// One file, as one line of `sidestep scan`.
struct FileRecord {
  std::string path;  // '/'-separated, as walked; a member is "outer.zip!/inner/path"
  std::string name;  // the last part of the path
  std::uint64_t size = 0;
  std::string format = "none";         // pe32, pe32+, ne, le, mz, none
  std::optional<std::string> machine;  // i386, alpha, mips, ppc, amd64, arm64, …
  VersionState version_state = VersionState::none;
  std::optional<Version> file_version, product_version;  // from the fixed block, nothing else
  std::optional<std::string> language;    // four hex digits of the resource's language, "0409"
  std::vector<std::string> translations;  // "040904b0"
  /// String tables: key as stored ("040904B0"), then key → value, in stored order.
  std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> strings;
  bool string_differs = false;  // the FileVersion string says another number than the fixed block
  std::vector<std::string> flags;    // debug, prerelease, patched, private, special
  std::optional<base::Error> error;  // the file is damaged or could not be read: the scan went on
  bool closed = false;  // a folder or container that could not be looked into: it may hold anything
  std::string sha256;   // only where ScanOptions asked for it
};

struct Inventory {
  std::vector<FileRecord> files;  // sorted by path

  /// All files of this name, compared without case.
  std::vector<const FileRecord*> named(std::string_view name) const;
};

struct ScanOptions {
  bool strings = true;  // --fields all; false reads the fixed block only
  bool all = false;     // every file, not only executable images
  int depth = 3;        // how deep containers are opened; 0: not at all
  std::vector<std::string>
      hash;           // names (without case) that are a record whatever they are, with SHA-256
  unsigned jobs = 1;  // files read at the same time; the result is the same
};

/// Measures a file, a folder (links in it are not followed, `.sidestep` is skipped), or a ZIP.
/// Damaged files are records with `error`. Errc::io when `path` itself is not there.
base::Result<Inventory> scan(const std::filesystem::path& path, const ScanOptions& options);

}  // namespace checker::inventory

namespace checker {
using inventory::Inventory;
}
