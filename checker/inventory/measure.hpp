#pragma once
// Measuring one file of a folder: an image, or a container and all that is in
// it. One object a thread.
#include <sys/stat.h>

#include "base/decoder.hpp"
#include "checker/inventory/inventory.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

class Measure {
 public:
  /// `decoder` opens containers; where it could not be had, each of them is a record with that
  /// error. `root`: how the root of the scan is shown.
  Measure(const ScanOptions& options, const base::Result<std::unique_ptr<base::Decoder>>& decoder,
          std::string root);

  /// Appends the records of what `span` has at `index`.
  void entry(const Span& span, std::size_t index, std::vector<FileRecord>& out);

 private:
  class File;
  void file(File& file, FileRecord record, bool included, std::vector<FileRecord>& out) const;
  bool needs_unpacking(const File& file, base::Bytes start, const image::Layout& layout,
                       FileRecord& record) const;
  void unpack(const File& file, FileRecord& own, std::vector<FileRecord>& out) const;
  bool is_skipped(const struct stat& info) const;
  void add_digest(const File& file, FileRecord& record) const;
  bool is_stopped() const { return options_.stop != nullptr && *options_.stop; }

  const ScanOptions& options_;
  const base::Result<std::unique_ptr<base::Decoder>>& decoder_;
  std::string root_;
  std::optional<struct stat> skipped_;  // ScanOptions::skip
};

}  // namespace checker::inventory
