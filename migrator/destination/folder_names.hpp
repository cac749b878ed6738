#pragma once
// Which path each folder has, and which exact name each path stands for: what a safe name, a
// shortened one, or one that only differs in case cannot tell.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "migrator/destination/line_log.hpp"

namespace migrator::destination {

struct Folder {
  std::string name;  // as the source has it: "Suppliers\Rope"
  std::string path;  // relative to the destination
};

/// Remembered in .sidestep/folders, a line for each folder, written before the folder is made.
class FolderNames {
 public:
  /// Errc::malformed when a path there would lead out of its account.
  static base::Result<FolderNames> open(base::Files& files, std::filesystem::path file);

  /// The path of the folder `name` in the account at `account`, which is `wanted` unless another
  /// folder there has it or differs from it only in case, and so level by level: a folder stands in
  /// its parent, wherever that is. Which of them comes first decides, and it is remembered.
  base::Result<std::string> path(const std::string& account, const std::string& name,
                                 const std::string& wanted);
  /// In byte order of their paths.
  std::vector<Folder> of(const std::string& account) const;
  base::Result<void> sync() { return log_.sync(); }

 private:
  struct Account {
    std::map<std::string, std::string> paths;    // by exact name
    std::map<std::string, std::string> parents;  // that are no folders themselves yet, as well
    std::set<std::string> taken;                 // paths, folded

    void add(const std::string& account, const std::string& name, const std::string& path);
    std::string level(const std::string& name, const std::string& wanted);
  };
  explicit FolderNames(LineLog log) : log_(std::move(log)) {}
  LineLog log_;
  std::map<std::string, Account> accounts_;
};

}  // namespace migrator::destination
