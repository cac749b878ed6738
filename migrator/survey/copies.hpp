#pragma once
// Files that hold the same bytes: leftovers often lie there twice.
#include <filesystem>
#include <map>
#include <string>

namespace migrator::survey {

class Copies {
 public:
  explicit Copies(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// The file that was asked about before, has the same bytes and belongs to the same `owner` (a
  /// key of the caller's); "" when there is none. A message to two people lies in both mailboxes,
  /// so equal files of two owners are no copies. Only files that share their size with another are
  /// read.
  std::string before(const std::string& path, std::uint64_t size, const std::string& owner);

 private:
  struct File {
    std::string path, owner;
  };
  std::string digest(const std::string& path) const;
  std::filesystem::path folder_;
  std::map<std::uint64_t, File> first_;  // of each size; without a path once it is in known_
  std::map<std::pair<std::string, std::string>, std::string> known_;  // by digest and owner
};

}  // namespace migrator::survey
