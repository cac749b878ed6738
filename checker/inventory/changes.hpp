#pragma once
// Changes: what is different between two inventories of the same place.
#include <optional>
#include <string_view>
#include <vector>

#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

enum class ChangeKind {
  added,
  gone,
  up,       // a higher file version
  down,     // a lower one
  bytes,    // the same version (or none), but other bytes: another SHA-256, or another size
  version,  // a version where there was none, or none where there was one
  unknown,  // on one side only, and the other side could not be read there
};
std::string_view to_string(ChangeKind kind);  // "added", "gone", …

struct Change {
  ChangeKind kind;
  std::string path;  // below the root
  std::optional<FileRecord> before, after;
};

struct Comparison {
  std::vector<Change> changes;  // in the order of their paths
  std::uint64_t unchanged = 0;
  /// Of those, how many are known only by version and size: one side has no SHA-256 of them.
  std::uint64_t not_hashed = 0;
};

/// Where a folder, a container or a whole side could not be read (`closed`), what the other side
/// has there is `unknown`, neither added nor gone. Compares what stands below `old_root` with what
/// stands below `new_root`; paths are the same without the case of ASCII letters. A file that
/// stands several times under one path is compared one by one, in order.
Comparison compare(Inventory before, std::string_view old_root, Inventory after,
                   std::string_view new_root);

}  // namespace checker::inventory
