#pragma once
// Measuring one file: an image, or a container and all that is in it.
#include "base/blob.hpp"
#include "checker/container/container.hpp"
#include "checker/inventory/inventory.hpp"

namespace checker::inventory {

class Measure {
 public:
  explicit Measure(const ScanOptions& options) : options_(options) {}

  /// The records of the file at `place`, shown as `path`.
  std::vector<FileRecord> file(const std::filesystem::path& place, const std::string& path);
  /// Whether a file of this name is a record whatever it is.
  bool hash_wanted(std::string_view name) const;

 private:
  using Content = std::shared_ptr<const base::RandomAccess>;
  void content(const Content& bytes, const std::string& path, int depth, container::Budget& budget);
  void members(const base::RandomAccess& zip, FileRecord record, int depth,
               container::Budget& budget);
  void member(container::Member member, const std::string& outer, int depth,
              container::Budget& budget);
  void add_digest(const Content& bytes, FileRecord& record) const;

  const ScanOptions& options_;
  std::vector<FileRecord> out_;
};

/// A record with nothing but its path, name and size.
FileRecord blank_record(std::string path, std::uint64_t size);

}  // namespace checker::inventory
