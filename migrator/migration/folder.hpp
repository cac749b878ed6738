#pragma once
// The folder of a set: its files by name, whatever the case they were written in.
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/blob.hpp"
#include "migrator/message/message.hpp"

namespace migrator::migration {

/// Stands in a recovery set, beside its packing list (migrator/run/provenance.hpp).
inline constexpr std::string_view kRecoveryFile = "recovery.json";
inline constexpr const char* kRecoverySchema = "sidestep-recovery/1";

class Folder {
 public:
  /// What stands between the files of a folder and who reads them: for tests, and to count.
  using Wrap = std::function<std::shared_ptr<const base::RandomAccess>(
      std::shared_ptr<const base::RandomAccess>)>;
  static base::Result<Folder> open(const std::filesystem::path& path, Wrap wrap = {});

  /// The file's true name; nullopt when the folder has none. Links are not followed: a pointer
  /// must not lead out of the folder.
  std::optional<std::string> find(std::string_view name) const;
  base::Result<std::shared_ptr<const base::RandomAccess>> file(const std::string& true_name) const;
  const std::filesystem::path& path() const { return path_; }
  /// All names, in order.
  const std::multimap<std::string, std::string>& names() const { return names_; }

 private:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
  Wrap wrap_;
  std::multimap<std::string, std::string> names_;  // by the name in lower case
};

/// open_set(), with something between the set's files and their readers.
base::Result<std::unique_ptr<Source>> open_set(const std::filesystem::path& packing_list,
                                               Folder::Wrap wrap);

}  // namespace migrator::migration
