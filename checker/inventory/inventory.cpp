#include "checker/inventory/inventory.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "checker/inventory/measure.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

using base::Errc;
using base::Error;
using base::Result;

namespace {

// Reading waits for disks and networks more than for processors, but this many are plenty.
constexpr unsigned kMaxJobs = 64;

std::vector<FileRecord> measure(const Found& found, const ScanOptions& options) {
  if (!found.error && !found.special) return Measure(options).file(found.place, found.path);
  FileRecord record = blank_record(found.path, 0);
  // A pipe, a device or a link is no file to look into; one that bears a wanted name is said.
  const bool asked = Measure(options).hash_wanted(record.name) || (options.all && !found.link);
  if (!found.error && !asked) return {};
  record.error = found.error.value_or(
      Error{Errc::unsupported, found.link ? "a link, not followed" : "not a regular file"});
  record.closed = found.folder;
  return {std::move(record)};
}

std::vector<std::vector<FileRecord>> measure_all(const std::vector<Found>& found,
                                                 const ScanOptions& options) {
  std::vector<std::vector<FileRecord>> out(found.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < found.size(); i = next++) out[i] = measure(found[i], options);
  };
  const auto jobs = std::min<std::size_t>({options.jobs, kMaxJobs, found.size()});
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < jobs; ++i) others.emplace_back(work);
  work();
  others.clear();  // joins
  return out;
}

}  // namespace

std::vector<const FileRecord*> Inventory::named(std::string_view name) const {
  std::vector<const FileRecord*> out;
  for (const FileRecord& file : files)
    if (base::equals_fold(file.name, name)) out.push_back(&file);
  return out;
}

Result<Inventory> scan(const std::filesystem::path& path, const ScanOptions& options) {
  const auto found = walk(path);
  if (!found) return found.error();
  Inventory out;
  for (auto& records : measure_all(*found, options))
    std::ranges::move(records, std::back_inserter(out.files));
  // Stable: a ZIP may hold a name twice, and both count.
  std::ranges::stable_sort(out.files, {}, &FileRecord::path);
  return out;
}

}  // namespace checker::inventory
