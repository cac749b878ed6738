#pragma once
// A file of the address book that has its name only when it is whole and safe.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.hpp"

namespace migrator::destination {

/// Whether there is something at `path`.
bool stands(const std::filesystem::path& path);

class BookWriter {
 public:
  /// Writes `merged`, synced: what is in `there`, which may be absent, and what `more` has beyond
  /// it.
  using Merge = std::function<base::Result<void>(
      base::Files& files, const std::filesystem::path& there, const std::filesystem::path& more,
      const std::filesystem::path& merged)>;

  static base::Result<std::unique_ptr<BookWriter>> open(base::Files& files,
                                                        std::filesystem::path draft);
  base::Result<void> add(std::string_view text);
  /// Syncs the draft and gives it the name `target`; with `merge`, what `target` holds comes first.
  base::Result<void> finish(const std::filesystem::path& target, const Merge& merge);

 private:
  BookWriter(base::Files& files, std::filesystem::path draft,
             std::unique_ptr<base::OutputFile> file)
      : files_(files), draft_(std::move(draft)), file_(std::move(file)) {}
  base::Result<void> flush();

  base::Files& files_;
  std::filesystem::path draft_;
  std::unique_ptr<base::OutputFile> file_;
  std::string held_;
};

}  // namespace migrator::destination
