#include "checker/inventory/inventory.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "checker/inventory/inventory_file.hpp"
#include "checker/inventory/measure.hpp"
#include "checker/inventory/ordered.hpp"
#include "checker/inventory/records.hpp"
#include "checker/inventory/unpack.hpp"
#include "checker/inventory/walk.hpp"

namespace checker::inventory {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

namespace {

// Files that a thread takes at once: the more there are in all, the more at once, so that a few
// large ones are shared out evenly and many small ones are worth a lock.
constexpr std::size_t kLeastAtOnce = 4, kMostAtOnce = 64;
constexpr unsigned kMaxJobs = 64;

using DecoderResult = Result<std::unique_ptr<base::Decoder>>;

// Only where it may be needed: it is a process.
DecoderResult start_decoder(const ScanOptions& options) {
  if (options.depth == 0) return std::unique_ptr<base::Decoder>();
  const auto work = [&options](const std::shared_ptr<const base::RandomAccess>& file,
                               std::string_view request, base::ByteSink& out) {
    inventory::unpack(*file, parse_request(request), options, out);
  };
  return base::Decoder::start(work, &inventory::warm_up, options.decoder);
}

void render_all(const Render& render, Batch& batch) {
  if (!render) return;
  for (const FileRecord& record : batch.records) render(record, batch.text);
  batch.records.clear();
}

// True when it was one.
Result<bool> scan_inventory_file(const fs::path& path, const ScanOptions& options,
                                 const Render& render, const TakeBatch& take) {
  Batch batch;
  const auto flush = [&] {
    render_all(render, batch);
    return take(std::exchange(batch, {}));
  };
  const auto header = read_inventory_file(path, options, [&](FileRecord record) {
    batch.records.push_back(std::move(record));
    return batch.records.size() < kMostAtOnce || flush();
  });
  if (!header) return header.error();
  if (*header) (void)flush();
  return header->has_value();
}

}  // namespace

Error stopped() {
  return {Errc::io, "the scan was stopped before its end; the list is not complete"};
}

Scanner::Scanner(ScanOptions options)
    : options_(std::move(options)), decoder_(start_decoder(options_)) {
  options_.jobs = std::clamp(options_.jobs, 1U, kMaxJobs);
}

Result<void> Scanner::scan(const fs::path& path, const Render& render,
                           const TakeBatch& take) const {
  auto was_file = scan_inventory_file(path, options_, render, take);
  if (!was_file) return std::move(was_file).error();
  if (*was_file) return {};

  const std::string root = shown(path);
  const auto is_stopped = [this] { return options_.stop != nullptr && *options_.stop; };
  const auto run = [&](const std::vector<Span>& spans) {
    Batch batch;
    Measure measure(options_, decoder_, root);
    for (const Span& span : spans) {
      for (std::size_t i = span.begin; i < span.end && !is_stopped(); ++i)
        measure.entry(span, i, batch.records);
      if (options_.progress != nullptr) options_.progress->files += span.end - span.begin;
    }
    render_all(render, batch);
    return batch;
  };
  Ordered<std::vector<Span>, Batch> ordered(options_.jobs, run, take);
  std::vector<Span> some;
  std::size_t count = 0, total = 0;
  auto walked = walk(path, options_, kLeastAtOnce, [&](Span span) {
    count += span.end - span.begin;
    some.push_back(std::move(span));
    if (count < std::min(kMostAtOnce, total / (options_.jobs * 8U))) return true;
    total += std::exchange(count, 0);
    return ordered.give(std::exchange(some, {})) && !is_stopped();
  });
  if (!walked) return walked;
  if (!some.empty() && !is_stopped()) ordered.give(std::move(some));
  ordered.finish();
  if (!is_stopped()) return {};
  Batch last;
  last.records.push_back(unread(path, stopped()));
  render_all(render, last);
  (void)take(std::move(last));
  return {};
}

Result<Inventory> Scanner::scan(const fs::path& path) const {
  Inventory out;
  auto done = scan(path, {}, [&](Batch batch) {
    std::ranges::move(batch.records, std::back_inserter(out.files));
    return true;
  });
  if (!done) return std::move(done).error();
  // Stable: a ZIP may hold a name twice, and both count.
  std::ranges::stable_sort(out.files, {}, &FileRecord::path);
  return out;
}

Result<Inventory> scan(const fs::path& path, const ScanOptions& options) {
  return Scanner(options).scan(path);
}

Result<std::vector<std::string>> roots_of(const fs::path& path) {
  const auto header = read_inventory_file(path, {}, [](const FileRecord&) { return false; });
  if (!header) return header.error();
  return *header ? (*header)->roots : std::vector<std::string>{shown(path)};
}

FileRecord unread(const fs::path& path, base::Error error) {
  FileRecord record = blank_record(shown(path), 0);
  record.error = std::move(error);
  record.closed = true;
  return record;
}

}  // namespace checker::inventory
