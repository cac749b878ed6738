#pragma once
// A package manifest: which members of a package go where, and what they have
// to be. Read strictly: a name or a number that could mean two things is
// refused, with its place (docs/patch-packages.md).
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "checker/version/version.hpp"

namespace checker::patch::package {

inline constexpr std::string_view kSchema = "sidestep-package/1";
/// A manifest of as many files as there may be, with long names, is smaller.
inline constexpr std::uint64_t kMaxManifest = 16u << 20;  // bytes
inline constexpr std::size_t kMaxFiles = 20'000;
/// Bytes of one file. No executable of Windows has as many.
inline constexpr std::uint64_t kMaxFileSize = 0xFFFFFFFF;

/// The file that a package is, where it is a single one.
struct PackageFile {
  std::string name;        // members begin with it; the file itself may be called otherwise
  std::uint64_t size = 0;  // bytes
  std::string sha256;      // 64 lower-case hexadecimal digits
  bool operator==(const PackageFile&) const = default;
};

struct Requirement {
  std::string component;  // a file name in the target
  Version at_least;
  bool operator==(const Requirement&) const = default;
};

struct File {
  std::string member;      // where it is in the package, as `scan` names it
  std::string component;   // what it is called in the target
  std::string folder;      // below the target, '/' between its parts; "": where the component is
  std::uint64_t size = 0;  // bytes
  std::string sha256;
  std::optional<Version> version;       // of its fixed block; nullopt: it has none
  std::optional<std::string> language;  // of its version resource: four hexadecimal digits
  std::optional<std::string> machine;   // "i386", "alpha": as in a scan
  bool create = false;                  // may be put where there is no such file
  bool rebuild = false;                 // may replace one of the same version with other bytes
  std::vector<std::string> replaces;    // SHA-256 of files without a version that it may replace

  /// "Bin/Mlmig32.dll": what sets name it by. Compared without case.
  std::string destination() const;
  bool operator==(const File&) const = default;
};

/// Which edition of a feed the manifest belongs to.
struct Feed {
  std::string id;
  std::uint64_t version = 0;  // from 1; grows with each edition
  std::chrono::sys_seconds issued, expires;
  bool operator==(const Feed&) const = default;
};

struct Manifest {
  std::string id, family;  // a family's packages follow one another by `sequence`
  std::uint64_t sequence = 0;
  std::vector<std::string> supersedes;  // ids
  std::vector<Requirement> requirements;
  std::vector<std::string> conflicts;  // ids
  std::optional<PackageFile> package;  // nullopt: the package is a folder
  std::vector<File> files;
  std::vector<std::vector<std::string>> sets;  // destinations that are replaced together or not
  std::optional<Feed> feed;
  bool operator==(const Manifest&) const = default;
};

/// Reads one. Errc::malformed, its message beginning with `name` and a JSON pointer, for anything
/// that is not exactly as docs/schema/package.schema.json and docs/patch-packages.md say;
/// Errc::limit where there is too much of it.
base::Result<Manifest> parse(std::string_view text, const std::string& name);

/// The text of a manifest: of the same one always the same, and parse() gives it back.
std::string write(const Manifest& manifest);

/// What holds between the parts of a manifest that parse() or describe() has made: names that occur
/// once, members that lie in the package, sets of files that there are.
base::Result<void> check(const Manifest& manifest, const std::string& name);

}  // namespace checker::patch::package
