#pragma once
// A package that is a folder: its files, opened by a way down that follows no
// link and means one name only.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/blob.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::patch::package {

class Folder {
 public:
  static base::Result<Folder> open(const std::filesystem::path& path);

  /// The file at `path` ('/' between its parts; fault_of_member() finds nothing wrong with it).
  /// nullptr: it is not there. Errc::unsupported for a link or what is no regular file,
  /// Errc::conflict where another name differs by its case alone.
  base::Result<std::shared_ptr<const base::ReadableFile>> file(std::string_view path);

 private:
  struct Listed {
    std::shared_ptr<const inventory::Listing> listing;
    std::multimap<std::string, inventory::Listing::Entry> names;  // by name without case
  };
  explicit Folder(std::shared_ptr<const inventory::Listing> root) { add("", std::move(root)); }
  Listed& add(const std::string& path, std::shared_ptr<const inventory::Listing> listing);
  base::Result<const inventory::Listing::Entry*> find(const Listed& in, std::string_view name,
                                                      inventory::EntryKind kind) const;
  base::Result<Listed*> enter(Listed& parent, std::string_view name, const std::string& path);
  std::map<std::string, Listed> listed_;  // by path
};

}  // namespace checker::patch::package
