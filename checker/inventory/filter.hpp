#pragma once
// Filter: which files a scan lists, by name and age.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checker::inventory {

/// Shell patterns (`*`, `?`, `[…]`), compared without the case of ASCII letters. One without '/' is
/// compared with the last part of a path; one with '/' with the path below the root, where `*` does
/// not pass a '/'.
struct Filter {
  /// Lists only files that one of these matches. Folders and containers are looked into whatever
  /// they are called.
  std::vector<std::string> include;
  /// Neither lists nor looks into files, folders and containers that one of these matches.
  std::vector<std::string> exclude;
  /// Only files that were modified after this time, in seconds since 1970. Members of a container
  /// have the container's age.
  std::optional<std::int64_t> newer_than;

  /// `path`: below the root of the scan.
  bool includes(std::string_view path) const;
  bool excludes(std::string_view path) const;
};

}  // namespace checker::inventory
