#pragma once
// A file of lines that only grows: what a run has to know of itself after it was broken off.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"

namespace migrator::destination {

class LineLog {
 public:
  using Fields = std::vector<std::string>;
  LineLog(base::Files& files, std::filesystem::path path)
      : files_(&files), path_(std::move(path)) {}

  /// The fields of every whole line; none without the file. A last line that was not written to its
  /// end is cut off.
  base::Result<std::vector<Fields>> read();
  /// Adds a line; it is durable after sync(). Fields may hold any bytes.
  base::Result<void> add(const Fields& fields);
  base::Result<void> sync();
  /// The file goes, durably.
  base::Result<void> remove();
  const std::filesystem::path& path() const { return path_; }

 private:
  base::Files* files_;
  std::filesystem::path path_;
  std::unique_ptr<base::OutputFile> file_;  // from the first line on
  bool loose_ = false;                      // a line is not durable yet
  bool named_ = false;                      // the file's name is
};

}  // namespace migrator::destination
