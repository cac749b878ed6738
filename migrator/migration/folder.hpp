#pragma once
// The folder of a set: its files by name, whatever the case they were written in.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/blob.hpp"

namespace migrator::migration {

class Folder {
 public:
  static base::Result<Folder> open(const std::filesystem::path& path);

  /// The file's true name; nullopt when the folder has none. Links are not followed: a pointer
  /// must not lead out of the folder.
  std::optional<std::string> find(std::string_view name) const;
  base::Result<std::shared_ptr<const base::RandomAccess>> file(const std::string& true_name) const;
  /// All names, in order.
  const std::multimap<std::string, std::string>& names() const { return names_; }

 private:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
  std::multimap<std::string, std::string> names_;  // by the name in lower case
};

}  // namespace migrator::migration
