#pragma once
// Files that hold the same bytes: leftovers often lie there twice.
#include <filesystem>
#include <map>
#include <string>

namespace migrator::survey {

class Copies {
 public:
  explicit Copies(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// The file that was asked about before and has the same bytes; "" when there is none. Only files
  /// that share their size with another are read.
  std::string before(const std::string& path, std::uint64_t size);

 private:
  std::string digest(const std::string& path) const;
  std::filesystem::path folder_;
  std::map<std::uint64_t, std::string> first_;  // of each size; "" once it is in known_
  std::map<std::string, std::string> known_;    // by digest
};

}  // namespace migrator::survey
