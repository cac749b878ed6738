#pragma once
// A file of a set while it is written: under "<name>.new", buffered, counting its bytes.
#include <filesystem>
#include <memory>
#include <string>

#include "base/files.hpp"

namespace migrator::migration {

class Draft {
 public:
  static base::Result<Draft> create(base::Files& files, std::filesystem::path path);

  /// Where the next byte goes.
  std::uint64_t offset() const { return offset_; }
  base::Result<void> write(base::Bytes bytes);
  base::Result<void> write(std::string_view text) { return write(base::bytes_of(text)); }
  /// Everything written is on the disk, still under the draft's name.
  base::Result<void> close();
  /// Gives the closed draft its final name.
  base::Result<void> publish();
  const std::filesystem::path& path() const { return path_; }

 private:
  Draft(base::Files& files, std::filesystem::path path, std::unique_ptr<base::OutputFile> file)
      : files_(&files), path_(std::move(path)), file_(std::move(file)) {}
  base::Result<void> flush();

  base::Files* files_;
  std::filesystem::path path_;
  std::unique_ptr<base::OutputFile> file_;
  std::string buffer_;
  std::uint64_t offset_ = 0;
};

}  // namespace migrator::migration
