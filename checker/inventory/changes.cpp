#include "checker/inventory/changes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

namespace {

struct Keyed {
  std::string key;
  FileRecord record;
};

std::vector<Keyed> keyed(Inventory inventory, std::string_view root) {
  std::vector<Keyed> out;
  for (FileRecord& record : inventory.files) {
    std::string key = base::lower(below(record.path, root));
    out.push_back({std::move(key), std::move(record)});
  }
  std::ranges::stable_sort(out, {}, &Keyed::key);
  return out;
}

/// The places of one side that could not be looked into.
class Closed {
 public:
  explicit Closed(const std::vector<Keyed>& files) {
    for (const Keyed& file : files)
      if (file.record.closed) keys_.push_back(file.key);
  }
  bool covers(const std::string& key) const {
    return std::ranges::any_of(keys_, [&](const std::string& closed) {
      return closed.empty() || key == closed || key.starts_with(closed + "/") ||
             key.starts_with(closed + "!/");
    });
  }

 private:
  std::vector<std::string> keys_;
};

std::optional<ChangeKind> difference(const FileRecord& before, const FileRecord& after) {
  if (before.file_version.has_value() != after.file_version.has_value()) return ChangeKind::version;
  if (before.file_version && *before.file_version != *after.file_version)
    return *before.file_version < *after.file_version ? ChangeKind::up : ChangeKind::down;
  const bool hashed = !before.sha256.empty() && !after.sha256.empty();
  const bool same = before.size == after.size && (!hashed || before.sha256 == after.sha256);
  return same ? std::nullopt : std::optional(ChangeKind::bytes);
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added:
      return "added";
    case ChangeKind::gone:
      return "gone";
    case ChangeKind::up:
      return "up";
    case ChangeKind::down:
      return "down";
    case ChangeKind::bytes:
      return "bytes";
    case ChangeKind::version:
      return "version";
    case ChangeKind::unknown:
      return "unknown";
  }
  return "bytes";
}

Comparison compare(Inventory before, std::string_view old_root, Inventory after,
                   std::string_view new_root) {
  Comparison out;
  auto old = keyed(std::move(before), old_root);
  auto now = keyed(std::move(after), new_root);
  const auto path_of = [](const FileRecord& record, std::string_view root) {
    const std::string_view path = below(record.path, root);
    return path.empty() ? record.name : std::string(path);
  };
  const Closed unread_before(old), unread_after(now);
  auto left = old.begin();
  auto right = now.begin();
  while (left != old.end() || right != now.end()) {
    if (right == now.end() || (left != old.end() && left->key < right->key)) {
      const bool unread = left->record.closed || unread_after.covers(left->key);
      out.changes.push_back({unread ? ChangeKind::unknown : ChangeKind::gone,
                             path_of(left->record, old_root), std::move(left->record),
                             std::nullopt});
      ++left;
    } else if (left == old.end() || right->key < left->key) {
      const bool unread = right->record.closed || unread_before.covers(right->key);
      out.changes.push_back({unread ? ChangeKind::unknown : ChangeKind::added,
                             path_of(right->record, new_root), std::nullopt,
                             std::move(right->record)});
      ++right;
    } else {
      if (const auto kind = difference(left->record, right->record)) {
        out.changes.push_back({*kind, path_of(right->record, new_root), std::move(left->record),
                               std::move(right->record)});
      } else {
        ++out.unchanged;
        if (left->record.sha256.empty() || right->record.sha256.empty()) ++out.not_hashed;
      }
      ++left;
      ++right;
    }
  }
  return out;
}

}  // namespace checker::inventory
