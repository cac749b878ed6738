#pragma once
// Walk: the files below a path, folder by folder, in the order of their paths.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

enum class EntryKind : std::uint8_t {
  file,  // regular
  folder,
  link,     // not followed
  special,  // a device, a pipe, a socket
};

/// One folder: an open descriptor, and its names.
class Listing {
 public:
  struct Entry {
    std::uint64_t prefix = 0;  // of the name, for sorting
    std::uint32_t at = 0;      // its place among the names
    std::uint16_t size = 0;
    EntryKind kind = EntryKind::file;
  };

  /// Lists the folder `name` of `parent` (a descriptor, or AT_FDCWD); `path` is how it is shown.
  /// Errc::io when it cannot be opened or read to its end.
  static base::Result<std::shared_ptr<const Listing>> open(int parent, const std::string& name,
                                                           std::string path);
  /// A listing of the one file at `place`.
  static std::shared_ptr<const Listing> of_file(const std::string& place, EntryKind kind);
  ~Listing();
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint64_t device() const { return device_; }
  const std::vector<Entry>& entries() const { return entries_; }
  /// NUL stands behind it.
  std::string_view name(const Entry& entry) const {
    return std::string_view(names_).substr(entry.at, entry.size);
  }
  /// How the entry is shown: the folder's path and its name.
  std::string path(const Entry& entry) const;

 private:
  explicit Listing(std::string path) : path_(std::move(path)) {}
  base::Result<void> read();
  void add(std::string_view name, EntryKind kind);
  void sort();

  std::string path_;  // ends in '/', or is empty
  int descriptor_ = -1;
  std::uint64_t device_ = 0;
  std::string names_;
  std::vector<Entry> entries_;
};

/// Some consecutive files of one folder, or one folder that was refused.
struct Span {
  std::shared_ptr<const Listing> listing;
  std::size_t begin = 0, end = 0;
  std::optional<base::Error> error;  // of the folder listing->entries()[begin]
};

/// Hands over everything at or below `root` that is no folder, in spans of at most `most` files, in
/// the order of the paths' bytes. `take` says false to end it. Errc::io when `root` is not there.
base::Result<void> walk(const std::filesystem::path& root, const ScanOptions& options,
                        std::size_t most, const std::function<bool(Span)>& take);

/// How a root is shown: '/' between its parts, none at its end.
std::string shown(const std::filesystem::path& root);

/// `path` below the root that is shown as `root`; of a root that is a container, its member's path.
std::string_view below(std::string_view path, std::string_view root);

}  // namespace checker::inventory
